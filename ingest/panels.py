"""What this app shows on the pages of SOPs: the recording beside the editor, running jobs on Home."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from ingest import showing
from ingest.models import Job, Recording

LATELY = timedelta(hours=24)
SHOWN = 5


def edit_aside(request: HttpRequest, sop: Any) -> tuple[str, dict[str, Any]] | None:
    """The original video with the segments of the steps, for an SOP that was made of a recording."""
    recordings = Recording.objects.visible_to(request.user).filter(job__sop=sop, removed_at=None)
    recording = recordings.select_related("job").first()
    if recording is None:
        return None
    steps = [step for step in sop.steps.present() if step.start_s is not None and step.end_s is not None]
    length = max([recording.duration_s or 0.0, *(step.end_s for step in steps)], default=0.0) or 1.0
    segments = [
        {
            "step": step,
            "left": f"{step.start_s / length:.2%}",
            "width": f"{max(step.end_s - step.start_s, length / 200) / length:.2%}",
        }
        for step in steps
    ]
    return "ingest/aside.html", {"recording": recording, "job": recording.job, "segments": segments, "length": length}


def home(request: HttpRequest) -> tuple[str, dict[str, Any]] | None:
    """The person's own jobs that are at work, or ended within a day and left something to do."""
    mine = Job.objects.visible_to(request.user).filter(recording__uploaded_by=request.user)
    ended = mine.filter(
        state__in=[Job.State.DONE, Job.State.FAILED],
        finished_at__gte=timezone.now() - LATELY,
    ).exclude(sop__is_published=True)
    jobs = list((mine.unfinished() | ended).select_related("recording", "sop").order_by("-pk")[:SHOWN])
    if not jobs:
        return None
    shown = [{"job": job, "percent": round(job.share * 100), "stage": showing.stage_name(job)} for job in jobs]
    return "ingest/home_panel.html", {"jobs": shown, "any_unfinished": any(job.is_unfinished for job in jobs)}
