"""What was said in recordings, for the app that searches: it may not know the one that records, nor that one it.

Who records registers how to find; each answer is something that the person who asks may see.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Said:
    """A stretch of a recording in which the words were spoken."""

    text: str
    start_s: float
    recording: str  # its name
    url: str  # opens the recording at that second
    about: str  # what was done meanwhile: the step's title


Find = Callable[..., list[Said]]
_finders: list[Find] = []


def register(find: Find) -> None:
    """`find(user, stems, limit)`; adding the same one again changes nothing."""
    if find not in _finders:
        _finders.append(find)


def find(*, user: Any, stems: Sequence[str], limit: int) -> list[Said]:
    """Where all of these beginnings of words were said, in recordings that `user` may see."""
    found = [said for one in _finders for said in one(user=user, stems=stems, limit=limit)] if stems else []
    return found[:limit]
