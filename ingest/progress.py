"""How far a job is, and how long it will still take: from what earlier jobs took on this machine."""

from statistics import median

from django.utils import timezone

from ingest.models import Job
from ingest.pipeline import STAGES

# Seconds of work per second of recording, until this machine has measured its own.
USUAL = {
    "probe": 0.005,
    "hear": 0.12,
    "watch": 0.08,
    "segment": 0.001,
    "read": 0.16,
    "target": 0.001,
    "shots": 0.03,
    "write": 0.001,
    "draft": 0.001,
}
LEARNED_FROM = 10
USUAL_DURATION_S = 120.0


def share_of(job: Job) -> float:
    """0..1 of the whole, each stage with the weight of its usual time."""
    whole = sum(USUAL.values())
    done = sum(USUAL[stage] for stage in STAGES if stage in job.stage_seconds and stage != job.stage)
    running = USUAL.get(job.stage, 0) * job.stage_share
    return min(0.99, (done + running) / whole)


def seconds_left(job: Job, pace: dict[str, float] | None = None) -> float | None:
    """The rest of this job's time; None where nothing can be said."""
    if job.state != Job.State.RUNNING or not job.stage:
        return None
    pace = {**USUAL, **(pace if pace is not None else learned_pace())}
    duration = job.recording.duration_s or USUAL_DURATION_S
    later = [stage for stage in STAGES[_index(job.stage) + 1 :] if stage not in job.stage_seconds]
    return _rest_of_stage(job, pace[job.stage] * duration) + sum(pace[stage] * duration for stage in later)


def learned_pace() -> dict[str, float]:
    """Each stage's median pace over the last jobs that were finished."""
    rows = (
        Job.objects.filter(state=Job.State.DONE, recording__duration_s__gt=0)
        .order_by("-finished_at")
        .values_list("stage_seconds", "recording__duration_s")[:LEARNED_FROM]
    )
    paces: dict[str, list[float]] = {}
    for seconds, duration in rows:
        for stage, spent in seconds.items():
            paces.setdefault(stage, []).append(spent / duration)
    return {stage: median(values) for stage, values in paces.items() if stage in USUAL}


def _index(stage: str) -> int:
    return STAGES.index(stage) if stage in STAGES else -1


def _rest_of_stage(job: Job, expected: float) -> float:
    """Between what is usual and the stage's own pace, which counts alone from its half on: at first a model loads."""
    share = job.stage_share
    if not share or job.stage_started_at is None:
        return expected
    spent = (timezone.now() - job.stage_started_at).total_seconds()
    own = min(1.0, 2 * share)
    return (1 - share) * (own * spent / share + (1 - own) * expected)
