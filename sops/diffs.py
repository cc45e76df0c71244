"""What changed between two documents, by the keys of their steps: words, order, pictures, ways out."""

import dataclasses
from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from sops.document import Branch, Document, DocumentStep, Link
from sops.worddiff import Piece, compare_texts

Status = Literal["same", "changed", "moved", "added", "removed"]
STEP_TEXTS = {"title": "Title", "body": "Description", "section": "Section", "note": "Note"}
DOCUMENT_TEXTS = {
    "title": "Title",
    "purpose": "Why",
    "when_to_use": "When",
    "who": "Who",
    "expected_result": "Expected result",
    "owner": "Owner",
    "category": "Category",
}
DOCUMENT_LISTS = {"prerequisites": "Before you start", "notes": "Notes", "tags": "Tags"}
# A change longer than this is told by its field's name; the comparison shows the words.
TELLABLE = 60


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

    def _count(self, status: Status) -> int:
        return sum(pair.status == status for pair in self.pairs)

    @property
    def is_empty(self) -> bool:
        return not self.changes and all(pair.status == "same" for pair in self.pairs)


def step_changes(old: DocumentStep, new: DocumentStep) -> list[Change]:
    """What is different about the step itself, most telling first; an empty list if nothing is."""
    changes = _texts(old, new, STEP_TEXTS)
    if old.branches != new.branches:
        changes.append(_branches(old.branches, new.branches))
    if old.kind != new.kind:
        changes.append(Change("kind", "Kind", "It is another kind of step now."))
    if (old.sub_sop_key, old.links) != (new.sub_sop_key, new.links):
        changes.append(_links(old.links, new.links))
    before, after = old.picture, new.picture
    if (before and before.sha256) != (after and after.sha256):
        change = "A picture was added." if not before else "The picture was removed." if not after else None
        changes.append(Change("picture", "Picture", change or "There is a new picture."))
    elif before and after and before.highlight != after.highlight:
        changes.append(Change("highlight", "Highlight", "The highlight on the picture was moved."))
    return changes


def document_changes(old: Document, new: Document) -> list[Change]:
    """What is different about the SOP apart from its steps."""
    changes = _texts(old, new, DOCUMENT_TEXTS)
    for name, label in DOCUMENT_LISTS.items():
        before, after = "\n".join(getattr(old, name)), "\n".join(getattr(new, name))
        if before != after:
            changes.append(Change(name, label, f"{label}: the list was changed.", compare_texts(before, after)))
    if old.minutes != new.minutes:
        changes.append(Change("minutes", "Time needed", "The time needed was changed."))
    if old.links != new.links:
        changes.append(_links(old.links, new.links))
    return changes


def compare(old: Document, new: Document) -> Comparison:
    """Both documents side by side, in the new order; removed steps stand where they stood."""
    old_numbers = {step.key: number for number, step in enumerate(old.steps, start=1)}
    old_steps = {step.key: step for step in old.steps}
    common = [step.key for step in new.steps if step.key in old_steps]
    stayed = _longest_rising([old_numbers[key] for key in common])
    pairs = []
    for number, step in enumerate(new.steps, start=1):
        before = old_steps.get(step.key)
        if before is None:
            pairs.append(StepPair("added", None, step, None, number, []))
            continue
        changes = step_changes(before, step)
        is_moved = old_numbers[step.key] not in stayed
        status: Status = "changed" if changes else "moved" if is_moved else "same"
        pairs.append(StepPair(status, before, step, old_numbers[step.key], number, changes, is_moved))
    return Comparison(document_changes(old, new), _with_removed(pairs, old, {step.key for step in new.steps}))


def _with_removed(pairs: list[StepPair], old: Document, kept: set[str]) -> list[StepPair]:
    """Each removed step behind the step that it followed."""
    result = list(pairs)
    for number, step in enumerate(old.steps, start=1):
        if step.key in kept:
            continue
        place = 0
        if number > 1:
            previous = old.steps[number - 2].key
            place = next(at for at, pair in enumerate(result, start=1) if pair.old and pair.old.key == previous)
        result.insert(place, StepPair("removed", step, None, number, None, []))
    return result


def _longest_rising(numbers: list[int]) -> set[int]:
    """The members of a longest rising subsequence: steps that kept their order. The others were moved."""
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


def _texts(old: Document | DocumentStep, new: Document | DocumentStep, labels: dict[str, str]) -> list[Change]:
    changes = []
    for name, label in labels.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            pieces = compare_texts(before, after)
            changes.append(Change(name, label, _told(label, before, after, pieces), pieces))
    return changes


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


def _branches(old: list[Branch], new: list[Branch]) -> Change:
    before = {branch.condition for branch in old}
    after = {branch.condition for branch in new}
    parts = [f"{_quoted(b.condition)} is a new way on" for b in new if b.condition not in before]
    parts += [f"{_quoted(b.condition)} is gone" for b in old if b.condition not in after]
    sentence = f"{'; '.join(parts)}." if parts else "A way on leads elsewhere."
    return Change("branches", "Ways on", sentence, compare_texts(_lines(old), _lines(new)))


def _lines(branches: list[Branch]) -> str:
    return "\n".join(branch.condition for branch in branches)


def _links(old: list[Link], new: list[Link]) -> Change:
    before, after = {link.label for link in old}, {link.label for link in new}
    parts = [f"Link added: {_quoted(link.label)}" for link in new if link.label not in before]
    parts += [f"Link removed: {_quoted(link.label)}" for link in old if link.label not in after]
    return Change("links", "Links", f"{'; '.join(parts)}." if parts else "A link was changed.")
