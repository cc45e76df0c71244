"""Showing why a step was found: marked words in its texts, boxes on its screenshot."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from search.results import Box, Run
from search.words.tokens import STOPWORDS, Token, stem, tokenise

SNIPPET = 220  # characters
BEFORE = 60
MOST_BOXES = 12


def marked(text: str, terms: Collection[str]) -> tuple[Run, ...]:
    """The whole text as runs; words with one of these stems are matches."""
    runs: list[Run] = []
    at = 0
    for token in _matches(text, terms):
        if token.start > at:
            runs.append(Run(text[at : token.start], False))
        runs.append(Run(text[token.start : token.end], True))
        at = token.end
    if at < len(text):
        runs.append(Run(text[at:], False))
    return tuple(runs)


def snippet(text: str, terms: Collection[str]) -> tuple[Run, ...]:
    """The part of the text with the most different matches, as runs; its beginning where nothing matches."""
    text = " ".join(text.split())
    if len(text) <= SNIPPET:
        return marked(text, terms)
    matches = _matches(text, terms)
    start = max(
        (max(0, token.start - BEFORE) for token in matches),
        key=lambda begin: (_different(matches, begin), -begin),
        default=0,
    )
    start = text.rfind(" ", 0, start + 1) + 1 if start else 0
    end = min(len(text), start + SNIPPET)
    if end < len(text):
        end = text.rfind(" ", start, end) if text.rfind(" ", start, end) > start else end
    cut = f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
    return marked(cut, terms)


def has_match(text: str, terms: Collection[str]) -> bool:
    return bool(_matches(text, terms))


def boxes(words: Iterable[Mapping[str, Any]], terms: Collection[str]) -> tuple[Box, ...]:
    """Where the terms stand on a screenshot, by what was read there (`Screenshot.words`)."""
    found = []
    for word in words:
        if has_match(str(word.get("text", "")), terms):
            box = word.get("box")
            if isinstance(box, list | tuple) and len(box) == 4:
                found.append(Box(*(float(side) for side in box)))
    return tuple(found[:MOST_BOXES])


def _matches(text: str, terms: Collection[str]) -> list[Token]:
    return [token for token in tokenise(text) if token.word not in STOPWORDS and stem(token.word) in terms]


def _different(matches: list[Token], begin: int) -> int:
    return len({stem(token.word) for token in matches if begin <= token.start and token.end <= begin + SNIPPET})
