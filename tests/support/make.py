"""Rows for tests, made through the same services that the product uses."""

import io
from typing import Any

from PIL import Image

from access.models import Library, User
from sops.models import Sop, Step
from sops.services import editing, publishing


def make_sop(
    library: Library,
    by: User,
    title: str = "Request a discount",
    steps: list[str] | None = None,
    publish: bool = True,
    **fields: Any,
) -> Sop:
    """An SOP with a step per title; published unless told otherwise."""
    sop = editing.create_sop(library=library, title=title, by=by, **fields)
    for text in steps if steps is not None else ["Open the deal", "Click **Request discount**", "Enter the reason"]:
        editing.add_step(sop=sop, by=by, title=text)
    if publish:
        publishing.publish(sop=sop, by=by)
    sop.refresh_from_db()
    return sop


def step_of(sop: Sop, number: int = 1) -> Step:
    return sop.steps.present()[number - 1]


def picture_bytes(width: int = 320, height: int = 200, colour: str = "navy") -> bytes:
    """A small PNG."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    return file.getvalue()
