"""Which version a person read last, and what changed since: told once, quietly, on the SOP's page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from sops import diffs
from sops.models import Sop, Version, Visit

# Who opens a changed SOP sees what is new for so long, or until they say that they have seen it.
NEWS_FOR = timedelta(days=1)


@dataclass(frozen=True)
class News:
    """What is different since the person read the SOP, and from which version to which."""

    earlier: int
    now: int
    read_at: datetime
    count: int


def visit(*, sop: Sop, user: Any, version: Version | None) -> Visit:
    """Note that the person opened the SOP, and with it the version that they saw (None: a draft). Two queries."""
    now = timezone.now()
    row, _ = Visit.objects.get_or_create(user=user, sop=sop)
    if version is not None and row.version_number != version.number:
        if row.version_number is not None:
            row.earlier_number, row.earlier_at = row.version_number, row.at
        row.version_number, row.version_at = version.number, now
    row.save()
    return row


def news(row: Visit, version: Version) -> News | None:
    """What to tell about this version; None where there is nothing, or it was told long enough."""
    earlier, read_at, since = row.earlier_number, row.earlier_at, row.version_at
    if earlier is None or read_at is None or since is None or since < timezone.now() - NEWS_FOR:
        return None
    old = Version.objects.filter(sop=row.sop_id, number=earlier).first()
    count = diffs.compare(old.document, version.document).total if old else 0
    return News(earlier, version.number, read_at, count) if count else None


def seen(*, sop: Sop, user: Any) -> None:
    """The person knows what changed."""
    Visit.objects.filter(user=user, sop=sop).update(earlier_number=None, earlier_at=None)


def last_read(sop: Sop, user: Any) -> Visit | None:
    return Visit.objects.filter(user=user, sop=sop, version_number__isnull=False).first()
