"""Entries of the audit log that somebody may read, found by person, deed, library, subject and time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from access.models import AuditEvent, Library

PAGE = 50
LENGTH = 100
NAMES = ("q", "person", "verb", "library", "from", "to")


@dataclass(frozen=True)
class Filters:
    """What the address asks for. `problems` names what could not be read; that part is left out."""

    words: str = ""
    person: str = ""
    verb: str = ""
    library: str = ""
    since: date | None = None
    until: date | None = None
    problems: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Filters:
        text = {name: str(given.get(name, "")).strip()[:LENGTH] for name in NAMES}
        problems: list[str] = []
        since, until = (_day(text[name], problems) for name in ("from", "to"))
        if since and until and since > until:
            problems.append("The period ends before it begins.")
        return cls(text["q"], text["person"], text["verb"], text["library"], since, until, problems)

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.person or self.verb or self.library or self.since or self.until)

    def shown(self) -> dict[str, str]:
        """As the form and the log show them; without those that are not used."""
        days = {
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
        }
        texts = {"q": self.words, "person": self.person, "verb": self.verb, "library": self.library}
        return {name: value for name, value in (texts | days).items() if value}


@dataclass(frozen=True)
class Page:
    """A stretch of the log, newest first; the two numbers lead on."""

    events: list[AuditEvent]
    older: int | None  # before this one
    newer: int | None  # after this one


def readable_by(person: Any) -> QuerySet[AuditEvent]:
    """All entries for site admins; for others those of the libraries that they administer."""
    return AuditEvent.objects.administered_by(person)


def may_read(person: Any) -> bool:
    return Library.objects.administered_by(person).exists() or bool(person.is_superuser)


def found(person: Any, filters: Filters) -> QuerySet[AuditEvent]:
    rows = readable_by(person).select_related("library", "actor").order_by("-pk")
    if filters.words:
        rows = rows.filter(Q(subject__icontains=filters.words) | Q(verb__icontains=filters.words))
    if filters.person:
        name = Q(actor_name__icontains=filters.person) | Q(subject__icontains=filters.person)
        rows = rows.filter(name | Q(actor__email__icontains=filters.person) | Q(actor__name__icontains=filters.person))
    if filters.verb:
        rows = rows.filter(verb=filters.verb)
    if filters.library:
        rows = rows.filter(library__slug=filters.library)
    if filters.since:
        rows = rows.filter(at__gte=_midnight(filters.since))
    if filters.until:
        rows = rows.filter(at__lt=_midnight(filters.until + timedelta(days=1)))
    return rows


def page(rows: QuerySet[AuditEvent], *, before: str = "", after: str = "") -> Page:
    """By cursor: the same stretch whatever is written meanwhile, and as fast at the end as at the beginning."""
    if _is_number(after):
        events = list(rows.filter(pk__gt=int(after)).order_by("pk")[: PAGE + 1])
        has_newer, events = len(events) > PAGE, events[:PAGE][::-1]
        newest = events[0].pk if events else None
        return Page(events, events[-1].pk if events else None, newest if has_newer else None)
    is_later = _is_number(before)
    events = list((rows.filter(pk__lt=int(before)) if is_later else rows)[: PAGE + 1])
    has_older, events = len(events) > PAGE, events[:PAGE]
    return Page(events, events[-1].pk if has_older else None, events[0].pk if is_later and events else None)


def verbs(person: Any) -> list[str]:
    return list(readable_by(person).order_by("verb").values_list("verb", flat=True).distinct())


def _day(text: str, problems: list[str]) -> date | None:
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or day.year < 1970 or day.year > 9000:
        problems.append(f"“{text}” is no date such as {timezone.localdate().isoformat()}.")
        return None
    return day


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18
