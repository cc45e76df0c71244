"""Nothing of an answer is shown that its steps don't hold: a sentence needs citations that exist, and their words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from search.ask.evidence import Step
from search.words.tokens import STOPWORDS, stem, words_of

REFUSAL = "NO ANSWER"
HELD = 0.5  # the share of a sentence's words that the steps it cites, or the question, must hold
LONGEST = 8_000  # characters of an answer; more is no answer
MOST_SENTENCES = 8
_CITED = re.compile(r"\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
# A sentence ends with its citations, or with a full stop that no citation follows.
_END = re.compile(r"(?:[.!?]\s*(?:\[[\d,\s]+\]\s*)+|(?:\[[\d,\s]+\]\s*)+[.!?]?|[.!?](?=\s+[^\s\[])|\n)\s*")


@dataclass(frozen=True)
class Sentence:
    text: str
    steps: tuple[Step, ...]


def sentences(pieces: Iterable[str], steps: Sequence[Step], question: str) -> Iterator[Sentence]:
    """Those that hold, each as soon as it is whole. A refusal ends it; so does an answer that has no end."""
    by_number = {step.number: step for step in steps}
    asked = {stem(word) for word in words_of(question)}
    rest, length, count = "", 0, 0
    for piece in pieces:
        rest, length = rest + piece, length + len(piece)
        if REFUSAL in rest or length > LONGEST:
            return
        # What follows may still belong to the last one (a further citation), so it waits for one sign more.
        while (end := _END.search(rest)) and end.end() < len(rest):
            said, rest = rest[: end.end()], rest[end.end() :]
            if held := _held(said, by_number, asked):
                yield held
                count += 1
                if count == MOST_SENTENCES:
                    return
    if rest.strip() and REFUSAL not in rest and (held := _held(rest, by_number, asked)):
        yield held


def _held(said: str, by_number: dict[int, Step], asked: set[str]) -> Sentence | None:
    numbers = [int(number) for group in _CITED.findall(said) for number in group.split(",")]
    if not numbers or any(number not in by_number for number in numbers):
        return None  # no source, or one that does not exist
    text = " ".join(_CITED.sub("", said).split()).replace(" .", ".").strip()
    words = {stem(word) for word in words_of(text) if word not in STOPWORDS}
    cited = tuple(by_number[number] for number in dict.fromkeys(numbers))
    known = asked.union(*(step.words for step in cited))
    of_steps = frozenset().union(*(step.words for step in cited))
    if not words or len(words & known) < HELD * len(words) or not words & of_steps:
        return None
    return Sentence(text, cited)
