"""Counting searches and clicks. Nothing here may make a search fail or wait."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core import signing
from django.db import DatabaseError, transaction
from django.utils import timezone

from access.models import Library
from search.kept.recent import kept_form
from search.results import Results
from search.usage.models import SearchClick, SearchedLibrary, SearchEvent
from sops.models import Sop, Step

logger = structlog.get_logger(__name__)
SALT = "search click"
LONGEST_LOOK = 12 * 3600  # seconds for which a page of answers is believed
MOST_RANK = 50
# What may name a person or a customer and says nothing about which SOP is missing.
_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+|\+?\d[\d\s().\-/]{5,}\d")


def counted_form(query: str) -> str:
    """A question as it is counted: lower case, e-mail addresses and long numbers taken out."""
    return kept_form(_PERSONAL.sub(" … ", query)).lower()


def note_search(*, results: Results, by: Any, is_new: bool) -> str:
    """Count this search; answers with what a click on one of its answers has to bring along. Empty: not counted.

    Where it isn't new (the same person goes on with it), clicks count for the search that is there already.
    """
    query = counted_form(results.query)
    if not query or not settings.STEPMARK_SEARCH_LOG_DAYS:
        return ""
    try:
        with transaction.atomic():
            event = _store(query, results, by) if is_new else SearchEvent.objects.filter(query=query).first()
            return ticket(event) if event else ""
    except DatabaseError:  # a search is answered whether it is counted or not
        logger.warning("search_not_counted", exc_info=True)
        return ""


def ticket(event: SearchEvent) -> str:
    return signing.dumps(event.pk, salt=SALT)


def panel_ticket(results: Results) -> str:
    """For answers shown while somebody types: nothing is counted unless one of them is opened."""
    query = counted_form(results.query)
    if not query or not settings.STEPMARK_SEARCH_LOG_DAYS:
        return ""
    return signing.dumps({"q": query, "t": results.total, "f": _found(results)}, salt=SALT)


def note_click(*, ticket: str, step_key: str, rank: int, by: Any) -> bool:
    """Count that this answer was opened; whether it was. A forged or old ticket, or a step they don't see, is not."""
    try:
        said = signing.loads(ticket, salt=SALT, max_age=LONGEST_LOOK)
    except signing.BadSignature:
        return False
    step = Step.objects.filter(key=step_key).values_list("sop", flat=True).first()
    sop = Sop.objects.visible_to(by).published().filter(pk=step).first()
    if sop is None:
        return False
    with transaction.atomic():
        event = _event(said, by)
        if event is None:
            return False
        SearchClick.objects.get_or_create(
            event=event,
            step_key=step_key,
            defaults={"sop": sop, "rank": max(1, min(rank, MOST_RANK)), "at": timezone.now()},
        )
    return True


def _event(said: Any, by: Any) -> SearchEvent | None:
    if isinstance(said, int):
        return SearchEvent.objects.filter(pk=said).first()
    visible = dict(Library.objects.visible_to(by).values_list("slug", "pk"))
    found = {visible[slug]: count for slug, count in said["f"].items() if slug in visible}
    return _stored(said["q"], said["t"], found)


def _store(query: str, results: Results, by: Any) -> SearchEvent:
    visible = dict(Library.objects.visible_to(by).values_list("slug", "pk"))
    found = {visible[slug]: count for slug, count in _found(results).items() if slug in visible}
    return _stored(query, results.total, found or dict.fromkeys(visible.values(), 0))


def _stored(query: str, total: int, found: Mapping[int, int]) -> SearchEvent:
    event = SearchEvent.objects.create(query=query, at=timezone.now(), total=total)
    SearchedLibrary.objects.bulk_create(
        SearchedLibrary(event=event, library_id=pk, found=count) for pk, count in found.items()
    )
    return event


def _found(results: Results) -> dict[str, int]:
    return {facet.slug: facet.count for facet in results.libraries if facet.count}


def forget_old(days: int) -> int:
    """Remove what was counted longer ago than this. How many searches."""
    old = SearchEvent.objects.filter(at__lt=timezone.now() - timedelta(days=days))
    count = old.count()
    old.delete()
    return count
