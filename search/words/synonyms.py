"""Other words for the same thing, from the glossaries that the person may read."""

from collections.abc import Collection
from functools import lru_cache

from search.words.query import Query
from search.words.tokens import STOPWORDS, stem, words_of
from sops.models import GlossaryTerm

WEIGHT = 0.7  # of a word that the person did not type
Names = tuple[tuple[str, ...], ...]


def synonyms(query: Query, libraries: frozenset[int], glossary: object) -> dict[str, float]:
    """Stems that mean what the query says, with their weight. `glossary` changes whenever a glossary does."""
    asked = list(query.words)
    found: dict[str, float] = {}
    for names in _glossary(libraries, glossary):
        if any(_says(asked, name) for name in names):
            for name in names:
                found |= {stem(word): WEIGHT for word in name if word not in STOPWORDS}
    return {term: weight for term, weight in found.items() if term not in query.terms}


@lru_cache(maxsize=64)
def _glossary(libraries: frozenset[int], glossary: object) -> tuple[Names, ...]:
    """Per term of these libraries, all its names as words."""
    terms = GlossaryTerm.objects.filter(library__in=libraries).order_by("pk").values_list("term", "aliases")
    return tuple(tuple(_name(name) for name in (term, *aliases) if _name(name)) for term, aliases in terms)


def _name(name: object) -> tuple[str, ...]:
    return tuple(words_of(str(name)))


def _says(asked: Collection[str], name: tuple[str, ...]) -> bool:
    """The name's words stand in the query, one after the other."""
    words = list(asked)
    return any(tuple(words[at : at + len(name)]) == name for at in range(len(words) - len(name) + 1))
