"""One score per SOP and per step out of all signals: a weighted sum, whose weights were learned (docs/search.md).

What an SOP's signal weighs depends on the question. One that reads like a title names a procedure, so titles decide;
one that no title resembles describes a moment in it, so what a single step says decides. `moods` measures which kind
it is; the table in `weights.json` has a row per signal and a column per mood.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from search.retrieval import SOP_SIGNALS, STEP_SIGNALS, Candidates

Floats = npt.NDArray[np.float32]
LEARNED = Path(__file__).with_name("weights.json")
SHORT, LONG = 3, 10  # words that say something
NEXT_BEST = 3
_OF_MEANING = ("title_cosine", "outline_cosine", "center_cosine", "best_cosine", "next_cosine")
SIGNALS = (*SOP_SIGNALS, *(f"best_{name}" for name in STEP_SIGNALS), "next_cosine")
MOODS = ("always", "long", "like_a_title", "like_a_step_more", "named", "on_screen", "said", "in_order")


class Fused(NamedTuple):
    sops: Floats  # per candidate SOP
    steps: Floats  # per step of the candidates, comparable between SOPs
    own: Floats  # per step: what speaks for it beside its SOP


class Weights(NamedTuple):
    """What was learned: `sops` is signals × moods, the others are by signal."""

    signals: tuple[str, ...]
    sops: Floats
    steps: dict[str, float]
    step_of_its_sop: dict[str, float]


def fused(found: Candidates, *, length: int, has_meaning: bool) -> Fused:
    """Scores, the higher the better. `length`: how many words of the question say something."""
    weights = learned("hybrid" if has_meaning else "words")
    signals = sop_signals(found)
    of_signals = weights.sops @ moods(signals, length)
    sops = _sum(dict(zip(weights.signals, of_signals.tolist(), strict=True)), signals, len(found))
    of_step = {name: found.steps[:, at] for at, name in enumerate(STEP_SIGNALS)}
    own = _sum(weights.steps, of_step, len(found.rows))
    its_sop = _sum(weights.step_of_its_sop, {"sop": sops, "title_cosine": signals["title_cosine"]}, len(found))
    return Fused(sops, own + its_sop[found.sop_of_step], own)


def sop_signals(found: Candidates) -> dict[str, Floats]:
    """By name, per SOP: its own signals, the best of its steps in each of theirs, and the mean of the best three."""
    signals = {name: found.sops[:, at] for at, name in enumerate(SOP_SIGNALS)}
    best = np.maximum.reduceat(found.steps, found.starts[:-1], axis=0) if len(found) else found.steps
    signals |= {f"best_{name}": best[:, at] for at, name in enumerate(STEP_SIGNALS)}
    signals["next_cosine"] = _mean_of_best(found.steps[:, STEP_SIGNALS.index("cosine")], found.starts)
    return signals


def moods(signals: dict[str, Floats], length: int) -> Floats:
    """What kind of question it is, by what it found: one number per `MOODS`."""
    most = {name: float(values.max(initial=0)) for name, values in signals.items()}
    by_name = {
        "always": 1.0,
        "long": min(1.0, max(0.0, (length - SHORT) / (LONG - SHORT))),
        "like_a_title": most["title_cosine"],
        "like_a_step_more": max(0.0, most["best_cosine"] - most["title_cosine"]),
        "named": most["title_covers"],
        "on_screen": most["best_screen"],
        "said": most["best_body"],
        "in_order": most["title_pairs"],
    }
    return np.array([by_name[name] for name in MOODS], dtype=np.float32)


def needs_meaning(signal: str) -> bool:
    return signal in _OF_MEANING


@cache
def learned(mode: str) -> Weights:
    """The shipped weights: "hybrid", or "words" while the model loads or where there is none."""
    table = json.loads(LEARNED.read_text())[mode]
    if tuple(table["moods"]) != MOODS:
        raise ValueError(f"{LEARNED.name} was learned with other moods. Learn it again: manage.py learn_search")
    rows = np.array(list(table["sops"].values()), dtype=np.float32)
    return Weights(tuple(table["sops"]), rows, table["steps"], table["step_of_its_sop"])


def _mean_of_best(values: Floats, starts: npt.NDArray[np.int64]) -> Floats:
    sops = len(starts) - 1
    of = np.repeat(np.arange(sops), np.diff(starts))
    order = np.lexsort((-values, of))
    is_among = np.arange(len(values)) - starts[of] < NEXT_BEST
    sums = np.bincount(of[is_among], weights=values[order][is_among], minlength=sops)
    return (sums / np.minimum(np.diff(starts), NEXT_BEST).clip(1)).astype(np.float32)


def _sum(weights: dict[str, float], signals: dict[str, Floats], size: int) -> Floats:
    total = np.zeros(size, dtype=np.float64)
    for name, weight in weights.items():
        total += weight * signals[name]
    return total.astype(np.float32)
