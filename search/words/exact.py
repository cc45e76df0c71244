"""Steps that hold a quoted phrase or an identifier to the letter: they come first, whatever else speaks for others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.index.reading import Reading, Within
from search.models import Entry
from search.words.query import Query, folded
from search.words.tokens import STOPWORDS, stem

READ_AT_MOST = 1_000  # steps whose text is read for a phrase
Exact = list[dict[int, int]]  # per part of the reading: row -> how many of the query's exact parts it holds


def exact_rows(query: Query, reading: Reading, within: Sequence[Within]) -> Exact:
    """The rows, among those within, that hold exact parts of the query."""
    held: Exact = [{} for _ in reading.parts]
    for identifier in query.identifiers:
        for at, rows in reading.rows_holding("all", identifier):
            for row in rows[within[at].rows[rows]].tolist():
                held[at][row] = held[at].get(row, 0) + 1
    for phrase in query.phrases:
        for at, row in _with_phrase(phrase, reading, within):
            held[at][row] = held[at].get(row, 0) + 1
    return held


def _with_phrase(phrase: str, reading: Reading, within: Sequence[Within]) -> list[tuple[int, int]]:
    likely = _with_all_words(phrase, reading, within)[:READ_AT_MOST]
    places = {}
    for at, row in likely:
        segment = reading.parts[at].segment
        sop_id = int(segment.tables.sop_ids[segment.sop_of_row[row]])
        places[(sop_id, int(segment.tables.numbers[row]))] = (at, row)
    sops = {sop_id for sop_id, _ in places}
    entries = Entry.objects.filter(indexed__sop_id__in=sops).values_list(
        "indexed__sop_id", "number", "title", "section", "text", "on_screen"
    )
    texts = {(sop_id, number): "\n".join(parts) for sop_id, number, *parts in entries}
    titles = {sop_id: text for (sop_id, number), text in texts.items() if number == 0}
    return [
        place
        for (sop_id, number), place in places.items()
        if f" {phrase} " in f" {folded(texts.get((sop_id, number), ''))} "
        or f" {phrase} " in f" {folded(titles.get(sop_id, ''))} "
    ]


def _with_all_words(phrase: str, reading: Reading, within: Sequence[Within]) -> list[tuple[int, int]]:
    terms = {stem(word) for word in phrase.split() if word not in STOPWORDS}
    numbers = [reading.vocabulary.find(term) for term in sorted(terms)]
    if not numbers or None in numbers:
        return []
    found = []
    for at, part in enumerate(reading.parts):
        postings = part.segment.fields["all"]
        rows = np.flatnonzero(within[at].rows)
        for number in numbers:
            rows = np.intersect1d(rows, postings.rows_with(number or 0), assume_unique=True)
        found += [(at, int(row)) for row in rows]
    return found
