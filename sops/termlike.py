"""Words that look like terms of a company: short forms in capitals, names written together."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from django.core.cache import cache

from access.models import Library
from sops.document import Document
from sops.models import GlossaryTerm, Version

_TERM = re.compile(r"(?<![\w@/.])(?:[A-Z][A-Z0-9&]{1,6}|[A-Z][a-z]+(?:[A-Z][a-z]+)+)(?![\w@])")
_LABEL = re.compile(r"\*\*.+?\*\*|`[^`]*`|\]\([^)]*\)|https?://\S+")
# Known to everybody.
USUAL = frozenset(
    "A OK PDF URL ID FAQ CSV HTML PC TV USD EUR UK US EU AM PM API SOP SOPS CEO CFO CTO VP HR IT Q1 Q2 Q3 Q4".split()  # noqa: SIM905
)
CACHE_SECONDS = 600
CANDIDATES = 12


def termlike(text: str) -> Iterator[str]:
    """Outside labels, code and links."""
    for found in _TERM.finditer(_LABEL.sub(" ", text)):
        if found[0] not in USUAL:
            yield found[0]


def texts_of(document: Document) -> Iterable[str]:
    yield from (document.title, document.purpose, document.when_to_use, document.who, document.expected_result)
    yield from (*document.prerequisites, *document.notes)
    for step in document.steps:
        yield from (step.title, step.body, step.note)


def words_of(document: Document) -> set[str]:
    return {word for text in texts_of(document) for word in termlike(text)}


def in_library(library: Library) -> dict[str, int]:
    """In how many published SOPs of the library each stands. Counted anew every ten minutes."""
    key = f"termlike-{library.pk}"
    counted: dict[str, int] | None = cache.get(key)
    if counted is None:
        found: Counter[str] = Counter()
        published = Version.objects.filter(sop__library=library, sop__is_published=True, sop__removed_at=None)
        current = published.filter(pk__in=library.sops.values("current_version"))  # type: ignore[attr-defined]
        for version in current.iterator(chunk_size=50):
            found.update(words_of(version.document))
        counted = dict(found)
        cache.set(key, counted, CACHE_SECONDS)
    return counted


def explained(library: Library) -> set[str]:
    """Every word of the glossary, in lower case."""
    terms = GlossaryTerm.objects.filter(library=library)
    return {word.lower() for term in terms for word in (term.term, *term.aliases)}


def candidates(library: Library) -> list[tuple[str, int]]:
    """Words that stand in the library's SOPs and that nobody has explained, the most frequent first."""
    known = explained(library)
    found = [(word, count) for word, count in in_library(library).items() if word.lower() not in known]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:CANDIDATES]
