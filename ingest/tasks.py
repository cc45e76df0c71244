"""What the workers do. A message names a job and nothing more: the row says the rest."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from ingest import covering, pictures_read, recovery, sweeping, working


@shared_task
def process_job(job_id: int) -> None:
    working.work(job_id)


@shared_task
def read_picture(screenshot_id: int) -> None:
    pictures_read.read(screenshot_id)


@shared_task
def cover_recording(recording_id: int, boxes: list[list[float]], shape: float) -> None:
    covering.cover(recording_id, boxes, shape)


@shared_task
def requeue_stalled() -> None:
    recovery.requeue_stalled()


@shared_task
def sweep() -> None:
    sweeping.sweep()


@worker_ready.connect
def _pick_up_what_was_left(**_: Any) -> None:
    """A worker that was killed left its job running; the next start goes on with it at once."""
    recovery.requeue_stalled()
