"""The inbox: which tab shows what, and how many are unread."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from notices.models import Notice
from notices.querysets import NoticeQuerySet

TABS = {"all": "All", "unread": "Unread", "feedback": "Feedback", "reviews": "Reviews"}
_WHICH = {
    "all": Q(),
    "unread": Q(read_at=None),
    "feedback": Q(kind__startswith="feedback"),
    "reviews": Q(kind__startswith="review"),
}


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    unread: int


def shown(person: Any, tab: str) -> NoticeQuerySet:
    """The notices under a tab, latest first; "all" for a tab that is not known."""
    return Notice.objects.visible_to(person).filter(_WHICH.get(tab, Q()))


def tabs(person: Any) -> list[Tab]:
    """Every tab with its number of unread notices."""
    kinds = list(Notice.objects.unread().visible_to(person).values_list("kind", flat=True))
    counts = {
        "feedback": sum(kind.startswith("feedback") for kind in kinds),
        "reviews": sum(kind.startswith("review") for kind in kinds),
    }
    return [Tab(name, label, counts.get(name, len(kinds))) for name, label in TABS.items()]


def unread_count(person: Any) -> int:
    """For the bell: one query where nothing is unread, else one more for each kind of row; never one per notice."""
    return Notice.objects.unread().count_visible_to(person)
