"""The files of the demo library as documents. A word that the format doesn't know is an error that names the file."""

import hashlib
import json
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sops.document import Branch, Document, DocumentStep, Link

FOLDER = Path(__file__).parent
STEP_TEXTS = ("title", "body", "section", "note", "note_kind", "action", "target_label", "value")
SOP_TEXTS = ("title", "purpose", "when_to_use", "who", "expected_result", "category")
SOP_LISTS = ("prerequisites", "notes", "tags")
# Reviewed some time ago, not all on one day: spread over these days unless company.yaml says when.
NEWEST_DAYS, SPREAD_DAYS, EVERY_MONTHS = 40, 121, 6


class DemoFileError(Exception):
    """A file of the demo library can't be used; the message says which, where and why."""


@dataclass(frozen=True)
class Review:
    every_months: int
    published_days_ago: int


@dataclass(frozen=True)
class DemoSop:
    """One SOP of the demo library. `owner` is the id of a person in company.yaml."""

    document: Document
    library: str
    owner: str
    review: Review
    source: str = "written"
    pictures: dict[str, bytes] = field(default_factory=dict)
    picture_words: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    step_details: dict[str, dict[str, Any]] = field(default_factory=dict)
    recording: Path | None = None

    @property
    def edition(self) -> str:
        """The same for the same content of the file: how a later load knows that nothing has changed."""
        told = [self.document.content_hash(), self.library, self.owner, self.review.every_months]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def company() -> dict[str, Any]:
    return _load(FOLDER / "company.yaml")


def glossary() -> dict[str, list[dict[str, Any]]]:
    return _load(FOLDER / "glossary.yaml")


def written_sops(reviews: dict[str, dict[str, int]]) -> list[DemoSop]:
    """The SOPs that a person wrote, in order of their file names."""
    return [sop_from(path, reviews) for path in sorted((FOLDER / "sops").glob("*.yaml"))]


def sop_from(path: Path, reviews: dict[str, dict[str, int]]) -> DemoSop:
    data = _load(path)
    try:
        head = take_head(data)
        steps = [_step(step) for step in data.pop("steps")]
        library, owner = data.pop("library"), data.pop("owner")
        _nothing_left(data)
    except (KeyError, TypeError, ValueError) as problem:
        raise DemoFileError(f"{path.name}: {problem}") from problem
    document = Document(**head, steps=steps)
    return DemoSop(document, library, owner, review_of(document.key, reviews))


def take_head(data: dict[str, Any]) -> dict[str, Any]:
    """What a file says of the SOP as a whole, taken out of `data`, as arguments of `Document`."""
    head: dict[str, Any] = {"key": data.pop("key"), "minutes": data.pop("minutes", None)}
    head |= {name: str(data.pop(name, "")).strip() for name in SOP_TEXTS}
    head |= {name: list(data.pop(name, [])) for name in SOP_LISTS}
    head["links"] = [link_from(link) for link in data.pop("links", [])]
    return head


def review_of(key: str, reviews: dict[str, dict[str, int]]) -> Review:
    days = NEWEST_DAYS + zlib.crc32(key.encode()) % SPREAD_DAYS
    return Review(**{"every_months": EVERY_MONTHS, "published_days_ago": days, **reviews.get(key, {})})


def step_changes(data: dict[str, Any]) -> dict[str, Any]:
    """What a file says of a step, taken out of `data`, as arguments of `DocumentStep`; only what is said."""
    changes: dict[str, Any] = {name: str(data.pop(name)).strip() for name in STEP_TEXTS if name in data}
    if "branches" in data:
        changes["branches"] = [_branch(branch) for branch in data.pop("branches")]
    if "links" in data:
        changes["links"] = [link_from(link) for link in data.pop("links")]
    if "sub_sop" in data:
        changes["sub_sop_key"] = data.pop("sub_sop")
    if "kind" in data:
        changes["kind"] = data.pop("kind")
    return changes


def link_from(data: dict[str, str]) -> Link:
    """`{label, kind, url}`, or `{label, sop}` for another SOP."""
    if "sop" in data:
        return Link(label=data["label"], sop_key=data["sop"], kind="sop")
    return Link(label=data["label"], url=data["url"], kind=data["kind"])


def load_overlay(path: Path) -> dict[str, Any]:
    return _load(path)


def _step(data: dict[str, Any]) -> DocumentStep:
    key = data.pop("key")
    step = DocumentStep(**{"key": key, "kind": "action", **step_changes(data)})
    _nothing_left(data, where=f"step {key}: ")
    return step


def _branch(data: dict[str, Any]) -> Branch:
    """`{if, step}`, `{if, back}` (to an earlier step), `{if, sop}` or `{if, end: true}`."""
    if "back" in data:
        return Branch(data["if"], "step", data["back"], is_back=True)
    for kind in ("step", "sop"):
        if kind in data:
            return Branch(data["if"], kind, data[kind])
    return Branch(data["if"], "end" if data["end"] else "")


def _load(path: Path) -> Any:
    # The C loader reads the whole library in a fifth of the time; not every build of PyYAML has it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except yaml.YAMLError as problem:
        raise DemoFileError(f"{path.name}: {problem}") from problem


def _nothing_left(data: dict[str, Any], where: str = "") -> None:
    if data:
        raise ValueError(f"{where}not known: {', '.join(sorted(data))}")
