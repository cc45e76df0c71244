"""Reviews by the calendar, per library: what is overdue, what is due soon, how healthy the library is."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from access.models import Library
from sops.models import Feedback, Sop

AHEAD_DAYS = 14
SIDES = {"overdue": "Overdue", "soon": "Due in 14 days", "later": "Later"}
MOST = 100  # of a library on the page; the library's own list has them all


@dataclass
class Health:
    """`in_time` of `total` published SOPs are reviewed."""

    library: Library
    total: int = 0
    overdue: int = 0
    soon: int = 0
    unowned: int = 0
    feedback: int = 0
    sops: list[Sop] = field(default_factory=list)

    @property
    def in_time(self) -> int:
        return self.total - self.overdue

    @property
    def percent(self) -> int:
        """Rounded down: 100 only where nothing is overdue."""
        return self.in_time * 100 // self.total if self.total else 100

    @property
    def is_cut(self) -> bool:
        return len(self.sops) >= MOST


def looked_after(person: Any, *, only_own: bool = False) -> QuerySet[Sop]:
    """Published SOPs whose review is this person's business; with `only_own` those that they own."""
    mine = Sop.objects.reviewable_by(person).published()
    return mine.filter(owner=person) if only_own else mine


def overview(person: Any, *, side: str, only_own: bool) -> list[Health]:
    """Every library in which the person looks after something. Four queries, however many there are."""
    mine, today = looked_after(person, only_own=only_own), timezone.localdate()
    soon = Q(next_review_at__gte=today, next_review_at__lte=today + timedelta(days=AHEAD_DAYS))
    late = Q(next_review_at__lt=today)
    counted = (
        mine.order_by()
        .values("library")
        .annotate(
            total=Count("pk"),
            overdue=Count("pk", filter=late),
            soon=Count("pk", filter=soon),
            unowned=Count("pk", filter=Q(owner=None)),
        )
    )
    counts = {row["library"]: row for row in counted}
    found: dict[int, Health] = {}
    for library in Library.objects.filter(pk__in=counts):
        row = counts[library.pk]
        found[library.pk] = Health(library, row["total"], row["overdue"], row["soon"], row["unowned"])
    waiting = Feedback.objects.undecided().filter(sop__in=mine.values("pk"))
    for pk, count in waiting.order_by().values_list("sop__library").annotate(n=Count("pk")):
        found[pk].feedback = count
    which = {"overdue": late, "soon": soon}.get(side, ~(late | soon) | Q(next_review_at=None))
    rows = mine.filter(which).select_related("category", "owner").order_by("next_review_at", "listed_title")
    for sop in rows[: MOST * max(len(found), 1)]:
        health = found[sop.library_id]
        if len(health.sops) < MOST:
            health.sops.append(sop)
    return list(found.values())
