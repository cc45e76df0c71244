"""What changed between two documents, by the keys of their steps: words, order, pictures, ways out.

Every field of a document counts, also those that come later: what has no sentence of its own is compared as text.
"""

import dataclasses
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from sops.document import Branch, Document, DocumentStep, Link, Picture
from sops.fieldtexts import SOP_LABELS, STEP_LABELS, as_text, label_of
from sops.worddiff import Piece, compare_texts

Status = Literal["same", "changed", "moved", "added", "removed"]
# A change longer than this is told by its field's name; the comparison shows the words.
TELLABLE = 60
# Told in this order; then every other field in the document's own.
FIRST = ("title", "body", "note", "section", "branches", "kind", "links", "sub_sop_key", "picture")
# Who a step is, not what it says.
IDENTITY = frozenset({"key", "steps"})


@dataclass(frozen=True)
class Change:
    """One changed field: its name, a sentence for people, and the pieces where it is a text."""

    field: str
    label: str
    sentence: str
    pieces: list[Piece] = dataclasses.field(default_factory=list)


@dataclass(frozen=True)
class StepPair:
    """A step in both documents, or in one. Numbers count from 1; None where it is not there."""

    status: Status
    old: DocumentStep | None
    new: DocumentStep | None
    old_number: int | None
    new_number: int | None
    changes: list[Change]
    is_moved: bool = False

    @property
    def key(self) -> str:
        step = self.new or self.old
        return step.key if step else ""

    @cached_property
    def texts(self) -> dict[str, Change]:
        """The changes of texts by field: for a page that marks their words."""
        return {change.field: change for change in self.changes if change.pieces}

    @property
    def has_new_picture(self) -> bool:
        return any(change.field == "picture" for change in self.changes)


@dataclass(frozen=True)
class Comparison:
    changes: list[Change]
    pairs: list[StepPair]

    @property
    def changed(self) -> int:
        return self._count("changed")

    @property
    def added(self) -> int:
        return self._count("added")

    @property
    def removed(self) -> int:
        return self._count("removed")

    @property
    def moved(self) -> int:
        return sum(pair.is_moved for pair in self.pairs)

    @property
    def total(self) -> int:
        """As a person would count: each changed, moved, added or removed step, each fact about the SOP."""
        return len(self.changes) + sum(pair.status != "same" for pair in self.pairs)

    def _count(self, status: Status) -> int:
        return sum(pair.status == status for pair in self.pairs)

    @property
    def is_empty(self) -> bool:
        return not self.changes and all(pair.status == "same" for pair in self.pairs)


def step_changes(old: DocumentStep, new: DocumentStep, titles: Mapping[str, str] | None = None) -> list[Change]:
    """What is different about the step itself, most telling first; an empty list if nothing is.

    `titles` name what branches lead to, by key.
    """
    if old == new:
        return []
    return [
        change
        for name in _fields(old)
        if getattr(old, name) != getattr(new, name)
        for change in _step_field(name, getattr(old, name), getattr(new, name), titles or {})
    ]


def document_changes(old: Document, new: Document) -> list[Change]:
    """What is different about the SOP apart from its steps."""
    return [
        _told_field(name, label_of(name, SOP_LABELS), getattr(old, name), getattr(new, name), {})
        for name in _fields(old)
        if getattr(old, name) != getattr(new, name)
    ]


def compare(old: Document, new: Document) -> Comparison:
    """Both documents side by side, in the new order; removed steps stand where they stood."""
    old_numbers = {step.key: number for number, step in enumerate(old.steps, start=1)}
    old_steps = {step.key: step for step in old.steps}
    titles = _titles(old) | _titles(new)
    common = [step.key for step in new.steps if step.key in old_steps]
    stayed = kept_in_order([old_numbers[key] for key in common])
    pairs = []
    for number, step in enumerate(new.steps, start=1):
        before = old_steps.get(step.key)
        if before is None:
            pairs.append(StepPair("added", None, step, None, number, []))
            continue
        changes = step_changes(before, step, titles)
        is_moved = old_numbers[step.key] not in stayed
        status: Status = "changed" if changes else "moved" if is_moved else "same"
        pairs.append(StepPair(status, before, step, old_numbers[step.key], number, changes, is_moved))
    return Comparison(document_changes(old, new), _with_removed(pairs, old, {step.key for step in new.steps}))


def _titles(document: Document) -> dict[str, str]:
    return {step.key: (step.title or step.body[:80]).replace("**", "") for step in document.steps}


def _fields(of: Document | DocumentStep) -> list[str]:
    names = [field.name for field in dataclasses.fields(of) if field.name not in IDENTITY]
    return [*(name for name in FIRST if name in names), *(name for name in names if name not in FIRST)]


def _with_removed(pairs: list[StepPair], old: Document, kept: set[str]) -> list[StepPair]:
    """Each removed step behind the step that it followed."""
    followers: dict[str, list[StepPair]] = {}
    previous = ""
    for number, step in enumerate(old.steps, start=1):
        if step.key in kept:
            previous = step.key
        else:
            followers.setdefault(previous, []).append(StepPair("removed", step, None, number, None, []))
    result = followers.get("", [])
    for pair in pairs:
        result += [pair, *(followers.get(pair.old.key, []) if pair.old else [])]
    return result


def kept_in_order(numbers: list[int]) -> set[int]:
    """The members of a longest rising subsequence: what kept its order. The fewest others were moved."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(tails, number)
        before[number] = tails[at - 1] if at else None
        tails[at : at + 1] = [number]
    kept: set[int] = set()
    current = tails[-1] if tails else None
    while current is not None:
        kept.add(current)
        current = before[current]
    return kept


def _step_field(name: str, old: Any, new: Any, titles: Mapping[str, str]) -> list[Change]:
    if name == "picture":
        return _picture(old, new)
    return [_told_field(name, label_of(name, STEP_LABELS), old, new, titles)]


def _told_field(name: str, label: str, old: Any, new: Any, titles: Mapping[str, str]) -> Change:
    """One changed field of any kind, as a sentence and, where the words say it, as words."""
    before, after = as_text(old, titles), as_text(new, titles)
    pieces = compare_texts(before, after)
    if name in SENTENCES:
        return Change(name, label, SENTENCES[name](old, new), pieces)
    if isinstance(old, list):
        return Change(name, label, f"{label}: the list was changed.", pieces)
    return Change(name, label, _told(label, before, after, pieces), pieces)


def _picture(old: Picture | None, new: Picture | None) -> list[Change]:
    """The picture itself, or what was changed about it: its box, its marks, its words for those who can't see it."""
    if old is None or new is None or old.sha256 != new.sha256:
        sentence = "A picture was added." if not old else "The picture was removed." if not new else None
        return [Change("picture", "Picture", sentence or "There is a new picture.")]
    changes = []
    for field in dataclasses.fields(old):
        name, before, after = field.name, getattr(old, field.name), getattr(new, field.name)
        if before == after or name in ("width", "height"):
            continue
        if name == "alt":
            changes.append(_told_field(name, label_of(name), before, after, {}))
        elif name == "highlight":
            verb = "added" if not before else "removed" if not after else "moved"
            changes.append(Change(name, label_of(name), f"The highlight on the picture was {verb}."))
        else:
            changes.append(_marks(name, before, after))
    return changes


def _marks(name: str, old: list[Any], new: list[Any]) -> Change:
    label = label_of(name)
    added, removed = len([m for m in new if m not in old]), len([m for m in old if m not in new])
    parts = [f"{count} {verb}" for count, verb in ((added, "added"), (removed, "taken away")) if count]
    return Change(name, label, f"{label}: {' and '.join(parts) or 'their order was changed'}.")


def _told(label: str, before: str, after: str, pieces: list[Piece]) -> str:
    if not before:
        return f"{label} added: {_quoted(after)}." if len(after) <= TELLABLE else f"{label} added."
    if not after:
        return f"{label} removed."
    removed = [piece.text.strip() for piece in pieces if piece.kind == "removed"]
    added = [piece.text.strip() for piece in pieces if piece.kind == "added"]
    if len("".join(removed + added)) > TELLABLE or max(len(removed), len(added)) != 1:
        return f"{label} reworded."
    if removed and added:
        return f"{label}: {_quoted(removed[0])} became {_quoted(added[0])}."
    if removed:
        return f"{label}: {_quoted(removed[0])} was taken out."
    return f"{label}: {_quoted(added[0])} was added."


def _quoted(text: str) -> str:
    return f"“{text.replace('**', '')}”"


def _branches(old: list[Branch], new: list[Branch]) -> str:
    before = {branch.condition for branch in old}
    after = {branch.condition for branch in new}
    parts = [f"{_quoted(b.condition)} is a new way on" for b in new if b.condition not in before]
    parts += [f"{_quoted(b.condition)} is gone" for b in old if b.condition not in after]
    return f"{'; '.join(parts)}." if parts else "A way on leads elsewhere."


def _links(old: list[Link], new: list[Link]) -> str:
    before, after = {link.label for link in old}, {link.label for link in new}
    parts = [f"Link added: {_quoted(link.label)}" for link in new if link.label not in before]
    parts += [f"Link removed: {_quoted(link.label)}" for link in old if link.label not in after]
    return f"{'; '.join(parts)}." if parts else "A link was changed."


# Fields whose change is best told in words of their own.
SENTENCES: dict[str, Callable[[Any, Any], str]] = {
    "branches": _branches,
    "links": _links,
    "kind": lambda old, new: "It is another kind of step now.",
    "sub_sop_key": lambda old, new: "It opens another SOP." if new else "It opens no other SOP any more.",
    "minutes": lambda old, new: "The time needed was changed.",
}
