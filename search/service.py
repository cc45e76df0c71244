"""The one door to search: what may this person read that answers this question?"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from access.models import Library
from search import indexing, log
from search.encoders import found, loading
from search.index.reading import Reading, Within
from search.index.views import view
from search.ranking import RankedSop, Ranking, ranked
from search.results import Facet, Results
from search.retrieval import Asked, candidates
from search.showing import read, sop_hits
from search.words.exact import exact_rows
from search.words.query import Query, parse
from search.words.spelling import mended
from search.words.synonyms import synonyms
from sops.models import Category

MOST_RESULTS = 50
LOADING = "Search finds by words for the moment: the part that understands meaning is still starting."
TRIES = 3


def find_steps(
    *,
    user: Any,
    query: str,
    libraries: Collection[str] | None = None,
    category: str | None = None,
    limit: int = 10,
) -> Results:
    """The published SOPs that answer the query, best first, each with the steps that do; only what `user` may see.

    `libraries` and `category` (slugs) narrow it down; facets count what each choice would give. Any text is a
    query: quotes ask for a phrase to the letter, nothing else is special, and only the first 500 characters are read.
    """
    begun = time.perf_counter()
    visible = {library.pk: library for library in Library.objects.visible_to(user)}
    asked_for = parse(query)
    encoder = loading.question_encoder()
    mode, notice = _mode(encoder)
    if asked_for.is_empty or not visible:
        return Results(query=query, mode=mode, notice=notice)
    head_glossary = (log.head().log_id, log.head().glossary)
    for _ in range(TRIES):
        reading = view().current()
        within = reading.within(frozenset(visible))
        better = mended(asked_for, reading, within)
        understood = parse(better) if better else asked_for
        terms = {**_terms(understood), **synonyms(understood, frozenset(visible), head_glossary)}
        vector = encoder.encode(understood.text) if encoder and encoder.model_id == reading.model_id else None
        asked = Asked(terms, vector)
        everywhere = _ranking(asked, understood, reading, within, limit)
        narrowed = everywhere
        if libraries is not None or category:
            narrowed = _ranking(asked, understood, reading, _narrow(reading, visible, libraries, category), limit)
        best = narrowed.sops[: min(limit, MOST_RESULTS)]
        steps = [step for sop in best for step in sop.steps] + list(narrowed.steps)
        shown = read(user, {step.sop_id for step in steps}, steps)
        if not shown.stale:
            break
        for sop_id in sorted(shown.stale):  # published or withdrawn while nobody listened
            indexing.index_sop(sop_id)
    best = tuple(sop for sop in best if sop.sop_id not in shown.stale)
    return Results(
        query=query,
        sops=sop_hits(best, shown, set(terms)),
        total=len(narrowed.sops),
        libraries=_library_facets(everywhere.sops, visible, libraries, category),
        categories=_category_facets(everywhere.sops, visible, libraries, category),
        did_you_mean=better,
        mode=mode,
        notice=notice,
        took_ms=round((time.perf_counter() - begun) * 1000, 1),
        steps=tuple(
            (shown.sops[step.sop_id].key, shown.entries[(step.sop_id, step.number)].step_key, step.score)
            for step in narrowed.steps
            if step.sop_id not in shown.stale
        ),
    )


def warm_up() -> None:
    """Begin to load the encoder and the view in the background, so that the first question need not wait."""
    loading.start_loading()
    view().start_reading()


def wait_until_ready() -> None:
    """For commands, which would rather wait than answer by words alone."""
    loading.wait_for_question_encoder()


def _mode(encoder: loading.QuestionEncoder | None) -> tuple[str, str]:
    if encoder:
        return "hybrid", ""
    return "words", LOADING if loading.is_loading() else found.HOW_TO_ADD


def _terms(query: Query) -> dict[str, float]:
    return dict.fromkeys((*query.terms, *query.identifiers), 1.0)


def _narrow(
    reading: Reading, visible: dict[int, Library], libraries: Collection[str] | None, category: str | None
) -> tuple[Within, ...]:
    chosen = [pk for pk, library in visible.items() if libraries is None or library.slug in libraries]
    category_id = None
    if category:
        category_id = Category.objects.filter(slug=category).values_list("pk", flat=True).first() or -1
    return reading.within(frozenset(chosen), category_id)


def _ranking(asked: Asked, query: Query, reading: Reading, within: tuple[Within, ...], limit: int) -> Ranking:
    exact = exact_rows(query, reading, within)
    tables = [(part.segment.tables.library_ids, part.segment.tables.category_ids) for part in reading.parts]
    return ranked(candidates(asked, reading, within, exact), tables, exact, limit)


def _library_facets(
    sops: Iterable[RankedSop], visible: dict[int, Library], libraries: Collection[str] | None, category: str | None
) -> tuple[Facet, ...]:
    """Per library, how many results choosing it would give (with the category as it is)."""
    category_id = _category_id(category)
    counts = Counter(sop.library_id for sop in sops if category_id is None or sop.category_id == category_id)
    return tuple(
        Facet(library.slug, library.name, counts[pk], libraries is not None and library.slug in libraries)
        for pk, library in visible.items()
        if counts[pk] or (libraries is not None and library.slug in libraries)
    )


def _category_facets(
    sops: Iterable[RankedSop], visible: dict[int, Library], libraries: Collection[str] | None, category: str | None
) -> tuple[Facet, ...]:
    """Per category, how many results choosing it would give (with the libraries as they are)."""
    chosen = {pk for pk, library in visible.items() if libraries is None or library.slug in libraries}
    counts = Counter(sop.category_id for sop in sops if sop.library_id in chosen)
    return tuple(
        Facet(row.slug, row.name, counts[row.pk], row.slug == category)
        for row in Category.objects.all()
        if counts[row.pk] or row.slug == category
    )


def _category_id(slug: str | None) -> int | None:
    if not slug:
        return None
    return Category.objects.filter(slug=slug).values_list("pk", flat=True).first() or -1
