"""Recent searches: noted when somebody searches, shown to them in the empty search box, cleared by them."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from search.kept.models import LONGEST, RecentSearch

MOST = 20
# The same question again within this time is the same search: more results, another filter, the page reloaded.
REPEAT = timedelta(minutes=10)


def recent(user: Any, limit: int = MOST) -> list[RecentSearch]:
    """The latest first."""
    return list(RecentSearch.objects.visible_to(user)[:limit])


@transaction.atomic
def note(*, text: str, by: Any) -> bool:
    """Remember that they searched for this; whether that is a new search and not the same one going on."""
    text, now = kept_form(text), timezone.now()
    if not text or not by.is_active:
        return False
    same = RecentSearch.objects.filter(user=by, text=text)
    if same.filter(searched_at__gt=now - REPEAT).exists():
        return False
    if not same.update(searched_at=now):
        RecentSearch.objects.create(user_id=by.pk, text=text, searched_at=now)
        kept = RecentSearch.objects.filter(user=by).values("pk")[:MOST]
        RecentSearch.objects.filter(user=by).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    return True


def forget(*, rows: Any, by: Any) -> int:
    """Remove these of theirs. How many."""
    return int(rows.filter(user=by).delete()[0])


def kept_form(text: str) -> str:
    """A question as it is kept: on one line, without what a database can't store, cut where it is no question."""
    clean = "".join(char if char.isprintable() else " " for char in text.encode("utf-8", "replace").decode())
    return " ".join(clean.split())[:LONGEST].strip()
