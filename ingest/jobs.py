"""What people do with jobs: try again, stop, delete. And how a worker hears of one."""

import shutil
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from access import audit
from ingest.models import Job, Recording

log = structlog.get_logger(__name__)


def send(job_id: int) -> None:
    """Tell the workers, once the row is stored. A message that gets lost is sent again by the sweep."""
    transaction.on_commit(lambda: _send_now(job_id))


@transaction.atomic
def cancel(*, job: Job, by: Any) -> bool:
    """Stop the work; the worker notices within a second or two. False if it was over already."""
    stopped = (
        Job.objects.unfinished()
        .filter(pk=job.pk)
        .update(state=Job.State.CANCELLED, lease_until=None, finished_at=timezone.now())
    )
    if stopped:
        audit.record(by=by, verb="stopped job", subject=job.recording.name, library=job.recording.library)
    return bool(stopped)


@transaction.atomic
def retry(*, job: Job, by: Any) -> bool:
    """Start again with what was finished before. False if it isn't in a state to be tried again."""
    waiting = Job.objects.filter(
        pk=job.pk, state__in=[Job.State.FAILED, Job.State.CANCELLED], recording__removed_at=None
    )
    again = waiting.update(
        state=Job.State.WAITING,
        attempts=0,
        worker="",
        lease_until=None,
        stage_share=0,
        error_code="",
        error_detail="",
        warnings=[],
        finished_at=None,
    )
    if again:
        audit.record(by=by, verb="restarted job", subject=job.recording.name, library=job.recording.library)
        send(job.pk)
    return bool(again)


@transaction.atomic
def delete(*, recording: Recording, by: Any) -> None:
    """Remove the recording, its files and its job. A draft that was made of it stays."""
    audit.record(by=by, verb="deleted recording", subject=recording.name, library=recording.library)
    files = recording.files
    folder = work_folder(recording)
    recording.delete()
    for file in files:
        transaction.on_commit(lambda file=file: file.storage.delete(file.name))  # type: ignore[misc]
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def work_folder(recording: Recording) -> Path:
    """Where the stages put what they make. Emptied when the draft is there: frames may show secrets."""
    return Path(settings.STEPMARK_WORK_DIR) / f"{recording.pk}-{recording.sha256[:12]}"


def _send_now(job_id: int) -> None:
    from ingest.tasks import process_job

    Job.objects.filter(pk=job_id).update(nudged_at=timezone.now())
    try:
        process_job.apply_async([job_id], retry=False)
    except (OperationalError, OSError):
        log.warning("message_not_sent", job=job_id, exc_info=True)
