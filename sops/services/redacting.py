"""A region of a picture is destroyed: in the stored file, its words, every version, every row that shows it."""

import io
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import connection, transaction
from PIL import Image

from access import audit
from sops.document import Highlight
from sops.models import Screenshot, Sop, Step, UndoableEdit, Version
from sops.picture_checks import opened
from sops.pictures import FORMATS, sha256_of, thumbnails_of
from sops.services.drawn import Box, pixels_of, touches
from sops.signals import announce, picture_redacted

MOST_BOXES = 50
FILL = (23, 27, 38)
# A mosaic this coarse keeps colours and no letter: at most this many fields in a region, however large it is.
FIELDS = (4, 2)


@transaction.atomic
def redact(*, shot: Screenshot, boxes: Sequence[Highlight], by: Any, is_blur: bool = False) -> Screenshot:
    """The picture with these regions burned out, in place of the old one, in every SOP that `by` may edit.

    The old file is destroyed with the transaction's commit, unless an SOP that `by` may not edit shows it as well.
    """
    if not boxes:
        raise ValidationError("Mark what to redact first.")
    if len(boxes) > MOST_BOXES:
        raise ValidationError(f"At most {MOST_BOXES} regions at once.")
    _destroy_what_is_overwritten()
    old = shot.sha256
    name, storage = str(shot.file.name), shot.file.storage
    with storage.open(name) as file:
        content = burned(file.read(), boxes, is_blur=is_blur)
    new = sha256_of(content)
    if new == old:
        raise ValidationError("Nothing is left to redact there.")
    stored = storage.save(f"screenshots/{new[:2]}/{new}.{name.rsplit('.', 1)[-1]}", ContentFile(content))
    rows = Screenshot.objects.select_for_update(of=("self",)).filter(sha256=old).select_related("sop__library")
    mine = rows.filter(sop__in=Sop.objects.editable_by(by).values("pk"))
    for row in mine:
        _replace(row, old, new, stored, boxes, by)
    if not Screenshot.objects.filter(sha256=old).exists():
        transaction.on_commit(partial(destroy_files, storage, name, old))
    shot.refresh_from_db()
    return shot


def is_kept_elsewhere(sha256: str) -> bool:
    """Whether an SOP that nobody redacted still shows the picture."""
    return Screenshot.objects.filter(sha256=sha256).exists()


def burned(content: bytes, boxes: Sequence[Highlight], *, is_blur: bool = False) -> bytes:
    """The picture anew, with the regions filled or reduced to a coarse mosaic. Nothing else of the old file stays."""
    with opened(io.BytesIO(content)) as image:
        kind = image.format or "PNG"
        picture = image.convert("RGB")
    for box in boxes:
        left, top, right, bottom = pixels_of(box, picture.width, picture.height)
        size = (right - left, bottom - top)
        if is_blur:
            small = picture.crop((left, top, right, bottom)).resize(FIELDS, Image.Resampling.BOX)
            picture.paste(small.resize(size, Image.Resampling.BICUBIC), (left, top))
        else:
            picture.paste(FILL, (left, top, right, bottom))
    out = io.BytesIO()
    picture.save(out, kind if kind in FORMATS else "PNG", **({"quality": 92} if kind in ("JPEG", "WEBP") else {}))
    return out.getvalue()


def _replace(row: Screenshot, old: str, new: str, stored: str, boxes: Sequence[Highlight], by: Any) -> None:
    """In place: live steps and every row of the history refer to this row, so none of them shows the old one."""
    row.sha256, row.file.name = new, stored
    kept = [word for word in row.words if not any(touches(_box(word), box) for box in boxes)]
    tells = _Telling([word["text"] for word in row.words if word not in kept], was_read=bool(row.words))
    row.words = kept
    row.save()
    _scrub_alternatives(row, tells)
    for version in row.sop.versions.all():
        _rewrite(version, old, new, tells)
    sop = row.sop
    audit.record(
        by=by, verb="redacted a picture of", subject=sop.title, library=sop.library, key=sop.key, before=old, after=new
    )
    sides = [[box.x, box.y, box.width, box.height] for box in boxes]
    announce(picture_redacted, sop_id=sop.pk, old_sha=old, new_sha=new, boxes=sides)


class _Telling:
    """Whether a text says something of what was redacted; of a picture that nobody has read, any text may."""

    def __init__(self, gone: Sequence[str], *, was_read: bool) -> None:
        self.pieces = {piece.casefold() for text in gone for piece in text.split() if len(piece) > 1}
        self.was_read = was_read

    def __call__(self, text: str) -> bool:
        said = text.casefold()
        return bool(said) and (not self.was_read or any(piece in said for piece in self.pieces))


def _scrub_alternatives(row: Screenshot, tells: _Telling) -> None:
    """Alternative texts name what stands on a picture: today's, those of the history, and what undo would bring."""
    for rows in (Step.objects.all(), Step.history.all()):
        of_it = rows.filter(screenshot=row.pk).exclude(alt="")
        told = [pk for pk, alt in of_it.values_list("pk", "alt") if tells(alt)]
        rows.filter(pk__in=told).update(alt="")
    for edit in UndoableEdit.objects.filter(sop=row.sop_id):
        sides = [side for one in edit.rows for side in (one["before"], one["after"]) if tells(side.get("alt") or "")]
        for side in sides:
            side["alt"] = ""
        if sides:
            edit.save(update_fields=["rows"])


def _rewrite(version: Version, old: str, new: str, tells: _Telling) -> None:
    pictures = [step["picture"] for step in version.data["steps"] if step.get("picture")]
    shown = [picture for picture in pictures if picture["sha256"] == old]
    for picture in shown:
        picture["sha256"] = new
        picture["alt"] = "" if tells(picture.get("alt", "")) else picture.get("alt", "")
    if shown:
        Version.objects.all().rewrite_redacted(version, version.data)


def destroy_files(storage: Storage, name: str, sha256: str) -> None:
    """The file and the smaller copies made of it; then what the database's files still hold of the old rows."""
    for file in (name, *thumbnails_of(sha256)):
        if storage.exists(file):
            storage.delete(file)
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _destroy_what_is_overwritten() -> None:
    """SQLite leaves old rows readable in its file unless told otherwise; PostgreSQL's vacuum removes them."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def _box(word: dict[str, Any]) -> Box:
    return Box(*word["box"])
