"""Candidates: the SOPs that words or meaning speak for, with every signal about them and their steps.

Both sides look only at what the person may see, and only then keep the best.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from search.index.reading import Part, Reading, Within
from search.words.bm25 import idf

Floats = npt.NDArray[np.floating[Any]]
Ints = npt.NDArray[np.int64]

NEAREST_STEPS = 400
CANDIDATES = 100  # SOPs that each signal may propose
STEP_SIGNALS = ("cosine", "body", "section", "screen", "all")
SOP_SIGNALS = (
    "title_cosine",
    "outline_cosine",  # title, sections and how the steps begin, as one text
    "center_cosine",  # the middle of the steps' vectors
    "title",
    "whole",
    "whole_covers",  # the share of the query that the SOP holds anywhere
    "title_covers",  # the share of the query that the title holds
    "title_covered",  # the share of the title that the query holds
    "title_pairs",  # the share of the query's neighbouring words that are neighbours in the title
)


@dataclass(frozen=True)
class Asked:
    """A question in the form that retrieval needs."""

    terms: Mapping[str, float]  # stem -> weight
    vector: Floats | None
    pairs: Sequence[str] = ()  # its terms that stand side by side


@dataclass(frozen=True)
class Candidates:
    """One row per SOP, and their steps one after the other: `starts[i]` is the first step of SOP `i`."""

    part: npt.NDArray[np.int32]  # in which part of the reading
    place: Ints  # the SOP's place in that part
    sop_ids: Ints
    sops: Floats  # SOP_SIGNALS
    starts: Ints
    rows: Ints  # per step: its row in the part
    numbers: Ints
    steps: Floats  # STEP_SIGNALS

    def __len__(self) -> int:
        return len(self.sop_ids)

    @property
    def sop_of_step(self) -> Ints:
        return np.repeat(np.arange(len(self)), np.diff(self.starts))


def candidates(
    asked: Asked, reading: Reading, within: Sequence[Within], also: Sequence[Collection[int]] = ()
) -> Candidates:
    """The candidates among what lies `within`, in no order that matters; `also` are rows, per part, that must be in."""
    weights = _Weights(asked, reading)
    found = [
        _of_part(at, part, allowed, asked, weights, sorted(also[at]) if also else [])
        for at, (part, allowed) in enumerate(zip(reading.parts, within, strict=True))
        if allowed.sops.any()
    ]
    return _joined(found) if found else _nothing()


class _Weights:
    """Of the query's terms: how much each says, by steps and by SOPs, counted over everything that is published."""

    def __init__(self, asked: Asked, reading: Reading) -> None:
        numbers = {term: reading.vocabulary.find(term) for term in asked.terms}
        known = {number: asked.terms[term] for term, number in numbers.items() if number is not None}
        self.rows = self._weighed(known, reading, "all")
        self.sops = self._weighed(known, reading, "whole")
        unknown = sum(weight for term, weight in asked.terms.items() if numbers[term] is None)
        most = float(idf(0, max(reading.sops, 1)))
        # What the query says in all: scores are shares of it, so that those of different queries compare.
        self.in_rows = sum(self.rows.values()) + unknown * float(idf(0, max(reading.rows, 1))) or 1.0
        self.in_sops = sum(self.sops.values()) + unknown * most or 1.0
        pairs = [reading.vocabulary.find(pair) for pair in asked.pairs]
        self.pairs = {pair: 1.0 / len(pairs) for pair in pairs if pair is not None}

    @staticmethod
    def _weighed(known: Mapping[int, float], reading: Reading, field: str) -> dict[int, float]:
        fields = [part.segment.fields[field] for part in reading.parts]
        size = sum(postings.size for postings in fields)
        return {
            number: weight * float(idf(sum(postings.holders(number) for postings in fields), max(size, 1)))
            for number, weight in known.items()
        }


def _of_part(at: int, part: Part, allowed: Within, asked: Asked, weights: _Weights, also: list[int]) -> Candidates:
    segment, tables = part.segment, part.segment.tables
    fields = segment.fields
    everything = np.where(allowed.rows, fields["all"].score(weights.rows), 0) / weights.in_rows
    title = np.where(allowed.sops, fields["title"].score(weights.sops), 0) / weights.in_sops
    whole = np.where(allowed.sops, fields["whole"].score(weights.sops), 0) / weights.in_sops
    title_cosine: Floats = np.zeros(tables.sops, dtype=np.float32)
    proposed = [_best(_most_per_sop(everything, segment.sop_of_row, tables.sops)), _best(whole), _best(title)]
    proposed.append(segment.sop_of_row[np.array(also, dtype=np.int64)])
    if asked.vector is not None:
        title_cosine = np.where(allowed.sops, tables.title_vectors @ asked.vector, 0)
        near = segment.vectors.nearest(
            asked.vector, within=None if allowed.is_all else allowed.rows, limit=NEAREST_STEPS
        )
        proposed += [_best(title_cosine), _first(segment.sop_of_row[near.rows])]
    places = np.unique(np.concatenate(proposed))
    rows, starts = _rows_of(places, tables.starts)
    steps = _step_signals(part, rows, everything, asked, weights)
    covers, covered = _title_cover(part, places, weights)
    by_name = {
        "title_cosine": title_cosine[places],
        "outline_cosine": _cosine(tables.outline_vectors[places], asked.vector),
        "center_cosine": _cosine(segment.centers[places], asked.vector),
        "title": title[places],
        "whole": whole[places],
        "whole_covers": _covered(part, "whole", places, weights.sops) / weights.in_sops,
        "title_covers": covers,
        "title_covered": covered,
        "title_pairs": _covered(part, "pairs", places, weights.pairs),
    }
    sops = np.stack([by_name[name] for name in SOP_SIGNALS], axis=1).astype(np.float32)
    return Candidates(
        part=np.full(len(places), at, dtype=np.int32),
        place=places,
        sop_ids=tables.sop_ids[places],
        sops=sops,
        starts=starts,
        rows=rows,
        numbers=tables.numbers[rows],
        steps=steps,
    )


def _step_signals(part: Part, rows: Ints, everything: Floats, asked: Asked, weights: _Weights) -> Floats:
    segment = part.segment
    cosine = _cosine(segment.vectors.matrix[rows], asked.vector)
    by_field = [
        segment.fields[name].score(weights.rows)[rows] / weights.in_rows for name in ("body", "section", "screen")
    ]
    return np.stack([cosine, *by_field, everything[rows]], axis=1).astype(np.float32)


def _cosine(vectors: Floats, asked: Floats | None) -> Floats:
    return np.zeros(len(vectors), dtype=np.float32) if asked is None else vectors @ asked


def _covered(part: Part, field: str, places: Ints, weights: Mapping[int, float]) -> Floats:
    """How much of the query (by weight) each of these holds in that field, however often."""
    postings = part.segment.fields[field]
    held = np.zeros(postings.size, dtype=np.float32)
    for term, weight in weights.items():
        held[postings.rows_with(term)] += weight
    return held[places]


def _title_cover(part: Part, places: Ints, weights: _Weights) -> tuple[Floats, Floats]:
    """The share of the query that the title holds, and the share of the title that the query holds."""
    counts = part.segment.tables.counts["title"]
    covers = _covered(part, "title", places, weights.sops)
    lengths = np.diff(counts.indptr)[places]
    hits = np.zeros(len(places), dtype=np.float32)
    postings = part.segment.fields["title"]
    held = np.zeros(postings.size, dtype=np.float32)
    for term in weights.sops:
        held[postings.rows_with(term)] += 1
    hits = held[places]
    return covers / weights.in_sops, hits / np.maximum(lengths, 1)


def _most_per_sop(scores: Floats, sop_of_row: Ints, sops: int) -> Floats:
    most = np.zeros(sops, dtype=np.float32)
    found = np.flatnonzero(scores)
    np.maximum.at(most, sop_of_row[found], scores[found])
    return most


def _best(scores: Floats) -> Ints:
    """The places of the highest scores above zero; equal ones by place."""
    found = np.flatnonzero(scores > 0)
    if len(found) > CANDIDATES:
        cut = np.partition(scores[found], len(found) - CANDIDATES)[len(found) - CANDIDATES]
        found = found[scores[found] >= cut][: 2 * CANDIDATES]
    return found


def _first(places: Ints) -> Ints:
    return np.array(list(dict.fromkeys(places.tolist()))[:CANDIDATES], dtype=np.int64)


def _rows_of(places: Ints, starts: Ints) -> tuple[Ints, Ints]:
    sizes = starts[places + 1] - starts[places]
    ends = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    rows = np.repeat(starts[places] - ends[:-1], sizes) + np.arange(ends[-1])
    return rows, ends


def _joined(found: Sequence[Candidates]) -> Candidates:
    if len(found) == 1:
        return found[0]
    sizes = np.concatenate([np.diff(part.starts) for part in found])

    def all_of(name: str) -> npt.NDArray[Any]:
        return np.concatenate([getattr(part, name) for part in found])

    return Candidates(
        part=all_of("part"),
        place=all_of("place"),
        sop_ids=all_of("sop_ids"),
        sops=all_of("sops"),
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        rows=all_of("rows"),
        numbers=all_of("numbers"),
        steps=all_of("steps"),
    )


def _nothing() -> Candidates:
    none = np.empty(0, dtype=np.int64)
    return Candidates(
        part=none.astype(np.int32),
        place=none,
        sop_ids=none,
        sops=np.empty((0, len(SOP_SIGNALS)), dtype=np.float32),
        starts=np.zeros(1, dtype=np.int64),
        rows=none,
        numbers=none,
        steps=np.empty((0, len(STEP_SIGNALS)), dtype=np.float32),
    )
