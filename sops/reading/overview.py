"""What a person finds on their home page: the pipeline with its SOPs, what they read lately, what is new."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from sops.models import Category, Sop
from sops.reading.lists import for_lists

PER_STAGE = 3
RECENT = 5
NEW = 5
NEW_DAYS = 30
# Owners hear of a review this long before it is due.
REVIEW_AHEAD_DAYS = 14


@dataclass
class Stage:
    category: Category
    count: int = 0
    sops: list[Sop] = field(default_factory=list)


def stages(user: Any) -> list[Stage]:
    """Every category with the number of SOPs this person may read and the most read of them. Three queries."""
    readable = Sop.objects.visible_to(user).published()
    counts = dict(readable.order_by().values_list("listed_category").annotate(n=Count("pk")))
    ranked = (
        readable.filter(listed_category__isnull=False)
        .annotate(readers=Count("visits"))
        .annotate(
            place=Window(
                RowNumber(),
                partition_by=[F("listed_category")],
                order_by=[F("readers").desc(), F("listed_title").asc()],
            )
        )
        .filter(place__lte=PER_STAGE)
        .order_by("place")
    )
    found = {c.pk: Stage(c, counts.get(c.pk, 0)) for c in Category.objects.all()}
    for sop in ranked:
        found[sop.listed_category_id].sops.append(sop)
    return list(found.values())


def recent(user: Any) -> QuerySet[Sop]:
    """Opened last first; each has `opened_at`. One condition on visits, so that it is one join: this person's."""
    return _lists(user).filter(visits__user=user).annotate(opened_at=F("visits__at")).order_by("-opened_at")[:RECENT]


def pinned(user: Any) -> QuerySet[Sop]:
    return _lists(user).filter(pins__user=user).order_by("listed_title")


def new(user: Any) -> QuerySet[Sop]:
    """Published or changed in the last weeks, latest first."""
    since = timezone.now() - timedelta(days=NEW_DAYS)
    return (
        _lists(user)
        .filter(is_published=True, current_version__published_at__gte=since)
        .order_by("-current_version__published_at")[:NEW]
    )


def to_review(user: Any) -> QuerySet[Sop]:
    """SOPs the person owns whose review is due soon or overdue, most urgent first."""
    until = timezone.localdate() + timedelta(days=REVIEW_AHEAD_DAYS)
    return _lists(user).filter(is_published=True, owner=user, next_review_at__lte=until).order_by("next_review_at")


def _lists(user: Any) -> QuerySet[Sop]:
    return for_lists(Sop.objects.visible_to(user))
