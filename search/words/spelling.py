"""Typos, mended by the words that the person could read anyway: never a word from where they may not look."""

from __future__ import annotations

import re

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.index.reading import Reading, Within
from search.words.query import Query
from search.words.tokens import STOPWORDS, fold
from search.words.vocabulary import SPELT

SHORTEST = 4  # letters; shorter words have too many neighbours
CONSIDERED = 400


def mended(query: Query, reading: Reading, within: tuple[Within, ...]) -> str:
    """The text with unknown words replaced by the nearest known one; empty if there is nothing to mend.

    What is quoted is asked for to the letter, so it is no typo.
    """
    changes = {}
    to_the_letter = {word for phrase in query.phrases for word in phrase.split()}
    for word in query.words:
        if word not in to_the_letter and _may_be_a_typo(word) and not _sops_with(word, reading, within):
            better = _nearest(word, reading, within)
            if better:
                changes[word] = better
    if not changes:
        return ""
    return re.sub(r"[^\W_]+", lambda match: changes.get(fold(match[0]), match[0]), query.text)


def _may_be_a_typo(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha() and word not in STOPWORDS


def _sops_with(word: str, reading: Reading, within: tuple[Within, ...]) -> int:
    """In how many of the allowed SOPs the word is written just so."""
    return sum(int(within[at].sops[rows].sum()) for at, rows in reading.rows_holding("words", SPELT + word))


def _nearest(word: str, reading: Reading, within: tuple[Within, ...]) -> str:
    """The known word fewest slips away; of equal ones the one whose first letter agrees, then the commonest."""
    slips = 1 if len(word) < 5 else 2
    vocabulary = reading.vocabulary.spelt()
    near = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=CONSIDERED, processor=None)
    best: tuple[int, bool, int, str] | None = None
    for candidate, distance, _ in near:
        count = _sops_with(candidate, reading, within)
        if count:
            ranked = (int(distance), candidate[0] != word[0], -count, candidate)
            best = min(best, ranked) if best else ranked
    return best[3] if best else ""
