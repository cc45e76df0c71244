"""A process's view of the log. It reads what is new before every answer: changed SOPs become a small segment of
their own, their old rows die, and small segments are joined from time to time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

import numpy as np
import structlog
from django.db import DatabaseError, connection

from search import log
from search.index import snapshot
from search.index.building import tables_of
from search.index.reading import Part, Reading
from search.index.segment import Segment, Tables, joined
from search.models import IndexedSop
from search.vectors.faiss_index import FaissVectors
from search.words.vocabulary import Vocabulary

SMALL_SEGMENTS = 6  # more are joined into one
JOIN_ALL_BEYOND = 0.25  # small segments of this share of all rows are joined with the big one
logger = structlog.get_logger(__name__)


class View:
    def __init__(self, model_id: str, dimension: int) -> None:
        self._model_id = model_id
        self._dimension = dimension
        self._changing = threading.Lock()
        self._log_id: object = None
        self._reading = self._empty()

    def current(self) -> Reading:
        """The index as the log stands now."""
        return self.at(log.head())

    def at(self, head: log.Head) -> Reading:
        """The index with everything up to this point of the log."""
        reading = self._reading
        if head.log_id == self._log_id and head.sequence == reading.sequence:
            return reading
        with self._changing:
            if head.log_id != self._log_id or head.sequence < self._reading.sequence:
                self._start(head)
            if head.sequence > self._reading.sequence:
                self._catch_up(head)
            return self._reading

    def _catch_up(self, head: log.Head) -> None:
        if self._reading.parts or not log.is_long():
            self._apply(head)
            return
        with snapshot.writing(wait=True):  # one process reads a long log; the others take its snapshot
            self._start(head)
            is_first = not self._reading.parts
            self._apply(head)
            if is_first:
                self._save(snapshot.write)

    def start_reading(self) -> None:
        """Read the log in the background."""
        threading.Thread(target=self._read_quietly, name="read-index", daemon=True).start()

    def _read_quietly(self) -> None:
        try:
            self.current()
        except DatabaseError:  # before the tables are there; the first search reads instead
            logger.info("index_not_read_yet")
        finally:
            connection.close()

    def _empty(self) -> Reading:
        return Reading((), Vocabulary(), 0, self._model_id)

    def _start(self, head: log.Head) -> None:
        """From the snapshot where there is a usable one; else `_apply` reads the whole log."""
        self._log_id = head.log_id
        self._reading = self._empty()
        stored = snapshot.load(head.log_id, self._model_id, self._dimension)
        if stored is None or stored.sequence > head.sequence:
            return
        vocabulary = Vocabulary(stored.terms)
        parts = (self._part(stored.tables, None),) if stored.tables.sops else ()
        self._reading = Reading(parts, vocabulary, stored.sequence, self._model_id)

    def _apply(self, head: log.Head) -> None:
        changed = log.changed_since(self._reading.sequence)
        parts = [_without(part, changed) for part in self._reading.parts]
        fresh = self._tables(changed.values())
        if fresh.sops:
            parts.append(self._part(fresh, parts[0].segment if parts else None))
        is_rebuilding = not self._reading.parts
        self._reading = Reading(tuple(self._tidy(parts)), self._reading.vocabulary, head.sequence, self._model_id)
        if len(self._reading.parts) < len(parts) and not is_rebuilding:
            self._save(snapshot.save)

    def _tables(self, changed: Collection[IndexedSop]) -> Tables:
        sops = sorted(log.logged(list(changed), self._model_id), key=lambda sop: (sop.library_id, sop.sop_id))
        return tables_of(sops, self._reading.vocabulary, self._dimension)

    def _part(self, tables: Tables, base: Segment | None) -> Part:
        vectors = FaissVectors(tables.step_vectors)
        segment = Segment(replace(tables, step_vectors=vectors.matrix), vectors, base.averages if base else None)
        segment.fields, segment.centers  # noqa: B018 – built here, not in somebody's search
        return Part(segment, np.ones(tables.sops, dtype=bool))

    def _tidy(self, parts: list[Part]) -> list[Part]:
        """Few segments, so that a search stays quick; one once the small ones weigh something."""
        small = sum(part.segment.tables.rows for part in parts[1:])
        dead = sum(int((~part.alive)[part.segment.sop_of_row].sum()) for part in parts)
        alive = sum(int(part.alive.sum()) for part in parts)
        if len(parts) > 1 and (small + dead) > JOIN_ALL_BEYOND * max(sum(p.segment.tables.rows for p in parts), 1):
            return [self._joined(parts, None)] if alive else []
        if len(parts) - 1 > SMALL_SEGMENTS:
            return [parts[0], self._joined(parts[1:], parts[0].segment)]
        return parts

    def _joined(self, parts: Sequence[Part], base: Segment | None) -> Part:
        tables = joined(
            [part.segment.tables for part in parts], [part.alive for part in parts], len(self._reading.vocabulary)
        )
        return self._part(tables, base)

    def _save(self, write: Callable[[object, str, Reading], object]) -> None:
        """Write a snapshot where that is worth it."""
        reading = self._reading
        if len(reading.parts) == 1 and reading.rows >= snapshot.WORTH_ROWS and reading.parts[0].alive.all():
            write(self._log_id, self._model_id, reading)


def _without(part: Part, changed: dict[int, IndexedSop]) -> Part:
    places = [part.segment.place_of[sop_id] for sop_id in changed if sop_id in part.segment.place_of]
    if not places:
        return part
    alive = part.alive.copy()
    alive[places] = False
    return Part(part.segment, alive)
