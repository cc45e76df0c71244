"""Which fields differ between two rows of a history, old words and new."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sops.fieldtexts import SOP_LABELS, STEP_LABELS, as_text, label_of
from sops.models import Category, Sop, Step
from sops.models.sop import LISTED
from sops.worddiff import Piece, compare_texts

# Counters, times and copies that follow from other changes.
SILENT = frozenset(
    {"id", "key", "revision", "updated_at", "created_at", "current_version", "position", "source", "removed_at"}
).union(LISTED)
# Around a change so much of the same text is shown.
CONTEXT = 60


@dataclass(frozen=True)
class FieldChange:
    field: str
    label: str
    pieces: list[Piece]


def changes_between(model: type[Sop] | type[Step], before: Any, after: Any, names: "Names") -> list[FieldChange]:
    """Every field of the row that differs, in the row's order."""
    labels = SOP_LABELS if model is Sop else STEP_LABELS
    changes = []
    for field in model._meta.concrete_fields:
        if field.name in SILENT:
            continue
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old != new:
            texts = (names.said(field.name, old), names.said(field.name, new))
            changes.append(FieldChange(field.name, label_of(field.name, labels), clipped(compare_texts(*texts))))
    return changes


def clipped(pieces: list[Piece]) -> list[Piece]:
    """Long runs of unchanged words become their ends, with “…” between."""
    short = []
    for at, piece in enumerate(pieces):
        if piece.kind != "same" or len(piece.text) <= 2 * CONTEXT:
            short.append(piece)
            continue
        head = piece.text[:CONTEXT].rsplit(" ", 1)[0] if at else ""
        tail = piece.text[-CONTEXT:].split(" ", 1)[-1] if at < len(pieces) - 1 else ""
        short.append(Piece("same", f"{head} … {tail}"))
    return short


@dataclass
class Names:
    """Names for ids and keys in rows. Categories and titles of steps are asked for once, and only where needed."""

    sop: Sop
    people: Mapping[int, str]
    _categories: dict[int, str] | None = None
    _titles: dict[str, str] | None = None
    _pictures: dict[int, str] | None = None

    def said(self, field: str, value: Any) -> str:
        if value is None:
            return ""
        if field == "owner":
            return self.people.get(value, "somebody who left")
        if field == "category":
            return self.categories.get(value, "a stage that is gone")
        if field == "screenshot":
            return f"picture {self.pictures.get(value, 'that is gone')}"
        if field in ("removed_at", "reviewed_at", "next_review_at", "archived_at"):
            return f"{value:%-d %B %Y}"
        return as_text(value, self.titles if field in ("branches", "moved_to_key") else None)

    @property
    def categories(self) -> dict[int, str]:
        if self._categories is None:
            self._categories = dict(Category.objects.values_list("pk", "name"))
        return self._categories

    @property
    def pictures(self) -> dict[int, str]:
        """The beginnings of their hashes: the same picture has the same name everywhere."""
        if self._pictures is None:
            self._pictures = {pk: sha256[:8] for pk, sha256 in self.sop.screenshots.values_list("pk", "sha256")}
        return self._pictures

    @property
    def titles(self) -> dict[str, str]:
        if self._titles is None:
            rows = self.sop.steps.values_list("key", "title")
            self._titles = {key: title.replace("**", "") for key, title in rows}
        return self._titles
