"""One score per SOP and per step out of all signals: a weighted sum, learned and measured (docs/search.md)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from search.retrieval import SHARPNESS, SOP_SIGNALS, STEP_SIGNALS, Candidates

Floats = npt.NDArray[np.float32]


class Fused(NamedTuple):
    sops: Floats  # per candidate SOP
    steps: Floats  # per step of the candidates


SOP_WEIGHTS = {"best_cosine": 0.35, "title_cosine": 0.25, "best_all": 0.2, "whole": 0.12}
STEP_WEIGHTS = {"cosine": 0.3, "body": 0.2, "section": 0.05, "screen": 0.05, "sop": 0.6}


def fused(found: Candidates) -> Fused:
    """Scores that are higher the better; zero signals give zero."""
    signals = sop_signals(found)
    sops = sum((weight * signals[name] for name, weight in SOP_WEIGHTS.items()), np.zeros(len(found)))
    of_step = {name: found.steps[:, at] for at, name in enumerate(STEP_SIGNALS)}
    of_step["sop"] = sops[found.sop_of_step]
    steps = sum((weight * of_step[name] for name, weight in STEP_WEIGHTS.items()), np.zeros(len(found.rows)))
    return Fused(np.asarray(sops, dtype=np.float32), np.asarray(steps, dtype=np.float32))


def sop_signals(found: Candidates) -> dict[str, Floats]:
    """By name, per SOP: its own signals, and the best of its steps in each of theirs."""
    signals = {name: found.sops[:, at] for at, name in enumerate(SOP_SIGNALS)}
    if not len(found):
        return {**signals, **{f"best_{name}": np.zeros(0) for name in STEP_SIGNALS}, "many_cosine": np.zeros(0)}
    best = np.maximum.reduceat(found.steps, found.starts[:-1], axis=0)
    for at, name in enumerate(STEP_SIGNALS):
        signals[f"best_{name}"] = best[:, at]
    many = np.add.reduceat(np.exp(SHARPNESS * found.steps[:, 0]), found.starts[:-1])
    signals["many_cosine"] = np.log(many) / SHARPNESS
    return signals
