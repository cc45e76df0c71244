"""A part of a picture becomes the step's picture; highlight, marks and words stay on what they were on."""

import io
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from sops.document import Highlight
from sops.models import Step
from sops.picture_checks import opened
from sops.pictures import FORMATS, store_picture
from sops.services import editing
from sops.services.drawn import Box, cropped_box, cropped_mark, pixels_of

SMALLEST_PIXELS = 24


@transaction.atomic
def crop(*, step: Step, part: Highlight, by: Any) -> Step:
    """Show only `part` of the picture from now on. The whole one stays with the versions that show it."""
    shot = step.screenshot
    if shot is None:
        raise ValidationError("This step has no picture.")
    left, top, right, bottom = pixels_of(part, shot.width, shot.height)
    if right - left < SMALLEST_PIXELS or bottom - top < SMALLEST_PIXELS:
        raise ValidationError(f"That part is too small: a picture has at least {SMALLEST_PIXELS} pixels on each side.")
    with shot.file.storage.open(str(shot.file.name)) as file, opened(file) as image:
        kind = image.format if image.format in FORMATS else "PNG"
        out = io.BytesIO()
        image.convert("RGB").crop((left, top, right, bottom)).save(out, kind)
    exact = Box(left / shot.width, top / shot.height, (right - left) / shot.width, (bottom - top) / shot.height)
    new = store_picture(sop=step.sop, content=out.getvalue(), words=_words(shot.words, exact))
    return editing.update_step(
        step=step,
        by=by,
        screenshot=new,
        highlight=cropped_box(step.highlight, exact),
        annotations=[mark for mark in (cropped_mark(mark, exact) for mark in step.annotations) if mark],
    )


def _words(words: list[dict[str, Any]], part: Box) -> list[dict[str, Any]]:
    found = []
    for word in words:
        box = cropped_box(dict(zip(("x", "y", "width", "height"), word["box"], strict=True)), part)
        if box:
            found.append({"text": word["text"], "box": [box["x"], box["y"], box["width"], box["height"]]})
    return found
