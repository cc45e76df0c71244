"""The figures of a library: what was searched for, what was opened, what was missing. Only what the asker may read."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from access.models import Library
from search.requests.models import SopRequest
from search.usage.models import SearchClick, SearchEvent
from sops.models import Sop

DAYS = {7: "7 days", 30: "30 days", 90: "90 days", 365: "A year"}
MOST_ROWS = 50


@dataclass(frozen=True)
class Asked:
    """One question, however often it was asked."""

    query: str
    searches: int
    opened: int  # searches of it after which something was opened
    last_at: Any
    request: SopRequest | None = None  # where somebody asked for an SOP about it


@dataclass(frozen=True)
class Opened:
    sop: Sop
    clicks: int
    rank: float  # where it stood among the answers, in the middle


@dataclass(frozen=True)
class Usage:
    searches: int
    opened: int
    found_nothing: int
    top: list[Asked]
    nothing: list[Asked]
    unopened: list[Asked]
    sops: list[Opened]

    @property
    def opened_share(self) -> int:
        return round(100 * self.opened / self.searches) if self.searches else 0

    @property
    def nothing_share(self) -> int:
        return round(100 * self.found_nothing / self.searches) if self.searches else 0


def days_of(given: str) -> int:
    return int(given) if given.isdecimal() and len(given) < 4 and int(given) in DAYS else 30


def of_library(library: Library, asker: Any, days: int) -> Usage:
    """A fixed number of queries, however much was searched."""
    since = timezone.now() - timedelta(days=days)
    rows: QuerySet[SearchEvent] = SearchEvent.objects.visible_to(asker).in_library(library).filter(at__gte=since)
    clicks = SearchClick.objects.filter(event=OuterRef("pk"))
    rows = rows.annotate(is_opened=Exists(clicks)).order_by()
    asked = {request.query.lower(): request for request in _requests(library)}
    nothing, found = rows.filter(total=0), rows.filter(total__gt=0)
    counts = rows.aggregate(
        searches=Count("pk"), opened=Count("pk", filter=Q(is_opened=True)), nothing=Count("pk", filter=Q(total=0))
    )
    return Usage(
        searches=counts["searches"],
        opened=counts["opened"],
        found_nothing=counts["nothing"],
        top=_asked(found, asked),
        nothing=_asked(nothing, asked),
        unopened=_asked(found.filter(is_opened=False), asked),
        sops=_opened(library, asker, rows),
    )


def _asked(rows: QuerySet[SearchEvent], requests: dict[str, SopRequest]) -> list[Asked]:
    counted = rows.values("query").annotate(
        searches=Count("pk"), opened=Count("pk", filter=Q(is_opened=True)), last_at=Max("at")
    )
    return [
        Asked(row["query"], row["searches"], row["opened"], row["last_at"], requests.get(row["query"]))
        for row in counted.order_by("-searches", "-last_at")[:MOST_ROWS]
    ]


def _opened(library: Library, asker: Any, rows: QuerySet[SearchEvent]) -> list[Opened]:
    seen = Sop.objects.visible_to(asker).filter(library=library)
    clicks = SearchClick.objects.filter(event__in=rows.values("pk"), sop__in=seen.values("pk"))
    ranks: dict[int, list[int]] = {}
    for sop, rank in clicks.order_by().values_list("sop", "rank")[:20_000]:
        ranks.setdefault(sop, []).append(rank)
    most = sorted(ranks.items(), key=lambda item: -len(item[1]))[:20]
    sops = Sop.objects.in_bulk([pk for pk, _ in most])
    return [Opened(sops[pk], len(found), round(sum(found) / len(found), 1)) for pk, found in most if pk in sops]


def _requests(library: Library) -> QuerySet[SopRequest]:
    return SopRequest.objects.filter(library=library).order_by("requested_at")[:2_000]
