"""Links to steps that people post: a preview for the channel, where everybody in it may see what it shows."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.urls import Resolver404, resolve

from access import outgoing
from integrations.chat import blocks
from integrations.chat.linking import person_of
from integrations.crm.secrets import secret
from sops import markdown
from sops.models import Sop, Step
from sops.reading.steps import title_of

log = structlog.get_logger(__name__)
MOST_LINKS = 5
SECONDS = 10.0
LONGEST_URL = 2_000


def previews(team_id: str, user_id: str, urls: Iterable[str], site: str) -> dict[str, Any]:
    """By address. Only what the person who posted it may see, and only from libraries open to everyone: a preview is
    shown to the whole channel, and who of it is who here nobody can say.
    """
    person = person_of(team_id, user_id)
    if person is None:
        return {}
    shown = {}
    for url in list(urls)[:MOST_LINKS]:
        preview = _preview(url, person, site)
        if preview:
            shown[url] = preview
    return shown


def send(*, channel: str, message: str, unfurls: dict[str, Any]) -> bool:
    """Give them to Slack (`chat.unfurl`). False where Slack is down, slow or refuses; then there is no preview."""
    address = f"{settings.STEPMARK_SLACK_API_URL}/chat.unfurl"
    try:
        response = outgoing.fetch_public(
            address,
            method="POST",
            body=json.dumps({"channel": channel, "ts": message, "unfurls": unfurls}).encode(),
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Authorization": f"Bearer {secret('slack_bot')}",
            },
            timeout_seconds=SECONDS,
            max_bytes=100_000,
            allow_hosts=[urlsplit(address).hostname or ""],
        )
        said = json.loads(response.body) if response.is_ok and not response.is_cut else {}
    except (outgoing.Refused, ValueError) as problem:
        log.warning("slack_unfurl_failed", why=str(problem))
        return False
    if not isinstance(said, dict) or not said.get("ok"):
        error = said.get("error") if isinstance(said, dict) else ""
        log.warning("slack_unfurl_refused", status=response.status, why=str(error or "no answer that can be read")[:80])
        return False
    return True


def _preview(url: str, person: Any, site: str) -> dict[str, Any] | None:
    try:
        parts = urlsplit(url)
        place = resolve(parts.path)
    except (ValueError, Resolver404):
        return None
    if len(url) > LONGEST_URL or f"{parts.scheme}://{parts.netloc}" != site or place.app_names != ["sops"]:
        return None
    rows = Sop.objects.visible_to(person).published().filter(library__is_open=True).select_related("current_version")
    key = str(place.kwargs.get("key", ""))
    if place.url_name == "detail":
        sop = rows.filter(key=key).first()
        return blocks.unfurled(sop.listed_title, sop.listed_purpose[:300], url) if sop else None
    if place.url_name != "step":
        return None
    step = Step.objects.present().filter(key=key, sop__in=rows.values("pk")).first()
    sop = rows.filter(pk=step.sop_id).first() if step else None
    if sop is None or sop.current_version is None:
        return None
    for number, said in enumerate(sop.current_version.document.steps, start=1):
        if said.key == key:
            title = f"{sop.listed_title}, step {number}: {markdown.plain(title_of(said))}"
            return blocks.unfurled(title, markdown.plain(said.body)[:300], url)
    return None
