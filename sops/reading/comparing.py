"""Two documents side by side, as the page of a comparison shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page
from django.urls import reverse

from sops.diffs import Change, Comparison, StepPair
from sops.document import DocumentStep
from sops.drawings import Drawing, draw
from sops.models import Screenshot, Sop
from sops.worddiff import Piece, compare_texts

# Fields whose words stand in the step itself; the others are listed below it.
IN_PLACE = ("title", "body", "note", "branches")
READ_AT_MOST = 4_000
PER_PAGE = 30


@dataclass(frozen=True)
class Pictures:
    """Both pictures of a step that got another one, where to see their difference, and what reads differently."""

    old: Drawing | None
    new: Drawing | None
    difference_url: str = ""
    words: list[Piece] = field(default_factory=list)

    @property
    def both(self) -> bool:
        return self.old is not None and self.new is not None


@dataclass(frozen=True)
class Row:
    pair: StepPair
    pictures: Pictures | None

    @property
    def further(self) -> list[Change]:
        shown = (*IN_PLACE, "picture") if self.pictures else IN_PLACE
        return [change for change in self.pair.changes if change.field not in shown]


@dataclass(frozen=True)
class Same:
    """Steps in a row that nobody touched."""

    first: int
    last: int


def shown_pairs(comparison: Comparison, *, show_all: bool, only: str = "") -> list[StepPair]:
    """The pairs that the pages of the comparison show: the changed ones, or all, or one step alone."""
    if only:
        return [pair for pair in comparison.pairs if pair.key == only]
    return [pair for pair in comparison.pairs if show_all or pair.status != "same"]


def rows_of(
    comparison: Comparison, sop: Sop, user: Any, *, show_all: bool, only: str, page: "Page[StepPair]"
) -> list[Row | Same]:
    """The pairs of one page, and in between how many stayed the same. One query, for words on pictures."""
    pairs = list(page.object_list)
    words = _words(sop, user, pairs)
    shown = {pair.key for pair in pairs}
    rows: list[Row | Same] = []
    for pair in pairs if only or show_all else _within(comparison.pairs, pairs, page):
        if pair.key in shown:
            rows.append(Row(pair, _pictures(sop, pair, words)))
        elif rows and isinstance(rows[-1], Same):
            rows[-1] = Same(rows[-1].first, pair.new_number or 0)
        else:
            rows.append(Same(pair.new_number or 0, pair.new_number or 0))
    return rows


def _within(all_pairs: list[StepPair], shown: list[StepPair], page: "Page[StepPair]") -> list[StepPair]:
    """The part of the comparison that this page covers, with what is the same in it."""
    if not shown:
        return all_pairs
    start = all_pairs.index(shown[0]) if page.has_previous() else 0
    end = all_pairs.index(shown[-1]) + 1 if page.has_next() else len(all_pairs)
    return all_pairs[start:end]


def _pictures(sop: Sop, pair: StepPair, words: Mapping[str, str]) -> Pictures | None:
    """None where the picture and everything drawn on it stayed."""
    if not any(change.field in ("picture", "highlight", "annotations") for change in pair.changes):
        return None
    old, new = _drawing(sop, pair.old), _drawing(sop, pair.new)
    before, after = pair.old and pair.old.picture, pair.new and pair.new.picture
    if not before or not after or before.sha256 == after.sha256:
        return Pictures(old, new)
    url = reverse("sops:difference", args=[sop.key, before.sha256, after.sha256])
    read = compare_texts(words.get(before.sha256, ""), words.get(after.sha256, ""))
    return Pictures(old, new, url, _only_changes(read))


def _drawing(sop: Sop, step: DocumentStep | None) -> Drawing | None:
    if step is None or step.picture is None:
        return None
    url = reverse("sops:picture", args=[sop.key, step.picture.sha256])
    return draw(step.picture, url, typed=step.action == "type", alt="Screen of this step")


def _words(sop: Sop, user: Any, pairs: Iterable[StepPair]) -> dict[str, str]:
    """What was read on the pictures that were exchanged, line by line."""
    pictures = {
        step.picture.sha256
        for pair in pairs
        if pair.has_new_picture
        for step in (pair.old, pair.new)
        if step and step.picture
    }
    if not pictures:
        return {}
    shots = Screenshot.objects.visible_to(user).filter(sop=sop, sha256__in=pictures).values_list("sha256", "words")
    return {sha256: "\n".join(str(word.get("text", "")) for word in found)[:READ_AT_MOST] for sha256, found in shots}


def _only_changes(pieces: list[Piece]) -> list[Piece]:
    """The words that differ, and the line before each that says which field it is."""
    told: list[Piece] = []
    for piece in pieces:
        if piece.kind != "same":
            told.append(Piece(piece.kind, " ".join(piece.text.split())))
        elif piece is not pieces[-1]:
            lines = [line for line in piece.text.splitlines() if line.strip()]
            told.append(Piece("same", f"{' · ' if told else ' '}{lines[-1].strip()} " if lines else " "))
    return told[:60] if any(piece.kind != "same" and piece.text for piece in told) else []
