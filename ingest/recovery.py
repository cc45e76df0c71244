"""Who works on a job: taking it with one UPDATE, keeping the lease, and finding jobs whose worker died."""

import os
import socket
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from ingest import jobs
from ingest.errors import Stopped
from ingest.models import Job

SEND_AGAIN_SECONDS = 60
INTERRUPTED = (
    "The work on this recording was interrupted {times} times at the same point, perhaps because the machine has too"
    " little memory. Try again when it is quiet, or send a shorter recording."
)


def claim(job_id: int) -> Job | None:
    """Take the job if it is waiting; two workers can never both win."""
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(
        state=Job.State.RUNNING,
        worker=f"{_here()} {os.getpid()} {_started_at(os.getpid())} {uuid4().hex[:8]}",
        lease_until=now + _lease(),
        attempts=F("attempts") + 1,
        started_at=Coalesce("started_at", Value(now)),
        stage_started_at=now,
        error_code="",
        error_detail="",
    )
    return Job.objects.select_related("recording").get(pk=job_id) if claimed else None


def renew(job: Job, **progress: object) -> None:
    """Keep the lease and note the progress. `Stopped` if the job was cancelled or is somebody else's now."""
    kept = Job.objects.filter(pk=job.pk, worker=job.worker, state=Job.State.RUNNING).update(
        lease_until=timezone.now() + _lease(), **progress
    )
    if not kept:
        raise Stopped


def give_back(job: Job) -> None:
    """Let the job be taken again; after too many attempts at the same stage it has failed."""
    mine = Job.objects.filter(pk=job.pk, worker=job.worker, state=Job.State.RUNNING)
    if job.attempts >= settings.STEPMARK_MAX_ATTEMPTS:
        mine.update(
            state=Job.State.FAILED,
            error_code="interrupted",
            error_detail=INTERRUPTED.format(times=job.attempts),
            finished_at=timezone.now(),
        )
    elif mine.update(state=Job.State.WAITING, worker="", lease_until=None):
        jobs.send(job.pk)


def requeue_stalled() -> None:
    """Give back what died with its worker, and send again what no message reached."""
    now = timezone.now()
    for job in Job.objects.running():
        if job.lease_until is None or job.lease_until < now or _is_dead(job.worker):
            give_back(job)
    if Job.objects.running().count() < settings.STEPMARK_INGEST_WORKERS:
        unheard = Job.objects.waiting().filter(nudged_at__lt=now - timedelta(seconds=SEND_AGAIN_SECONDS))
        for job_id in unheard.order_by("pk").values_list("pk", flat=True)[: settings.STEPMARK_INGEST_WORKERS]:
            jobs.send(job_id)


def _lease() -> timedelta:
    return timedelta(seconds=settings.STEPMARK_LEASE_SECONDS)


def _here() -> str:
    """This machine, or this container: process numbers mean something only within it."""
    try:
        return f"{socket.gethostname()}/{os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return socket.gethostname()


def _started_at(pid: int) -> str:
    """When a process began, in the system's ticks: a number given out twice is not the same process."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]


def _is_dead(worker: str) -> bool:
    """Whether the worker lived on this machine and is gone. Of other machines only the lease tells."""
    here, pid, started_at, _ = (worker.split(" ") + [""] * 4)[:4]
    if here != _here() or not pid.isdigit():
        return False
    if Path("/proc/self/stat").exists():
        return _started_at(int(pid)) != started_at
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
