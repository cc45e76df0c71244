"""A job as its page shows it: the stages that people understand, steps found, time left."""

from dataclasses import dataclass
from typing import Any

from ingest import progress
from ingest.models import Job
from ingest.pipeline import BESIDE
from ingest.uploads import megabytes

ROWS = (
    ("Listen", ("probe", "hear"), "hear"),
    ("Watch", ("watch", "segment"), "watch"),
    ("Read the screens", ("read",), "read"),
    ("Find the steps", ("target",), "target"),
    ("Write the draft", ("shots", "write", "draft"), ""),
)
THUMB_WIDTH = 0.28  # of the picture: a button with what is around it
THUMB_SHAPE = 0.42  # height by width


@dataclass(frozen=True)
class Row:
    """One line of the list of stages. `state` is done, now, off or failed; `aside` says what came of it."""

    name: str
    state: str
    aside: str = ""


def rows_of(job: Job) -> list[Row]:
    return [Row("Upload", "done", megabytes(job.recording.size)), *[_row(job, *row) for row in ROWS]]


def stage_name(job: Job) -> str:
    """What people call the stage at which the job is, or stopped."""
    return next((name for name, stages, _ in ROWS if job.stage in stages), "")


def steps_of(job: Job) -> list[dict[str, Any]]:
    """The steps found so far; those with a picture get the crop around what was clicked or typed."""
    return [{**step, "crop": _crop(step)} if step.get("picture") else step for step in job.found]


def draft_of(job: Job) -> dict[str, int]:
    """How many steps the draft has now, and how many of them somebody should look at."""
    if job.sop is None:
        return {}
    unsure = [bool(marks) for marks in job.sop.steps.present().values_list("unsure", flat=True)]
    return {"steps": len(unsure), "unsure": sum(unsure)}


def seconds_left(job: Job) -> float | None:
    return progress.seconds_left(job)


def seconds_worked(job: Job) -> float:
    return sum(job.stage_seconds.values())


def _row(job: Job, name: str, stages: tuple[str, ...], telling: str) -> Row:
    if job.state == Job.State.DONE or all(stage in job.stage_seconds for stage in stages):
        return Row(name, "done", job.stage_results.get(telling, ""))
    if job.stage not in stages:
        return Row(name, "now" if telling == BESIDE and is_beside(job) else "off")
    if job.state != Job.State.RUNNING:
        return Row(name, "failed" if job.state == Job.State.FAILED else "off", "stopped here")
    return Row(name, "now", f"{_share(job, stages):.0%}")


def is_beside(job: Job) -> bool:
    """Whether listening still goes on while the screen is watched and read."""
    is_watching = job.stage in ("watch", "segment", "read")
    return job.state == Job.State.RUNNING and is_watching and BESIDE not in job.stage_seconds


def _share(job: Job, stages: tuple[str, ...]) -> float:
    """How much of a row with several stages is done, by their usual times."""
    whole = sum(progress.USUAL[stage] for stage in stages)
    done = sum(progress.USUAL[stage] for stage in stages if stage in job.stage_seconds and stage != job.stage)
    return (done + progress.USUAL[job.stage] * job.stage_share) / whole


def _crop(step: dict[str, Any]) -> str:
    """The `viewBox` of the thumbnail: around the box, inside the picture."""
    width, height = step["size"]
    x, y, w, h = step.get("box") or (0, 0, 1, 1)
    across = min(1.0, max(THUMB_WIDTH, w * 1.15)) * width
    down = min(float(height), max(across * THUMB_SHAPE, h * 1.3 * height))
    left = min(max((x + w / 2) * width - across / 2, 0), width - across)
    top = min(max((y + h / 2) * height - down / 2, 0), height - down)
    return f"{left:.0f} {top:.0f} {across:.0f} {down:.0f}"
