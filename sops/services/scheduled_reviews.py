"""Reviews by the calendar: when the next one is due, that it was done, and who is reminded."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from access import audit
from notices.services import settle, tell
from sops.models import ReviewReminder, Sop
from sops.responsible import responsible_for
from sops.services.publishing import months_after
from sops.signals import announce, review_due

DUE = "review_due"
REVIEWED = "reviewed and found nothing to change in"
AHEAD_DAYS = (14, 3)
FURTHEST_DAYS = 5 * 366


@transaction.atomic
def mark_reviewed(*, sop: Sop, by: Any) -> Sop:
    """Somebody read it and found nothing to change: the clock starts anew. Not an edit: no new version, no revision."""
    sop = Sop.objects.select_for_update().get(pk=sop.pk)
    if not sop.is_published:
        raise ValidationError("A draft is reviewed by publishing it.")
    today = timezone.localdate()
    sop.reviewed_at, sop.next_review_at = today, months_after(today, sop.review_every_months)
    sop._history_user, sop._change_reason = by, REVIEWED
    sop.save(update_fields=["reviewed_at", "next_review_at", "updated_at"])
    audit.record(by=by, verb="reviewed", subject=sop.title, library=sop.library, key=sop.key)
    settle(about=sop, kinds=[DUE])
    return sop


@transaction.atomic
def set_cycle(*, sop: Sop, every_months: int, next_on: date | None, by: Any) -> Sop:
    """How often it is reviewed, and when next; without a date it follows from the last review."""
    sop = Sop.objects.select_for_update().get(pk=sop.pk)
    today = timezone.localdate()
    if next_on is not None and not today <= next_on <= today + timedelta(days=FURTHEST_DAYS):
        raise ValidationError("The next review lies between today and five years from now.")
    sop.review_every_months = every_months
    sop.next_review_at = next_on or months_after(sop.reviewed_at or today, every_months)
    sop._history_user, sop._change_reason = by, "changed the review cycle of"
    sop.full_clean(exclude=["library", "category", "listed_category", "owner", "current_version"])
    sop.revision += 1
    sop.save(update_fields=["review_every_months", "next_review_at", "revision", "updated_at"])
    audit.record(
        by=by,
        verb="changed the review cycle of",
        subject=sop.title,
        library=sop.library,
        every_months=every_months,
        next_on=sop.next_review_at.isoformat(),
    )
    if sop.next_review_at > today:
        settle(about=sop, kinds=[DUE])
    return sop


def remind(today: date | None = None) -> int:
    """Give every reminder that is due and was not given yet; returns how many. Running it again changes nothing."""
    today = today or timezone.localdate()
    soon = Sop.objects.published().filter(next_review_at__lte=today + timedelta(days=max(AHEAD_DAYS)))
    return sum(_remind_of(pk, today) for pk in list(soon.order_by("pk").values_list("pk", flat=True)))


def stage_of(due_on: date, today: date) -> str:
    """The latest reminder whose time has come; "" while there is none yet. After a pause only the latest is given."""
    days = (due_on - today).days
    if days < 0:
        weeks = -days // 7
        return f"late-{weeks}" if weeks else "due"
    if days == 0:
        return "due"
    return next((f"before-{ahead}" for ahead in sorted(AHEAD_DAYS) if days <= ahead), "")


@transaction.atomic
def _remind_of(sop_id: int, today: date) -> bool:
    sop = Sop.objects.select_related("owner", "library").select_for_update(of=("self",)).get(pk=sop_id)
    due_on = sop.next_review_at
    stage = stage_of(due_on, today) if due_on else ""
    if due_on is None or not stage:
        return False
    _, is_new = ReviewReminder.objects.get_or_create(sop=sop, due_on=due_on, stage=stage)
    if not is_new:
        return False
    tell(
        people=responsible_for(sop),
        kind=DUE,
        about=sop,
        text=_sentence(sop.listed_title, due_on, today),
        url=sop.get_absolute_url(),
        replaces=True,
    )
    is_late = not stage.startswith("before")
    if (
        is_late
        and ReviewReminder.objects.filter(sop=sop, due_on=due_on).exclude(stage__startswith="before").count() == 1
    ):
        announce(review_due, sop_id=sop.pk)
    return True


def _sentence(title: str, due_on: date, today: date) -> str:
    days = (due_on - today).days
    day = f"{due_on.day} {due_on:%B %Y}"
    if days > 0:
        return f"Review “{title}” by {day}, {_count(days)} from now."
    if days == 0:
        return f"The review of “{title}” is due today."
    return f"The review of “{title}” is overdue since {day}, {_count(-days)} ago."


def _count(days: int) -> str:
    if days % 7 == 0:
        return f"{days // 7} week{'s' if days > 7 else ''}"
    return f"{days} day{'s' if days > 1 else ''}"
