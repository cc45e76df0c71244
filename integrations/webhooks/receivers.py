"""Hears what the apps below announce. Never lets them feel a fault: the sweep catches up on what was missed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.dispatch import receiver

from ingest.models import Job
from ingest.signals import job_done
from integrations.webhooks import telling
from sops.models import Feedback, Sop, Version
from sops.signals import feedback_given, review_due, sop_archived, sop_published, sop_withdrawn

log = structlog.get_logger(__name__)


def _quietly(hear: Callable[..., Any]) -> Callable[..., None]:
    @wraps(hear)
    def heard(sender: Any, **ids: Any) -> None:
        try:
            hear(**{name: value for name, value in ids.items() if name != "signal"})
        except Exception:
            log.exception("event_not_recorded", hear=hear.__name__, **{k: v for k, v in ids.items() if k != "signal"})

    return heard


def _sop(sop_id: int) -> Sop:
    return Sop.objects.select_related("library", "owner", "replaced_by").get(pk=sop_id)


@receiver(sop_published)
@_quietly
def published(sop_id: int, version_id: int, **_: Any) -> None:
    sop = _sop(sop_id)
    moment = telling.moment_of(sop, telling.PUBLISHED, "brought back")
    telling.published(sop, Version.objects.get(pk=version_id), moment)


@receiver(sop_withdrawn)
@_quietly
def withdrawn(sop_id: int, **_: Any) -> None:
    """An archived SOP has an event of its own."""
    sop = _sop(sop_id)
    moment = telling.moment_of(sop, *telling.GONE)
    if not sop.archived_at and moment:
        telling.gone(sop, moment)


@receiver(sop_archived)
@_quietly
def archived(sop_id: int, **_: Any) -> None:
    telling.archived(_sop(sop_id))


@receiver(feedback_given)
@_quietly
def feedback(feedback_id: int, **_: Any) -> None:
    telling.feedback(Feedback.objects.select_related("sop__library", "step", "version").get(pk=feedback_id))


@receiver(review_due)
@_quietly
def due(sop_id: int, **_: Any) -> None:
    telling.review_due(_sop(sop_id))


@receiver(job_done)
@_quietly
def job_ended(job_id: int, **_: Any) -> None:
    telling.job_done(Job.objects.select_related("recording__library", "sop").get(pk=job_id))
