"""What a search answers: frozen, ready for a page or for JSON. Nothing in it is unseen by the person who asked."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


class Run(NamedTuple):
    """A piece of text; matches are drawn highlighted."""

    text: str
    is_match: bool


class Box(NamedTuple):
    """A region of a picture: fractions (0..1) of its width and height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Shot:
    """The step's screenshot: its highlight, and the boxes of the words on it that the query asked for."""

    sha256: str
    width: int
    height: int
    alt: str
    url: str
    highlight: Box | None = None
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True)
class StepHit:
    key: str
    number: int
    title: str  # plain text, without Markdown
    url: str
    section: str
    kind: str
    title_runs: tuple[Run, ...]
    snippet: tuple[Run, ...]  # of the body, the note or the conditions, around the best match; may be empty
    on_screen: tuple[Run, ...]  # the line of the screenshot that matched, where nothing else did
    shot: Shot | None
    score: float
    is_exact: bool  # holds a quoted phrase or an identifier of the query to the letter


@dataclass(frozen=True)
class SopHit:
    key: str
    title: str
    title_runs: tuple[Run, ...]
    url: str
    library: str  # slug
    library_name: str
    category: str  # slug
    category_name: str
    owner: str
    version: int
    published_at: datetime | None
    score: float
    best: StepHit
    others: tuple[StepHit, ...]  # further steps that match, best first


@dataclass(frozen=True)
class Facet:
    slug: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Results:
    query: str
    sops: tuple[SopHit, ...] = ()
    total: int = 0  # SOPs that match, also beyond `limit`
    libraries: tuple[Facet, ...] = ()
    categories: tuple[Facet, ...] = ()
    owners: tuple[Facet, ...] = ()
    made: tuple[Facet, ...] = ()
    updated: tuple[Facet, ...] = ()
    # The step that clearly answers, where one does: see `search.answering`.
    answer: SopHit | None = None
    # The query with typos mended. `sops` answer the mended one.
    did_you_mean: str = ""
    mode: str = "words"  # "hybrid", or "words" while the model loads or is missing
    notice: str = ""  # a sentence for the person, where something is not as usual
    took_ms: float = 0.0
    # (sop key, step key, score): the best steps of all listed SOPs, best first
    steps: tuple[tuple[str, str, float], ...] = field(default=(), repr=False)
