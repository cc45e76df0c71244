"""What a CRM's page shows for a record: the SOPs that fit, and their steps."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from integrations.crm.finding import Match, matches, words_for_search
from integrations.crm.records import Record
from search import service
from sops import markdown
from sops.reading.steps import step_url, title_of

MOST_MATCHES, MOST_STEPS, HITS = 10, 30, 5


def site_of(request: HttpRequest) -> str:
    return settings.STEPMARK_BASE_URL or f"{request.scheme}://{request.get_host()}"


def answer(record: Record, *, user: Any, site: str) -> dict[str, Any]:
    """As JSON: `person`, `record`, `matches` with `steps`, `search` where no rule fits, `sign_in` for strangers.

    A match: `title`, `sop`, `library`, `url`, `number` (of the step, or null), `steps` [{`number`, `title`, `url`,
    `isCurrent`}].
    """
    known = bool(user.is_authenticated)
    found = matches(record, user=user)[:MOST_MATCHES] if known else []
    return {
        "person": str(user) if known else None,
        "signIn": None if known else f"{site}{reverse('account_login')}",
        "record": {"crm": record.crm, "object": record.object, "stage": record.stage},
        "matches": [_match(match, site) for match in found],
        "search": _search(record, user, site) if known and not found else None,
        "go": f"{site}{reverse('integrations:crm-go')}?{urlencode(_asked(record))}",
    }


def _match(match: Match, site: str) -> dict[str, Any]:
    assert match.sop.current_version is not None
    version = match.sop.current_version
    steps = version.document.steps
    return {
        "title": match.title,
        "sop": match.sop.listed_title,
        "library": match.sop.library.name,
        "url": f"{site}{match.url}",
        "number": match.number or None,
        "version": version.number,
        "steps": [
            {
                "number": number,
                "title": markdown.plain(title_of(step)),
                "url": f"{site}{step_url(step.key, version.number)}",
                "isCurrent": number == match.number,
            }
            for number, step in enumerate(steps[:MOST_STEPS], start=1)
        ],
    }


def _search(record: Record, user: Any, site: str) -> dict[str, Any] | None:
    words = words_for_search(record)
    if not words:
        return None
    results = service.find_steps(user=user, query=words, limit=HITS)
    hits = [
        {"title": hit.best.title, "sop": hit.title, "number": hit.best.number, "url": f"{site}{hit.best.url}"}
        for hit in results.sops
    ]
    return {"words": words, "hits": hits, "url": f"{site}{reverse('search:page')}?{urlencode({'q': words})}"}


def _asked(record: Record) -> dict[str, str]:
    asked = {"crm": record.crm, "object": record.object, "stage": record.stage}
    return {name: value for name, value in asked.items() if value}
