"""What this app adds to an SOP's page."""

from typing import Any

from django.http import HttpRequest

from sops.models import Sop
from sops.panels import Panel


def related(request: HttpRequest, sop: Sop, **_: Any) -> Panel | None:
    """Steps of other SOPs that are about the same: asked for once the page is read that far."""
    return ("search/related_place.html", {"sop": sop}) if sop.is_published else None
