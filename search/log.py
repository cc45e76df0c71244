"""Reading and numbering the log. Writers take the next number first, so they queue up; readers never wait."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from search.index.building import LoggedEntry, LoggedSop
from search.models import Entry, IndexedSop, LogHead

CHUNK = 400
LONG = 100  # SOPs
HEAD = 1


@dataclass(frozen=True)
class Head:
    log_id: UUID
    sequence: int
    glossary: int


def head() -> Head:
    """How far the log has grown: one small query, asked before every answer."""
    row = LogHead.objects.filter(pk=HEAD).first() or LogHead.objects.get_or_create(pk=HEAD)[0]
    return Head(row.log_id, row.sequence, row.glossary)


def next_sequence() -> int:
    """The next number. Inside a transaction; other writers wait until it ends."""
    if not LogHead.objects.filter(pk=HEAD).update(sequence=F("sequence") + 1):
        LogHead.objects.get_or_create(pk=HEAD)
        LogHead.objects.filter(pk=HEAD).update(sequence=F("sequence") + 1)
    return int(LogHead.objects.values_list("sequence", flat=True).get(pk=HEAD))


def note_glossary_change() -> None:
    LogHead.objects.get_or_create(pk=HEAD)
    LogHead.objects.filter(pk=HEAD).update(glossary=F("glossary") + 1)


def is_long() -> bool:
    """Reading all of it takes so long that two processes should not do it at once."""
    return IndexedSop.objects.filter(is_withdrawn=False)[:LONG].count() == LONG


def changed_since(sequence: int) -> dict[int, IndexedSop]:
    """What the log says of every SOP that changed after that number."""
    return {row.sop_id: row for row in IndexedSop.objects.filter(sequence__gt=sequence)}


def logged(rows: Collection[IndexedSop], model_id: str) -> Iterator[LoggedSop]:
    """The SOPs of these rows with their entries; embeddings of other models than `model_id` are left out."""
    wanted = [row for row in rows if not row.is_withdrawn]
    for at in range(0, len(wanted), CHUNK):
        part = {row.pk: row for row in wanted[at : at + CHUNK]}
        entries: dict[int, list[LoggedEntry]] = {}
        found = Entry.objects.filter(indexed__in=part).order_by("indexed", "number")
        columns = ("indexed_id", "number", "title", "section", "text", "on_screen", "model_id", "embedding")
        for pk, number, title, section, text, on_screen, model, embedding in found.values_list(*columns).iterator():
            vector = bytes(embedding) if embedding is not None and model == model_id else None
            entries.setdefault(pk, []).append(LoggedEntry(number, title, section, text, on_screen, vector))
        for pk, row in part.items():
            if len(entries.get(pk, [])) > 1:  # else withdrawn since: the next reading says so
                yield LoggedSop(row.sop_id, row.library_id, row.category_id or 0, row.version_id or 0, entries[pk])
