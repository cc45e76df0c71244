"""What happened, in the words of the events: from a row to an event. Used by the receivers and by the sweep alike."""

from typing import Any

from django.utils import timezone

from ingest.models import Job
from integrations.models import WebhookEvent
from integrations.webhooks import events
from sops.models import Sop, Version

PUBLISHED, WITHDRAWN, ARCHIVED = "published version", "withdrawn", "archived"
GONE = (WITHDRAWN, "removed")


def moment_of(sop: Sop, *reasons: str) -> Any | None:
    """The latest row of the SOP's history that says so: what makes an event one event."""
    for row in sop.history.order_by("-history_date", "-history_id")[:20]:
        if (row.history_change_reason or "").startswith(reasons):
            return row
    return None


def published(sop: Sop, version: Version, moment: Any) -> WebhookEvent | None:
    return events.record(
        name="sop.published",
        library=sop.library,
        about=f"history {moment.history_id}" if moment else f"version {version.pk}",
        sop=sop,
        happened_at=moment.history_date if moment else version.published_at,
        data={
            "sop": events.sop_part(sop),
            "version": {
                "number": version.number,
                "content_hash": version.content_hash,
                "note": version.note,
                "published_at": version.published_at.isoformat(),
            },
        },
    )


def gone(sop: Sop, moment: Any) -> WebhookEvent | None:
    reason = "removed" if sop.removed_at else "withdrawn"
    return events.record(
        name="sop.withdrawn",
        library=sop.library,
        about=f"history {moment.history_id}",
        sop=sop,
        happened_at=moment.history_date,
        data={"sop": events.sop_part(sop), "reason": reason},
    )


def archived(sop: Sop) -> WebhookEvent | None:
    return events.record(
        name="sop.archived",
        library=sop.library,
        about=f"sop {sop.pk} at {sop.archived_at:%Y%m%d%H%M%S%f}",
        sop=sop,
        happened_at=sop.archived_at,
        data={
            "sop": events.sop_part(sop),
            "reason": sop.archive_reason,
            "replaced_by": events.sop_part(sop.replaced_by) if sop.replaced_by else None,
        },
    )


def feedback(row: Any) -> WebhookEvent | None:
    """`row` is a Feedback."""
    return events.record(
        name="feedback.given",
        library=row.sop.library,
        about=f"feedback {row.pk}",
        sop=row.sop,
        happened_at=row.given_at,
        data={
            "sop": events.sop_part(row.sop),
            "feedback": {
                "id": row.pk,
                "kind": row.kind,
                "text": row.text[:2000],
                "step": row.step.key if row.step else None,
                "step_number": row.step_number,
                "version": row.version.number if row.version else None,
            },
        },
    )


def review_due(sop: Sop) -> WebhookEvent | None:
    return events.record(
        name="review.due",
        library=sop.library,
        about=f"sop {sop.pk} due {sop.next_review_at}",
        sop=sop,
        happened_at=timezone.now(),
        data={
            "sop": events.sop_part(sop),
            "due_on": str(sop.next_review_at) if sop.next_review_at else None,
            "owner": sop.owner.email if sop.owner else None,
        },
    )


def job_done(job: Job) -> WebhookEvent | None:
    """Drafts are for editors; an admin of the library is one."""
    recording, ended_at = job.recording, job.finished_at or timezone.now()
    return events.record(
        name="job.done",
        library=recording.library,
        about=f"job {job.pk} at {ended_at:%Y%m%d%H%M%S%f}",
        happened_at=ended_at,
        data={
            "recording": {
                "id": recording.pk,
                "name": recording.name,
                "url": events.address(recording.get_absolute_url()),
            },
            "state": job.state,
            "error": {"code": job.error_code, "detail": job.error_detail} if job.error_code else None,
            "sop": events.sop_part(job.sop) if job.sop else None,
        },
    )
