"""A library's SOPs, filtered as the address says."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from access.models import Library, User
from sops.models import Category, ReviewRound, Sop
from sops.reading.lists import for_lists

STATUSES = {"published": "Published", "draft": "Draft", "in_review": "In review", "overdue": "Review overdue"}


@dataclass(frozen=True)
class Filters:
    """What is asked for; anything unknown in the address counts as not asked."""

    category: str = ""
    status: str = ""
    owner: int | None = None
    words: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> "Filters":
        status, owner = query.get("status", ""), query.get("owner", "")
        return cls(
            category=query.get("category", ""),
            status=status if status in STATUSES else "",
            owner=int(owner) if owner.isdecimal() and len(owner) < 10 else None,
            words=query.get("words", "").strip()[:100],
        )

    @property
    def is_any(self) -> bool:
        return bool(self.category or self.status or self.owner or self.words)


@dataclass(frozen=True)
class Counted:
    value: str
    label: str
    count: int


def sops_of(library: Library, filters: Filters, user: Any) -> QuerySet[Sop]:
    """In the order of the pipeline."""
    rows = Sop.objects.visible_to(user).filter(library=library)
    if filters.category:
        rows = rows.filter(listed_category__slug=filters.category)
    if filters.status:
        rows = rows.filter(_status(filters.status, user))
    if filters.owner:
        rows = rows.filter(owner=filters.owner)
    for word in filters.words.split():
        rows = rows.filter(listed_title__icontains=word)
    return for_lists(rows).order_by(
        "-listed_category__kind", "listed_category__position", "listed_category__name", "listed_title"
    )


def categories_of(library: Library, user: Any) -> list[Category]:
    """All categories, each with `sop_count` in this library for this person; in the order of the pipeline."""
    readable = Sop.objects.visible_to(user).filter(library=library)
    counts = dict(readable.order_by().values_list("listed_category").annotate(n=Count("pk")))
    categories = list(Category.objects.all())
    for category in categories:
        category.sop_count = counts.get(category.pk, 0)  # type: ignore[attr-defined]
    return categories


def statuses_of(library: Library, user: Any) -> list[Counted]:
    counts = (
        Sop.objects.visible_to(user)
        .filter(library=library)
        .aggregate(**{name: Count("pk", filter=_status(name, user)) for name in STATUSES})
    )
    # Only editors know of reviews; to others there are none, and the word isn't offered.
    return [
        Counted(name, label, counts[name]) for name, label in STATUSES.items() if counts[name] or name != "in_review"
    ]


def owners_of(library: Library, user: Any) -> QuerySet[User]:
    owned = Sop.objects.visible_to(user).filter(library=library)
    return User.objects.filter(pk__in=owned.values("owner")).order_by("name", "email")


def _status(name: str, user: Any) -> Q:
    if name == "in_review":
        return Q(pk__in=ReviewRound.objects.visible_to(user).open().values("sop"))
    if name == "draft":
        return Q(is_published=False)
    if name == "overdue":
        return Q(is_published=True, next_review_at__lt=timezone.localdate())
    return Q(is_published=True)
