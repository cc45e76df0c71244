"""One score per SOP and per step out of all signals: a weighted sum, whose weights were learned (docs/search.md).

An SOP's weights come in pairs, for short questions and for long ones; in between they are blended. A short question
names a procedure, so titles decide; a long one describes a moment in it, so what a single step says decides.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from search.retrieval import SOP_SIGNALS, STEP_SIGNALS, Candidates

Floats = npt.NDArray[np.float32]
SHORT, LONG = 3, 10  # words that say something

HYBRID: dict[str, tuple[float, float]] = {
    "title_cosine": (7.60, 7.34),
    "title": (-1.40, 4.51),
    "whole": (1.73, 2.95),
    "title_covers": (-0.80, -8.69),
    "title_covered": (0.91, 2.31),
    "best_cosine": (3.53, 2.89),
    "best_body": (-1.65, -3.86),
    "best_section": (0.46, 3.31),
    "best_screen": (-0.26, 4.61),
    "best_all": (3.99, 7.55),
}
# While the model loads, or where there is none.
WORDS: dict[str, tuple[float, float]] = {
    "title": (-0.34, 4.32),
    "whole": (1.70, 3.69),
    "title_covers": (0.69, -3.50),
    "title_covered": (3.73, 3.69),
    "best_body": (-0.21, -2.21),
    "best_section": (0.68, 4.16),
    "best_screen": (-0.18, 4.73),
    "best_all": (3.96, 7.12),
}
# "sop": the score of the step's SOP. Titles count there already, hence the sign of "title_cosine".
STEPS = {"cosine": 3.67, "body": -0.58, "section": 1.48, "screen": -1.36, "all": 4.11}
STEP_OF_ITS_SOP = {"sop": 0.59, "title_cosine": -3.54}


class Fused(NamedTuple):
    sops: Floats  # per candidate SOP
    steps: Floats  # per step of the candidates, comparable between SOPs
    own: Floats  # per step: what speaks for it beside its SOP


def fused(found: Candidates, *, length: int, has_meaning: bool) -> Fused:
    """Scores, the higher the better. `length`: how many words of the question say something."""
    signals = sop_signals(found)
    weights = _for_length(HYBRID if has_meaning else WORDS, length)
    sops = _sum(weights, signals, len(found))
    of_step = {name: found.steps[:, at] for at, name in enumerate(STEP_SIGNALS)}
    own = _sum(STEPS, of_step, len(found.rows))
    its_sop = _sum(STEP_OF_ITS_SOP, {"sop": sops, "title_cosine": signals["title_cosine"]}, len(found))
    return Fused(sops, own + its_sop[found.sop_of_step], own)


def sop_signals(found: Candidates) -> dict[str, Floats]:
    """By name, per SOP: its own signals, and the best of its steps in each of theirs."""
    signals = {name: found.sops[:, at] for at, name in enumerate(SOP_SIGNALS)}
    best = np.maximum.reduceat(found.steps, found.starts[:-1], axis=0) if len(found) else found.steps
    return signals | {f"best_{name}": best[:, at] for at, name in enumerate(STEP_SIGNALS)}


def _for_length(pairs: dict[str, tuple[float, float]], length: int) -> dict[str, float]:
    share = min(1.0, max(0.0, (length - SHORT) / (LONG - SHORT)))
    return {name: (1 - share) * short + share * long for name, (short, long) in pairs.items()}


def _sum(weights: dict[str, float], signals: dict[str, Floats], size: int) -> Floats:
    total = np.zeros(size, dtype=np.float64)
    for name, weight in weights.items():
        total += weight * signals[name]
    return total.astype(np.float32)
