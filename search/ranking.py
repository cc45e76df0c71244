"""From candidates to a ranking: which SOPs, in which order, and the steps to show of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from search.fusion import fused
from search.retrieval import STEP_SIGNALS, Candidates

# Below these nothing speaks for an SOP but that something has to be nearest.
LOWEST_COSINE = 0.3
OTHERS = 4
OTHERS_WITHIN = 0.7  # of the best step's score
_COSINE, _ALL = STEP_SIGNALS.index("cosine"), STEP_SIGNALS.index("all")


@dataclass(frozen=True)
class RankedStep:
    sop_id: int
    number: int
    score: float
    is_exact: bool


@dataclass(frozen=True)
class RankedSop:
    sop_id: int
    score: float
    library_id: int
    category_id: int
    steps: tuple[RankedStep, ...]  # best first: the one to land on, then further ones that match


@dataclass(frozen=True)
class Ranking:
    sops: tuple[RankedSop, ...] = ()
    steps: tuple[RankedStep, ...] = ()  # of all of them, best first


def ranked(
    found: Candidates,
    tables: Sequence[tuple[np.ndarray, np.ndarray]],
    exact: Sequence[Mapping[int, int]],
    steps_wanted: int,
) -> Ranking:
    """Exact matches first, then by score; equal ones by id, so that the same question has the same answer.

    `tables`: per part, the library and the category of each place. `exact`: per part, row -> exact parts held.
    """
    if not len(found):
        return Ranking()
    scores = fused(found)
    of_step = found.sop_of_step
    exact_steps = _exact_of(found, exact)
    exact_sops = np.maximum.reduceat(exact_steps, found.starts[:-1])
    matches = (found.steps[:, _ALL] > 0) | (found.steps[:, _COSINE] >= LOWEST_COSINE)
    listed = np.maximum.reduceat(matches, found.starts[:-1]) | (found.sops.max(axis=1) >= LOWEST_COSINE)
    order = np.lexsort((found.sop_ids, -scores.sops, -exact_sops))
    sops = tuple(
        _sop(found, int(at), scores.sops, scores.steps, exact_steps, matches, tables) for at in order if listed[at]
    )
    in_order = np.lexsort((found.numbers, found.sop_ids[of_step], -scores.steps, -exact_steps))
    steps = tuple(
        RankedStep(int(found.sop_ids[of_step[at]]), int(found.numbers[at]), float(scores.steps[at]), bool(exact_steps[at]))
        for at in in_order[: 4 * steps_wanted]
        if listed[of_step[at]]
    )
    return Ranking(sops, steps[:steps_wanted])


def _sop(
    found: Candidates,
    at: int,
    sop_scores: np.ndarray,
    step_scores: np.ndarray,
    exact_steps: np.ndarray,
    matches: np.ndarray,
    tables: Sequence[tuple[np.ndarray, np.ndarray]],
) -> RankedSop:
    sop_id = int(found.sop_ids[at])
    first, end = int(found.starts[at]), int(found.starts[at + 1])
    order = first + np.lexsort((found.numbers[first:end], -step_scores[first:end], -exact_steps[first:end]))
    enough = OTHERS_WITHIN * step_scores[order[0]]
    shown = [
        RankedStep(sop_id, int(found.numbers[step]), float(step_scores[step]), bool(exact_steps[step]))
        for rank, step in enumerate(order[: OTHERS + 1])
        if rank == 0 or (matches[step] and step_scores[step] >= enough)
    ]
    libraries, categories = tables[found.part[at]]
    place = found.place[at]
    return RankedSop(sop_id, float(sop_scores[at]), int(libraries[place]), int(categories[place]), tuple(shown))


def _exact_of(found: Candidates, exact: Sequence[Mapping[int, int]]) -> np.ndarray:
    held = np.zeros(len(found.rows), dtype=np.int64)
    if any(exact):
        parts = found.part[found.sop_of_step]
        for at, row in enumerate(found.rows.tolist()):
            held[at] = exact[parts[at]].get(row, 0)
    return held
