"""What every reader takes and gives."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Protocol

from sops.document import Document

Progress = Callable[[int], None]


class ImportRefused(Exception):
    """The file can't be read. Says in a sentence why, and what to do."""


@dataclass(frozen=True)
class Source:
    """A file as somebody sent it."""

    name: str
    content: bytes

    @property
    def extension(self) -> str:
        return PurePosixPath(self.name.replace("\\", "/")).suffix.lower()

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name.replace("\\", "/")).stem.replace("_", " ").strip()


@dataclass(frozen=True)
class Term:
    term: str
    definition: str
    aliases: list[str] = field(default_factory=list)


@dataclass
class FoundSop:
    """One SOP of a file. `pictures` and `words` (what was read on them) by sha256; `versions` oldest first."""

    document: Document
    pictures: dict[str, bytes] = field(default_factory=dict)
    words: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    versions: list[dict[str, Any]] = field(default_factory=list)
    review_every_months: int = 3


@dataclass
class Found:
    """Everything a file holds, and what could not be taken, each as a sentence."""

    kind: str
    sops: list[FoundSop] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    glossary: list[Term] = field(default_factory=list)


class Reader(Protocol):
    """Turns a file of one format into SOPs. Reads memory only: no network, no files beside it."""

    name: str
    extensions: tuple[str, ...]

    def fits(self, source: Source) -> bool:
        """Whether the content (not only the name) is of this format."""

    def read(self, source: Source, progress: Progress) -> Found:
        """ImportRefused where it can't be read; what can't be taken is said in `left_out`."""
