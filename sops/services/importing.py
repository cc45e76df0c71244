"""A document becomes live rows: from a draft, an import, the demo library."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from access.models import Library, User
from sops.document import Document, DocumentStep, to_plain
from sops.keys import VALID, new_key
from sops.models import Category, Screenshot, Sop, Step
from sops.pictures import store_picture


@transaction.atomic
def create_sop_from_document(
    *,
    document: Document,
    library: Library,
    by: Any,
    pictures: Mapping[str, bytes] | None = None,
    picture_words: Mapping[str, list[dict[str, Any]]] | None = None,
    step_details: Mapping[str, Mapping[str, Any]] | None = None,
    owner: User | None = None,
    source: str = "imported",
    review_every_months: int = 3,
) -> Sop:
    """A draft SOP with the document's content. Nothing is published.

    Keys of the document are kept where they are valid and free, else new ones are made and branches follow.
    `pictures` and `picture_words` (see `Screenshot.words`) by sha256; `step_details` by the step's key in the
    document: further fields of `Step` (start_s, end_s, confidence, evidence, unsure).
    """
    sop = Sop(
        key=_free_key(document.key),
        library=library,
        **sop_fields(document),
        owner=owner or by,
        source=source,
        review_every_months=review_every_months,
    )
    sop._history_user = by
    sop._change_reason = source
    sop.full_clean(exclude=["library", "category", "listed_category", "owner", "current_version"])
    sop.save()
    shots = {
        sha256: store_picture(sop=sop, content=content, words=(picture_words or {}).get(sha256))
        for sha256, content in (pictures or {}).items()
    }
    keys = _free_keys(document)
    steps = [
        _row(sop, step, position, keys, shots, (step_details or {}).get(step.key, {}))
        for position, step in enumerate(document.steps, start=1)
    ]
    for row in steps:
        row.clean_fields(exclude=["sop", "screenshot"])
    bulk_create_with_history(steps, Step, default_user=by, default_change_reason=source)
    return sop


def sop_fields(document: Document) -> dict[str, Any]:
    """What the document says about the SOP as a whole, as fields of the row. Its owner is only a name: left out."""
    return {
        "title": document.title,
        "purpose": document.purpose,
        "when_to_use": document.when_to_use,
        "who": document.who,
        "prerequisites": document.prerequisites,
        "expected_result": document.expected_result,
        "notes": document.notes,
        "minutes": document.minutes,
        "category": Category.objects.filter(slug=document.category).first() if document.category else None,
        "tags": document.tags,
        "links": to_plain(document.links),
        "troubleshooting": to_plain(document.troubleshooting),
    }


def _row(
    sop: Sop,
    step: DocumentStep,
    position: int,
    keys: dict[str, str],
    shots: dict[str, Screenshot],
    details: Mapping[str, Any],
) -> Step:
    plain = to_plain(step)
    picture = plain.pop("picture") or {}
    for branch in plain["branches"]:
        if branch["target_kind"] == "step":
            branch["target_key"] = keys.get(branch["target_key"], branch["target_key"])
    plain["key"] = keys[step.key]
    return Step(
        sop=sop,
        position=position,
        screenshot=shots.get(picture.get("sha256", "")),
        highlight=_inside(picture.get("highlight")),
        alt=picture.get("alt", ""),
        annotations=picture.get("annotations", []),
        **{**plain, **details},
    )


def _inside(highlight: dict[str, float] | None) -> dict[str, float] | None:
    """The part of the box that lies on the picture: a detector's box may end a little outside."""
    if not highlight:
        return None
    if _is_inside(highlight):
        return highlight
    x, y = min(max(highlight["x"], 0.0), 1.0), min(max(highlight["y"], 0.0), 1.0)
    right, bottom = highlight["x"] + highlight["width"], highlight["y"] + highlight["height"]
    return {"x": x, "y": y, "width": max(min(right, 1.0) - x, 0.0), "height": max(min(bottom, 1.0) - y, 0.0)}


def _is_inside(box: dict[str, float]) -> bool:
    is_right = box["x"] >= 0 and box["x"] + box["width"] <= 1
    return is_right and box["y"] >= 0 and box["y"] + box["height"] <= 1


def _free_key(wanted: str) -> str:
    is_free = VALID.fullmatch(wanted) and not Sop.objects.filter(key=wanted).exists()
    return wanted if is_free else new_key()


def _free_keys(document: Document) -> dict[str, str]:
    """Every step's key and the one it gets. One query, however many steps there are."""
    keys = [step.key for step in document.steps]
    taken = set(Step.objects.filter(key__in=keys).values_list("key", flat=True))
    return {key: key if VALID.fullmatch(key) and key not in taken else new_key() for key in keys}
