"""A consistent picture of the index: what one search works on, whatever is published meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from search.index.segment import Bools, Segment
from search.words.vocabulary import Vocabulary


@dataclass(frozen=True)
class Part:
    """A segment and which of its SOPs are alive."""

    segment: Segment
    alive: Bools


@dataclass(frozen=True)
class Reading:
    parts: tuple[Part, ...]
    vocabulary: Vocabulary
    sequence: int
    model_id: str
    _within: dict[tuple[object, ...], tuple[Within, ...]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def sops(self) -> int:
        return sum(int(part.alive.sum()) for part in self.parts)

    @property
    def rows(self) -> int:
        return sum(part.segment.tables.rows for part in self.parts)

    def within(self, libraries: frozenset[int], category: int | None = None) -> tuple[Within, ...]:
        """Per part, what lies in these libraries. Remembered: the same people ask again."""
        key = (libraries, category)
        if key not in self._within:
            if len(self._within) > 200:
                self._within.clear()
            self._within[key] = tuple(_within(part, libraries, category) for part in self.parts)
        return self._within[key]

    def rows_holding(self, field_name: str, term: str) -> Iterator[tuple[int, np.ndarray]]:
        number = self.vocabulary.find(term)
        if number is not None:
            for at, part in enumerate(self.parts):
                yield at, part.segment.fields[field_name].rows_with(number)


@dataclass(frozen=True)
class Within:
    """The SOPs and rows of a part that may be looked at."""

    sops: Bools
    rows: Bools
    is_all: bool


def _within(part: Part, libraries: Iterable[int], category: int | None) -> Within:
    tables = part.segment.tables
    sops = part.alive & np.isin(tables.library_ids, np.fromiter(libraries, dtype=np.int64))
    if category is not None:
        sops &= tables.category_ids == category
    return Within(sops, sops[part.segment.sop_of_row], bool(sops.all()))
