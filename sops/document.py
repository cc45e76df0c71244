"""The SOP as one document: what a version holds, and what export, API, search and comparison read.

A version stores `Document.to_json_dict()` as JSON, with its hash and `SCHEMA`. Nobody joins
history tables to know what version 3 said.

A field that came later is marked `LATER`: it stands in the JSON only where it is used, so that a document
that doesn't use it keeps its hash, and with it its version and its approval.
"""

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Self

# 2: who owns the SOP stands in the document, but isn't part of what it says: a hand-over changes no hash.
SCHEMA = 2
LATER = {"later": True}


@dataclass(frozen=True)
class Branch:
    """One way out of a decision. `target_kind` is "step", "sop" or "end"; `target_key` the key of it.

    `is_back`: it leads back to an earlier step on purpose.
    """

    condition: str
    target_kind: str = "end"
    target_key: str = ""
    is_back: bool = field(default=False, metadata=LATER)


@dataclass(frozen=True)
class Link:
    """A link to something outside (price list, policy, CRM field help) or to another SOP (`sop_key`)."""

    label: str
    url: str = ""
    sop_key: str = ""
    kind: str = ""  # policy | crm_field | price_list | battle_card | playbook | form | sop | ""


@dataclass(frozen=True)
class Fix:
    """Something that goes wrong, and what helps."""

    symptom: str
    fix: str


@dataclass(frozen=True)
class Highlight:
    """Where on the picture: fractions (0..1) of the picture's width and height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Annotation:
    """A mark drawn over a picture, never into it. `kind`: box, arrow, number or text.

    `x`, `y` are fractions of the picture, `width` and `height` too: a box's size, an arrow's way from (x, y) to its
    tip (they may be negative), the room of a text. A number stands in a circle around (x, y); `text` is what it says.
    """

    kind: str
    x: float
    y: float
    width: float = 0.0
    height: float = 0.0
    text: str = ""


@dataclass(frozen=True)
class Picture:
    """A screenshot by the hash of its content."""

    sha256: str
    width: int
    height: int
    alt: str = ""
    highlight: Highlight | None = None
    annotations: list[Annotation] = field(default_factory=list, metadata=LATER)


@dataclass(frozen=True)
class DocumentStep:
    """A step. `kind`: action, decision, note, caution or sub_sop. `text` is Markdown, its first line the title."""

    key: str
    kind: str
    title: str
    body: str = ""
    section: str = ""
    note: str = ""
    note_kind: str = ""  # caution | decision | tip | troubleshooting
    action: str = ""  # click | type | select | navigate | drag | ""
    target_label: str = ""
    value: str = ""
    branches: list[Branch] = field(default_factory=list)
    sub_sop_key: str = ""
    links: list[Link] = field(default_factory=list)
    picture: Picture | None = None
    troubleshooting: list[Fix] = field(default_factory=list, metadata=LATER)


@dataclass(frozen=True)
class Document:
    key: str
    title: str
    purpose: str = ""
    when_to_use: str = ""
    who: str = ""
    prerequisites: list[str] = field(default_factory=list)
    expected_result: str = ""
    notes: list[str] = field(default_factory=list)
    minutes: int | None = None
    category: str = ""  # slug
    tags: list[str] = field(default_factory=list)
    owner: str = ""  # name, as it was on the day
    links: list[Link] = field(default_factory=list)
    steps: list[DocumentStep] = field(default_factory=list)
    troubleshooting: list[Fix] = field(default_factory=list, metadata=LATER)

    def to_json_dict(self) -> dict[str, Any]:
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_json_dict(cls, data: dict[str, Any]) -> Self:
        known = {f.name for f in dataclasses.fields(cls)}
        plain = {k: v for k, v in data.items() if k in known}
        plain["links"] = [_link(link) for link in data.get("links", [])]
        plain["steps"] = [_step(step) for step in data.get("steps", [])]
        plain["troubleshooting"] = _fixes(data)
        return cls(**plain)

    def content_hash(self, schema: int = SCHEMA) -> str:
        """SHA-256 over the canonical JSON: the same content has the same hash on every machine.

        `schema`: the rule by which a stored version was hashed.
        """
        plain = self.to_json_dict()
        if schema >= 2:
            del plain["owner"]
        canonical = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def to_plain(value: Any) -> Any:
    """A part of a document as plain JSON; fields that came later only where they say something."""
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    if not dataclasses.is_dataclass(value):
        return value
    kept = (f for f in dataclasses.fields(value) if getattr(value, f.name) or "later" not in f.metadata)
    return {f.name: to_plain(getattr(value, f.name)) for f in kept}


def _known(kind: type, data: dict[str, Any]) -> dict[str, Any]:
    names = {f.name for f in dataclasses.fields(kind)}
    return {k: v for k, v in data.items() if k in names}


def _link(data: dict[str, Any]) -> Link:
    return Link(**_known(Link, data))


def _fixes(data: dict[str, Any]) -> list[Fix]:
    return [Fix(**_known(Fix, fix)) for fix in data.get("troubleshooting", [])]


def _step(data: dict[str, Any]) -> DocumentStep:
    plain = _known(DocumentStep, data)
    plain["branches"] = [Branch(**_known(Branch, b)) for b in data.get("branches", [])]
    plain["links"] = [_link(link) for link in data.get("links", [])]
    picture = data.get("picture")
    if picture:
        picture = _known(Picture, picture)
        if picture.get("highlight"):
            picture["highlight"] = Highlight(**_known(Highlight, picture["highlight"]))
        picture["annotations"] = [Annotation(**_known(Annotation, mark)) for mark in picture.get("annotations", [])]
        picture = Picture(**picture)
    plain["picture"] = picture or None
    plain["troubleshooting"] = _fixes(data)
    return DocumentStep(**plain)
