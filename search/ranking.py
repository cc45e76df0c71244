"""From candidates to a ranking: which SOPs, in which order, and the steps to show of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from search.fusion import Fused
from search.index.reading import Reading
from search.retrieval import STEP_SIGNALS, Candidates

# Below this nothing speaks for an SOP but that something has to be nearest.
LOWEST_COSINE = 0.3
OTHERS = 4
OTHERS_WITHIN = 0.6  # of what speaks for the best step
_OF_THE_STEP = [STEP_SIGNALS.index(name) for name in ("body", "section", "screen")]
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
    steps: tuple[RankedStep, ...]  # best first: the one to land on, then further ones that match


@dataclass(frozen=True)
class Ranking:
    """The first of them in full; of every SOP that matches, its library and category (0: none)."""

    sops: tuple[RankedSop, ...] = ()
    steps: tuple[RankedStep, ...] = ()  # of all of them, best first
    places: tuple[tuple[int, int], ...] = ()
    matched: tuple[int, ...] = ()  # the ids of those SOPs, in the same order


def ranked(
    found: Candidates, reading: Reading, scores: Fused, exact: Sequence[Mapping[int, int]], limit: int
) -> Ranking:
    """Exact matches first, then by score; equal ones by id, so that the same question has the same answer.

    `exact`: per part of the reading, row -> how many exact parts of the query it holds.
    """
    if not len(found):
        return Ranking()
    of_step = found.sop_of_step
    held = _exact_of(found, exact)
    near = found.steps[:, _COSINE] >= LOWEST_COSINE
    matches = near | found.steps[:, _OF_THE_STEP].any(axis=1)
    speaks = np.maximum.reduceat(near | (found.steps[:, _ALL] > 0), found.starts[:-1])
    listed = speaks | (found.sops.max(axis=1) >= LOWEST_COSINE)
    held_by_sops = np.maximum.reduceat(held, found.starts[:-1])
    order = np.lexsort((found.sop_ids, -scores.sops, -held_by_sops))
    order = order[listed[order]]
    by_step = np.lexsort((found.numbers, found.sop_ids[of_step], -scores.steps, -held))
    by_step = by_step[listed[of_step[by_step]]][:limit]
    return Ranking(
        sops=tuple(_sop(found, int(at), scores, held, matches) for at in order[:limit]),
        steps=tuple(_step(found, int(of_step[at]), int(at), scores, held) for at in by_step),
        places=_places(found, reading, order),
        matched=tuple(found.sop_ids[order].tolist()),
    )


def _sop(
    found: Candidates, at: int, scores: Fused, held: npt.NDArray[np.int64], matches: npt.NDArray[np.bool_]
) -> RankedSop:
    first, end = int(found.starts[at]), int(found.starts[at + 1])
    order = first + np.lexsort((found.numbers[first:end], -scores.own[first:end], -held[first:end]))
    best, *others = order[: OTHERS + 1].tolist()
    enough = OTHERS_WITHIN * scores.own[best]
    shown = [best, *(step for step in others if matches[step] and scores.own[step] >= enough)]
    steps = tuple(_step(found, at, step, scores, held) for step in shown)
    return RankedSop(int(found.sop_ids[at]), float(scores.sops[at]), steps)


def _step(found: Candidates, sop: int, step: int, scores: Fused, held: npt.NDArray[np.int64]) -> RankedStep:
    return RankedStep(int(found.sop_ids[sop]), int(found.numbers[step]), float(scores.steps[step]), bool(held[step]))


def _places(found: Candidates, reading: Reading, order: npt.NDArray[np.int64]) -> tuple[tuple[int, int], ...]:
    tables = [part.segment.tables for part in reading.parts]
    places = zip(found.part[order].tolist(), found.place[order].tolist(), strict=True)
    return tuple((int(tables[at].library_ids[place]), int(tables[at].category_ids[place])) for at, place in places)


def _exact_of(found: Candidates, exact: Sequence[Mapping[int, int]]) -> npt.NDArray[np.int64]:
    held = np.zeros(len(found.rows), dtype=np.int64)
    if any(exact):
        parts = found.part[found.sop_of_step]
        for at, row in enumerate(found.rows.tolist()):
            held[at] = exact[parts[at]].get(row, 0)
    return held
