"""The menu “Export” on an SOP's page."""

from typing import Any

from django.http import HttpRequest

from integrations.exports.choices import choices_of
from sops import panels
from sops.models import Sop


def connect() -> None:
    panels.register("sop-head", _sheet)
    panels.register("sop-tools", _menu)


def _sheet(request: HttpRequest, *, sop: Sop, **_: Any) -> panels.Panel | None:
    return ("integrations/exports/menu_sheet.html", {}) if sop.is_published else None


def _menu(request: HttpRequest, *, sop: Sop, **_: Any) -> panels.Panel | None:
    """Nothing at a draft: only what is published is exported."""
    if not sop.is_published:
        return None
    return "integrations/exports/menu.html", {"sop": sop, "choices": choices_of(with_index=False)}
