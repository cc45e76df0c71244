"""What a killed process left behind: events that nobody recorded, and rows that are too old to keep."""

from datetime import datetime, timedelta

from django.utils import timezone

from ingest.models import Job
from integrations.models import Delivery, Webhook, WebhookEvent
from integrations.webhooks import telling
from sops.models import Feedback, Sop

LOOK_BACK = timedelta(hours=24)
GRACE = timedelta(seconds=30)  # what happened just now is being recorded right now
KEPT_FOR = timedelta(days=30)


def catch_up() -> int:
    """Record what happened and was not: the process died between its commit and the signal. How many there were."""
    libraries = set(Webhook.objects.values_list("library_id", flat=True))
    if not libraries:
        return 0
    now = timezone.now()
    between = (max(now - LOOK_BACK, _first_made()), now - GRACE)
    if between[0] >= between[1]:
        return 0
    found = [*_of_sops(libraries, between), *_of_feedback(libraries, between), *_of_jobs(libraries, between)]
    return sum(event is not None for event in found)


def forget_old() -> int:
    """Events older than a month are gone, with their deliveries."""
    return (
        WebhookEvent.objects.filter(happened_at__lt=timezone.now() - KEPT_FOR)
        .exclude(deliveries__state=Delivery.State.WAITING, deliveries__webhook__is_on=True)
        .delete()[0]
    )


def _first_made() -> datetime:
    return Webhook.objects.order_by("created_at").values_list("created_at", flat=True)[0]


def _of_sops(libraries: set[int], between: tuple[datetime, datetime]) -> list[WebhookEvent | None]:
    rows = Sop.history.filter(library_id__in=libraries, history_date__range=between)
    told = []
    for moment in rows.filter(history_change_reason__regex=r"^(published version|withdrawn|removed|archived)").order_by(
        "history_id"
    ):
        sop = Sop.objects.select_related("library", "replaced_by").filter(pk=moment.id).first()
        if sop is None or not _is_made_before(sop.library_id, moment.history_date):
            continue
        reason = moment.history_change_reason
        if reason.startswith(telling.PUBLISHED):
            version = sop.versions.filter(pk=moment.current_version_id).first()
            told.append(telling.published(sop, version, moment) if version else None)
        elif reason.startswith(telling.ARCHIVED):
            told.append(telling.archived(sop) if sop.archived_at else None)
        else:
            told.append(telling.gone(sop, moment))
    return told


def _of_feedback(libraries: set[int], between: tuple[datetime, datetime]) -> list[WebhookEvent | None]:
    rows = Feedback.objects.filter(sop__library__in=libraries, given_at__range=between)
    return [
        telling.feedback(row)
        for row in rows.select_related("sop__library", "step", "version").order_by("pk")
        if _is_made_before(row.sop.library_id, row.given_at)
    ]


def _of_jobs(libraries: set[int], between: tuple[datetime, datetime]) -> list[WebhookEvent | None]:
    ended = Job.objects.filter(
        recording__library__in=libraries, finished_at__range=between, state__in=[Job.State.DONE, Job.State.FAILED]
    )
    return [
        telling.job_done(job)
        for job in ended.select_related("recording__library", "sop").order_by("pk")
        if job.finished_at and _is_made_before(job.recording.library_id, job.finished_at)
    ]


def _is_made_before(library_id: int, moment: datetime) -> bool:
    """A new webhook is told what happens from now on, not what was."""
    return Webhook.objects.filter(library=library_id, created_at__lt=moment).exists()
