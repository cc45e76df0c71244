"""What embeds add to an SOP's page: how others may show it, and the dialog for those who may edit."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from integrations.crm.answering import site_of
from integrations.embeds import services
from sops import panels
from sops.models import Sop


def connect() -> None:
    panels.register("sop-head", head)
    panels.register("sop-tools", tools)


def head(request: HttpRequest, sop: Sop, may_edit: bool) -> panels.Panel | None:
    """Open Graph and oEmbed's address: on a page that only those get who may see the SOP."""
    if not sop.is_published or sop.current_version is None:
        return None
    site = site_of(request)
    address = f"{site}{sop.get_absolute_url()}"
    document = sop.current_version.document
    shot = next((step.picture.sha256 for step in document.steps if step.picture), "")
    context: dict[str, Any] = {
        "sop": sop,
        "page_url": address,
        "oembed_url": f"{site}{reverse('integrations:oembed')}?{urlencode({'format': 'json', 'url': address})}",
        "about": " ".join(document.purpose.split())[:200],
        "image": f"{site}{reverse('sops:picture', args=[sop.key, shot])}" if shot else "",
    }
    return "integrations/embeds/head.html", context


def tools(request: HttpRequest, sop: Sop, may_edit: bool) -> panels.Panel | None:
    if not may_edit or not sop.is_published or sop.current_version is None:
        return None
    # The steps as they were published: that is what an embed shows.
    context = {"sop": sop, "steps": sop.current_version.document.steps, "days": services.DAYS.items(), "given": {}}
    return "integrations/embeds/tools.html", context
