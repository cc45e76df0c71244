"""Do the links of SOPs still lead somewhere? Asked now and then; owners hear of those that don't."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from access.outgoing import Refused, Response, Unreachable, fetch_public
from notices.services import tell
from sops.document import Document
from sops.models import CheckedLink, Sop
from sops.services.publishing import documents_of

EVERY = timedelta(days=7)
AGAIN = timedelta(hours=20)  # one that failed is asked again the next day before anybody hears of it
FAILURES_THAT_COUNT = 2
AT_ONCE = 200
SECONDS, BYTES = 10, 20_000
NOT_HEAD = frozenset({400, 403, 404, 405, 406, 501})
# It is there, but not for a stranger.
SIGN_IN = frozenset({401, 403, 407, 429, 451})


def check_due(limit: int = AT_ONCE) -> int:
    """Ask the links that were not asked lately, and tell owners which are newly broken. How many were asked."""
    users = links_in_use()
    _keep_rows_for(users)
    now = timezone.now()
    due = CheckedLink.objects.filter(
        Q(checked_at=None) | Q(checked_at__lt=now - EVERY) | Q(failures__gt=0, checked_at__lt=now - AGAIN)
    )
    rows = list(due.order_by("checked_at")[:limit])
    for row in rows:
        was_broken = row.is_broken
        check(row)
        if row.is_broken and not was_broken:
            _tell_owners(row, users.get(row.url, []))
    return len(rows)


def check(row: CheckedLink) -> CheckedLink:
    """Ask once, and note what came."""
    reason = why_broken(row.url)
    row.failures = row.failures + 1 if reason else 0
    row.is_broken = row.failures >= FAILURES_THAT_COUNT
    row.reason, row.checked_at = reason[:300], timezone.now()
    row.save()
    return row


def why_broken(url: str) -> str:
    """A sentence, or "" where it answers. What may not be asked (an inner address) is not broken: nobody knows."""
    try:
        answer = _ask(url)
    except Unreachable as problem:
        return str(problem)
    except Refused:
        return ""
    if answer.is_ok or answer.status in SIGN_IN or answer.status < 400:
        return ""
    return (
        f"The page is not there (answer {answer.status})."
        if answer.status < 500
        else f"The server there has a problem (answer {answer.status})."
    )


def _ask(url: str) -> Response:
    answer = fetch_public(url, method="HEAD", timeout_seconds=SECONDS, max_bytes=BYTES)
    if answer.status in NOT_HEAD or answer.status >= 500:  # some servers answer only when asked for the page itself
        answer = fetch_public(url, timeout_seconds=SECONDS, max_bytes=BYTES)
    return answer


def links_in_use() -> dict[str, list[Sop]]:
    """Every web address in drafts and published versions, with the SOPs that it stands in."""
    found: dict[str, list[Sop]] = {}
    sops = list(Sop.objects.present().select_related("library", "category", "owner", "current_version"))
    documents = documents_of(sops)
    for sop in sops:
        urls = urls_of(documents[sop.pk])
        if sop.is_published and sop.current_version:
            urls |= urls_of(sop.current_version.document)
        for url in urls:
            found.setdefault(url, []).append(sop)
    return found


def urls_of(document: Document) -> set[str]:
    links = [*document.links, *(link for step in document.steps for link in step.links)]
    return {link.url for link in links if link.url.startswith(("http://", "https://"))}


def broken_in(urls: Iterable[str]) -> list[CheckedLink]:
    """Those of the addresses that lead nowhere. One query."""
    hashes = [_hash(url) for url in urls]
    return list(CheckedLink.objects.filter(url_hash__in=hashes, is_broken=True)) if hashes else []


def _keep_rows_for(urls: Iterable[str]) -> None:
    wanted = {_hash(url): url for url in urls}
    known = set(CheckedLink.objects.values_list("url_hash", flat=True))
    CheckedLink.objects.bulk_create(
        [CheckedLink(url=url, url_hash=key) for key, url in wanted.items() if key not in known], ignore_conflicts=True
    )
    gone = known - set(wanted)
    CheckedLink.objects.filter(url_hash__in=gone).delete()


def _tell_owners(row: CheckedLink, sops: list[Sop]) -> None:
    for sop in sops:
        people: list[Any] = [sop.owner] if sop.owner else []
        text = f"A link in “{sop.listed_title}” leads nowhere: {row.url[:120]}. {row.reason}"
        tell(people=people, kind="broken_link", about=sop, text=text, url=reverse("sops:edit", args=[sop.key]))


def _hash(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()
