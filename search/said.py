"""What was said in recordings, found by words: for those who may see the recording."""

from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from search.entries import plain
from search.highlights import snippet
from search.results import Run
from search.words.query import parse
from search.words.tokens import STOPWORDS, stem
from sops import spoken

MOST = 5


@dataclass(frozen=True)
class SaidHit:
    said: spoken.Said
    runs: tuple[Run, ...]

    @property
    def about(self) -> str:
        return plain(self.said.about)

    @property
    def clock(self) -> str:
        minutes, seconds = divmod(int(self.said.start_s), 60)
        return f"{minutes}:{seconds:02}"


def find_said(*, user: Any, query: str, limit: int = MOST) -> list[SaidHit]:
    """Stretches of recordings in which all words of the question were said."""
    words = [word for word in parse(query).words if word not in STOPWORDS]
    # A stem need not be how the word begins: “forty” has “forti”.
    beginnings = list(dict.fromkeys(_beginning(word) for word in words))
    found = spoken.find(user=user, stems=beginnings, limit=limit)
    return [SaidHit(said, snippet(said.text, [stem(word) for word in words])) for said in found]


def _beginning(word: str) -> str:
    """What the word and its stem have in common."""
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, stem(word), strict=False)))
