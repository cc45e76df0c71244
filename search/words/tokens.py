"""Text to tokens: stems for finding, words for spelling, identifiers for finding to the letter."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import snowballstemmer

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
# AADSTS50011, Sales_Stage__c, CustTable.AccountNum, ERR-1042, v2.5: a word with a digit, an underscore or a dot inside.
_IDENTIFIER = re.compile(r"\w+(?:[._\-/:]+\w+)*")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_DOTTED = re.compile(r"[^\W_]{2,}[.:][^\W_]{2,}")
_COUNTED = re.compile(r"\d+(?:st|nd|rd|th|-?[^\W\d_]+)", re.IGNORECASE)  # 10th, 30-day, 20km
MAX_TOKEN = 40
EXACT = "="  # in front of an identifier's token: it is not stemmed and never mended
PAIR = "+"  # in front of two terms that stand side by side
# Scripts written without spaces: each character is a word.
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")

STOPWORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by can do does for from has have how i if in into is it its me my of on or our should "
        "so that the their then there these they this to us use using was we what when where which who will with you "
        "your",
    )
)
_stemmer = snowballstemmer.stemmer("english")


class Token(NamedTuple):
    """A word where it stands in the text."""

    word: str  # folded
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case, without accents and compatibility forms."""
    if text.isascii():
        return text.lower()
    split = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(c for c in split if not unicodedata.combining(c))).lower()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a folded word."""
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return word[:MAX_TOKEN]
    return str(_stemmer.stemWord(word))[:MAX_TOKEN]


@lru_cache(maxsize=20_000)  # the same steps are shown again and again; their texts change seldom
def tokenise(text: str) -> tuple[Token, ...]:
    """The words of a text with their places, in order."""
    tokens: list[Token] = []
    for match in _WORD.finditer(text):
        word = fold(match[0]).replace("’", "'")
        word = word.split("'")[0] or word
        if _NO_SPACES.search(word):
            tokens.extend(Token(c, match.start() + at, match.start() + at + 1) for at, c in enumerate(match[0]))
        else:
            tokens.append(Token(word[:MAX_TOKEN], match.start(), match.end()))
    return tuple(tokens)


def words_of(text: str) -> list[str]:
    """Folded words. A compound written together (`OpportunityStage`) also gives its parts."""
    words: list[str] = []
    for match in _WORD.finditer(text):
        raw = match[0]
        word = fold(raw).replace("’", "'").split("'")[0]
        if _NO_SPACES.search(word):
            words.extend(word)
            continue
        if word:
            words.append(word[:MAX_TOKEN])
        if not raw.islower() and not raw.isupper() and not raw.istitle():
            parts = _CAMEL.findall(raw)
            if len(parts) > 1:
                words.extend(fold(part)[:MAX_TOKEN] for part in parts if len(part) > 1)
    return words


def identifiers_of(text: str) -> list[str]:
    """Names that must match to the letter: letters with a digit, an underscore, or a dot inside."""
    found = []
    for match in _IDENTIFIER.finditer(text):
        name = match[0].strip("._-/:")
        if _is_identifier(name):
            found.append(EXACT + fold(name)[:80])
    return found


def _is_identifier(name: str) -> bool:
    if not any(c.isalpha() for c in name) or len(name) < 4 or _COUNTED.fullmatch(name):
        return False
    return "_" in name or any(c.isdigit() for c in name) or bool(_DOTTED.search(name))


def pairs_of(terms: Sequence[str]) -> list[str]:
    """Terms that stand side by side, as terms of their own."""
    return [f"{PAIR}{first} {second}" for first, second in pairwise(terms)]


def terms_of(text: str) -> list[str]:
    """What is counted of a text: stems of its words, without the commonest, and its identifiers."""
    return [stem(word) for word in words_of(text) if word not in STOPWORDS] + identifiers_of(text)
