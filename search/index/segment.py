"""A block of SOPs as arrays: words by field, vectors, and which row belongs to which SOP. Never changed once made,
but for `alive`: an SOP that was replaced or withdrawn is dead in its old segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from search.vectors.base import Vectors
from search.words.bm25 import Postings, average_length, postings

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]

STEP_FIELDS = ("body", "section", "screen")
SOP_FIELDS = ("title", "pairs", "context", "words")
# How much an occurrence counts in the field that holds all of a step, and in that of the whole SOP.
IN_ALL = {"title": 2.0, "section": 1.5, "body": 1.0, "screen": 0.7}
IN_WHOLE = {"title": 2.0, "context": 1.0, "section": 0.0, "body": 1.0, "screen": 0.5}


@dataclass(frozen=True)
class Tables:
    """What a segment is made of: all that a snapshot stores. Rows of one SOP are adjacent, in their order."""

    sop_ids: Ints
    library_ids: Ints
    category_ids: Ints  # 0: none
    version_ids: Ints
    starts: Ints  # first row of each SOP, and the number of rows at the end
    numbers: Ints  # the step's number, per row
    counts: dict[str, sparse.csr_matrix]  # by field: STEP_FIELDS per row, SOP_FIELDS per SOP
    step_vectors: Floats  # a row of zeros where the embedding isn't there yet
    title_vectors: Floats
    outline_vectors: Floats

    @property
    def sops(self) -> int:
        return len(self.sop_ids)

    @property
    def rows(self) -> int:
        return len(self.numbers)


@dataclass
class Segment:
    tables: Tables
    vectors: Vectors
    average_lengths: dict[str, float] | None = None  # of the base, so that scores of all segments compare
    alive: Bools = field(init=False)

    def __post_init__(self) -> None:
        self.alive = np.ones(self.tables.sops, dtype=bool)

    @cached_property
    def sop_of_row(self) -> Ints:
        starts = self.tables.starts
        return np.repeat(np.arange(self.tables.sops), np.diff(starts))

    @cached_property
    def place_of(self) -> dict[int, int]:
        """Where an SOP stands in this segment, by its id."""
        return {int(sop_id): at for at, sop_id in enumerate(self.tables.sop_ids)}

    @cached_property
    def centers(self) -> Floats:
        """The middle of each SOP's step vectors, of length one: what the SOP is about, by all it says."""
        starts, vectors = self.tables.starts, self.vectors.matrix
        sums = np.zeros((self.tables.sops, vectors.shape[1]), dtype=np.float32)
        filled = np.flatnonzero(np.diff(starts))
        if len(filled):
            sums[filled] = np.add.reduceat(vectors, starts[filled], axis=0)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        return (sums / np.maximum(lengths, 1e-9)).astype(np.float32)

    @cached_property
    def fields(self) -> dict[str, Postings]:
        """Postings of every field; "all" joins those of a step with the SOP's title, "whole" those of an SOP."""
        return {name: postings(counts, self.averages[name]) for name, counts in self.weighted_counts.items()}

    @cached_property
    def averages(self) -> dict[str, float]:
        """Mean lengths of the fields: those of the big segment where this is a small one."""
        return self.average_lengths or {name: average_length(counts) for name, counts in self.weighted_counts.items()}

    @cached_property
    def weighted_counts(self) -> dict[str, sparse.csr_matrix]:
        counts = self.tables.counts
        spread = _ones(self.sop_of_row, np.arange(self.tables.rows), (self.tables.rows, self.tables.sops))
        gather = spread.T.tocsr()
        everything = IN_ALL["title"] * (spread @ counts["title"])
        whole = IN_WHOLE["title"] * counts["title"] + IN_WHOLE["context"] * counts["context"]
        for name in STEP_FIELDS:
            everything = everything + IN_ALL[name] * counts[name]
            whole = whole + IN_WHOLE[name] * (gather @ counts[name])
        chosen = {name: counts[name] for name in (*STEP_FIELDS, "title", "pairs", "words")}
        return {**chosen, "all": everything.tocsr(), "whole": whole.tocsr()}


def _ones(columns: Ints, rows: Ints, shape: tuple[int, int]) -> sparse.csr_matrix:
    return sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)


def joined(parts: Sequence[Tables], keep: Sequence[Bools], terms: int) -> Tables:
    """The kept SOPs of several tables as one, in the order of library and SOP: rows of a library lie together."""
    libraries = np.concatenate([part.library_ids[kept] for part, kept in zip(parts, keep, strict=True)])
    sop_ids = np.concatenate([part.sop_ids[kept] for part, kept in zip(parts, keep, strict=True)])
    order = np.lexsort((sop_ids, libraries))
    sizes = np.concatenate([np.diff(part.starts)[kept] for part, kept in zip(parts, keep, strict=True)])
    starts_before = np.concatenate([[0], np.cumsum(sizes)])[:-1]
    sizes = sizes[order]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    row_order = np.repeat(starts_before[order] - starts[:-1], sizes) + np.arange(starts[-1])
    row_keep = [np.repeat(kept, np.diff(part.starts)) for part, kept in zip(parts, keep, strict=True)]

    def of_sops(name: str) -> npt.NDArray[Any]:
        return np.concatenate([getattr(part, name)[kept] for part, kept in zip(parts, keep, strict=True)])[order]

    def of_rows(name: str) -> npt.NDArray[Any]:
        return np.concatenate([getattr(part, name)[kept] for part, kept in zip(parts, row_keep, strict=True)])[
            row_order
        ]

    def counts_of(name: str) -> sparse.csr_matrix:
        keeping, ordering = (row_keep, row_order) if name in STEP_FIELDS else (keep, order)
        wide = [widened(part.counts[name], terms)[kept] for part, kept in zip(parts, keeping, strict=True)]
        return sparse.vstack(wide, format="csr")[ordering]

    return Tables(
        sop_ids=of_sops("sop_ids"),
        library_ids=of_sops("library_ids"),
        category_ids=of_sops("category_ids"),
        version_ids=of_sops("version_ids"),
        starts=starts,
        numbers=of_rows("numbers"),
        counts={name: counts_of(name) for name in (*STEP_FIELDS, *SOP_FIELDS)},
        step_vectors=of_rows("step_vectors"),
        title_vectors=of_sops("title_vectors"),
        outline_vectors=of_sops("outline_vectors"),
    )


def widened(counts: sparse.csr_matrix, terms: int) -> sparse.csr_matrix:
    """The same counts where the vocabulary has grown."""
    return sparse.csr_matrix((counts.data, counts.indices, counts.indptr), shape=(counts.shape[0], terms))
