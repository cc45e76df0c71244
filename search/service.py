"""The one door to search: what may this person read that answers this question?"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import replace
from typing import Any, NamedTuple

from access.models import Library
from search import answering, facets, indexing, log, narrowing
from search.encoders import found, loading
from search.filters import Filters
from search.fusion import fused
from search.index.reading import Reading, Within
from search.index.views import view
from search.ranking import Ranking, ranked
from search.results import Results
from search.retrieval import Asked, candidates
from search.showing import read, sop_hits, step_keys
from search.words.exact import exact_rows
from search.words.query import Query, parse
from search.words.spelling import mended
from search.words.synonyms import synonyms
from search.words.tokens import pairs_of

MOST_RESULTS = 50
LONGEST_READ = 500
LONGEST_TYPED = 10_000  # beyond this it is an accident or an attack; the first 500 characters are read anyway
LOADING = "Search finds by words for the moment: the part that understands meaning is still starting."
TRIES = 3


class Question(NamedTuple):
    query: Query
    mended: str
    asked: Asked


def find_steps(
    *,
    user: Any,
    query: str,
    libraries: Collection[str] | None = None,
    category: str | None = None,
    limit: int = 10,
    filters: Filters | None = None,
) -> Results:
    """The published SOPs that answer the query, best first, each with the steps that do; only what `user` may see.

    `libraries` and `category` (slugs) narrow it down; facets count what each choice would give. `filters` in their
    place also knows owner, origin, age and order, and has the facets of those counted. Any text is a
    query: quotes ask for a phrase to the letter, nothing else is special, and only the first 500 characters are read.
    """
    begun = time.perf_counter()
    if filters is not None:
        libraries, category = filters.library or None, filters.category or None
    visible = {library.pk: library for library in Library.objects.visible_to(user)}
    encoder = loading.question_encoder()
    mode, notice = _mode(encoder)
    typed = parse(query)
    if typed.is_empty or not visible:
        return Results(query=query, mode=mode, notice=notice, took_ms=_since(begun))
    limit = max(1, min(limit, MOST_RESULTS))
    sops = filters.sops(user) if filters else None
    most = MOST_RESULTS if filters and filters.sort else limit
    for _ in range(TRIES):
        head = log.head()
        reading = view().at(head)
        question = understood(typed, reading, frozenset(visible), head, encoder)
        allowed = narrowing.kept_to(reading.within(frozenset(visible)), reading, sops)
        everywhere = narrowed = _ranking(question, reading, allowed, most)
        if libraries is not None or category:
            allowed = narrowing.kept_to(_narrow(reading, visible, libraries, category), reading, sops)
            narrowed = _ranking(question, reading, allowed, most)
        shown = read(user, narrowed)
        if not shown.stale:
            break
        for sop_id in sorted(shown.stale):  # published or withdrawn while nobody listened
            indexing.index_sop(sop_id)
    hits = sop_hits(narrowed.sops, shown, question.asked.terms)
    more = facets.of_sops(narrowed.matched, user, filters) if filters is not None else {}
    results = Results(
        query=query,
        sops=narrowing.ordered(hits, filters)[:limit],
        total=len(narrowed.places),
        libraries=facets.of_libraries(everywhere.places, visible, libraries, category),
        categories=facets.of_categories(everywhere.places, visible, libraries, category),
        did_you_mean=question.mended,
        mode=mode,
        notice=notice,
        took_ms=_since(begun),
        steps=step_keys(narrowed.steps, shown),
        owners=more.get("owners", ()),
        made=more.get("made", ()),
        updated=more.get("updated", ()),
    )
    return results if filters is None or filters.sort else replace(results, answer=answering.answer(results))


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


def understood(
    typed: Query, reading: Reading, libraries: frozenset[int], head: log.Head, encoder: loading.QuestionEncoder | None
) -> Question:
    """Typos mended, the glossary's other words added, the meaning worked out."""
    better = mended(typed, reading, reading.within(libraries))
    query = parse(better) if better else typed
    terms = dict.fromkeys((*query.terms, *query.identifiers), 1.0)
    terms |= synonyms(query, libraries, (head.log_id, head.glossary))
    has_vectors = encoder is not None and encoder.model_id == reading.model_id
    vector = encoder.encode(query.text) if encoder and has_vectors else None
    return Question(query, better, Asked(terms, vector, pairs_of(query.terms)))


def _narrow(
    reading: Reading, visible: dict[int, Library], libraries: Collection[str] | None, category: str | None
) -> tuple[Within, ...]:
    chosen = [pk for pk, library in visible.items() if libraries is None or library.slug in libraries]
    return reading.within(frozenset(chosen), facets.category_id(category))


def _ranking(question: Question, reading: Reading, within: tuple[Within, ...], limit: int) -> Ranking:
    exact = exact_rows(question.query, reading, within)
    found = candidates(question.asked, reading, within, exact)
    scores = fused(found, length=len(question.query.terms), has_meaning=question.asked.vector is not None)
    return ranked(found, reading, scores, exact, limit)


def _since(begun: float) -> float:
    return round((time.perf_counter() - begun) * 1000, 1)
