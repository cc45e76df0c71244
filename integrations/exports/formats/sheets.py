"""The stylesheet and the templates that the HTML formats share."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from integrations.exports.content import ExportSop, ExportStep
from integrations.exports.pictures import DrawnPicture

FILES = Path(__file__).parents[1] / "files"


@cache
def text_of(name: str) -> str:
    """A file of `exports/files`: stylesheets and scripts of packages."""
    return (FILES / name).read_text(encoding="utf-8")


def rendered(
    template: str, sop: ExportSop, shown: list[tuple[ExportStep, DrawnPicture | None, str]], **more: Any
) -> str:
    """A template with the SOP and its steps; `shown` has each step's picture and the address it has there."""
    steps = [{"step": step, "picture": picture, "src": src} for step, picture, src in shown]
    context = {"sop": sop, "steps": steps, "site_name": settings.STEPMARK_SITE_NAME, **more}
    return render_to_string(f"integrations/exports/{template}", context)
