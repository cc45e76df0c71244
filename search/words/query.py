"""What a person typed, taken apart. Everything is an ordinary word but quotes; there are no operators to get wrong."""

import re
from dataclasses import dataclass

from search.words.tokens import STOPWORDS, fold, identifiers_of, stem, words_of

LONGEST = 500  # characters that are read; a question is shorter, a pasted page is not a question
MOST_WORDS = 40
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]{2,200})[\"“”„«»]")
_ODD = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Query:
    text: str
    words: tuple[str, ...]  # folded, in order, without doubles
    phrases: tuple[str, ...]  # quoted, folded
    identifiers: tuple[str, ...]  # as tokens

    @property
    def terms(self) -> tuple[str, ...]:
        """Stems of the words that say something; of all words where none does."""
        said = [word for word in self.words if word not in STOPWORDS]
        return tuple(dict.fromkeys(stem(word) for word in said))

    @property
    def is_empty(self) -> bool:
        return not self.words


def parse(typed: str) -> Query:
    """Never fails: control characters become spaces, what is too long is cut, an unclosed quote is a character."""
    text = " ".join(_ODD.sub(" ", typed[: LONGEST * 4].encode("utf-8", "replace").decode()).split())[:LONGEST]
    words = tuple(dict.fromkeys(words_of(text)))[:MOST_WORDS]
    phrases = tuple(dict.fromkeys(folded(found) for found in _QUOTED.findall(text)))
    return Query(text, words, tuple(filter(None, phrases)), tuple(dict.fromkeys(identifiers_of(text))))


def folded(text: str) -> str:
    """A text in the form in which phrases are looked for."""
    return " ".join(words_of(fold(text)))
