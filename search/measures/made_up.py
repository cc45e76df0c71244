"""A corpus of any size for measuring speed: words as frequent as in a language, meanings scattered around real ones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np

from search.encoders.base import Encoder, Floats
from search.entries import hash_of
from search.measures.corpus import Corpus, Question

STEPS_PER_SOP = 13
_WORDS = """
open enter choose click check send approve request close update create assign review export merge
account opportunity quote discount contract invoice lead campaign forecast stage owner territory renewal approval
price order ticket product report dashboard contact meeting stakeholder budget pipeline partner pilot security
questionnaire handoff checklist feedback legal clause signature amount date currency region segment
ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu za bri cla dro fle gri plo sta tre
"""
_LINES = [line.split() for line in _WORDS.strip().splitlines()]
VERBS, THINGS, SYLLABLES = _LINES[0], [word for line in _LINES[1:4] for word in line], _LINES[4]
RARE = 20_000
SPREAD = 0.35  # how far a made-up meaning lies from the real one it was drawn from


def corpus(steps: int, seed: int = 1) -> Corpus:
    """SOPs of 13 steps, and 200 questions in the words of some of them."""
    chance = random.Random(seed)
    sops: list[dict[str, Any]] = []
    by_sop: dict[str, list[dict[str, Any]]] = {}
    for at in range(max(1, steps // STEPS_PER_SOP)):
        sop_id = f"made-{at}"
        sops.append({"sop_id": sop_id, "title": _sentence(chance, 5), "category": f"category {at % 10}"})
        by_sop[sop_id] = [
            {"step_id": f"{sop_id}#{number}", "sop_id": sop_id, "number": number, "text": _sentence(chance, 25)}
            for number in range(1, STEPS_PER_SOP + 1)
        ]
    asked = [Question(f"q{at}", _asked(chance, by_sop, sops), "made up") for at in range(200)]
    return Corpus(sops, by_sop, asked)


class ScatteredEncoder:
    """Vectors near those of real texts, drawn by the text's hash: nobody waits for a million texts to be encoded."""

    def __init__(self, encoder: Encoder, real: Floats) -> None:
        self.model_id, self.dimension = encoder.model_id, encoder.dimension
        self._real = real

    def encode(self, texts: Sequence[str]) -> Floats:
        return np.stack([self._one(text) for text in texts])

    def _one(self, text: str) -> Floats:
        chance = np.random.default_rng(int(hash_of(text)[:16], 16))
        near = self._real[chance.integers(len(self._real))]
        vector = near + SPREAD * chance.standard_normal(self.dimension) / np.sqrt(self.dimension)
        return (vector / np.linalg.norm(vector)).astype(np.float32)


def _sentence(chance: random.Random, words: int) -> str:
    said = [chance.choice(VERBS).title(), "the"]
    for _ in range(words - 2):
        said.append(chance.choice(THINGS) if chance.random() < 0.6 else _rare(int(RARE ** chance.random())))
    return " ".join(said)


def _rare(number: int) -> str:
    """The word of that rank: always the same one."""
    word = ""
    while number or not word:
        number, at = divmod(number, len(SYLLABLES))
        word += SYLLABLES[at]
    return word + "r"


def _asked(chance: random.Random, by_sop: dict[str, list[dict[str, Any]]], sops: list[dict[str, Any]]) -> str:
    step = chance.choice(by_sop[chance.choice(sops)["sop_id"]])
    words = step["text"].split()[2:]
    return " ".join(chance.sample(words, chance.randint(2, 6)))
