"""A worker's work on one job: run the stages, keep the row up to date, end with a draft or with a reason."""

import shutil
from pathlib import Path
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from ingest import child, drafting, findings, privacy, progress, recovery
from ingest.artefacts import Draft
from ingest.errors import RecordingRefused, StageFailed, Stopped
from ingest.jobs import work_folder
from ingest.models import Job, Recording
from ingest.signals import job_done
from ingest.stages.base import POLICY, Workspace
from sops.signals import announce

log = structlog.get_logger(__name__)
OUR_FAULT = (
    "Something went wrong on our side while making the draft; it was logged. Your recording is kept."
    " Try again; if it fails once more, tell the person who runs this site."
)


def work(job_id: int, stages: tuple[str, ...] | None = None) -> None:
    """Make a draft of the recording, if the job is there to be taken. Never raises because of the recording."""
    job = recovery.claim(job_id)
    if job is None:
        return
    try:
        _work(job, stages or child.STAGES)
    except Stopped:
        if _is_over(job):
            shutil.rmtree(work_folder(job.recording), ignore_errors=True)
    except RecordingRefused as refusal:
        _fail(job, refusal.code, refusal.detail)
    except StageFailed as failure:
        _fail(job, "stage_failed", str(failure))
    except child.Died:
        log.exception("runner_died", job=job.pk)
        recovery.give_back(job)
    except Exception:
        log.exception("job_broken", job=job.pk)
        _fail(job, "internal_error", OUR_FAULT)


def _work(job: Job, stages: tuple[str, ...]) -> None:
    folder = work_folder(job.recording)
    if not folder.exists():
        _begin_anew(job)
    folder.mkdir(parents=True, exist_ok=True)
    workspace = Workspace(
        folder=folder,
        recording=_local(job.recording.file, folder / "recording"),
        transcript_file=_local(job.recording.transcript, folder / "transcript") if job.recording.transcript else None,
        events_file=_local(job.recording.events, folder / "events") if job.recording.events else None,
    )
    workspace.write(POLICY, privacy.policy_of(job.recording.library))
    telling = _Telling(job, workspace)
    try:
        child.run_stages(
            folder=workspace.folder,
            recording=workspace.recording,
            transcript=workspace.transcript_file,
            events=workspace.events_file,
            on_report=telling.hear,
            on_tick=telling.tick,
            stages=stages,
        )
    finally:
        telling.tick()
    _finish(job, workspace)
    shutil.rmtree(folder, ignore_errors=True)


def _begin_anew(job: Job) -> None:
    """Nothing of an earlier attempt is left, so its progress isn't either."""
    job.stage_seconds, job.stage_results, job.found, job.warnings = {}, {}, [], []
    recovery.renew(job, stage="", share=0, stage_seconds={}, stage_results={}, found=[], warnings=[])


def _finish(job: Job, workspace: Workspace) -> None:
    """The draft and "done" are one transaction: killed before it, nothing is there; after it, nothing is left to do."""
    draft = workspace.read("draft.json", Draft)
    with transaction.atomic():
        locked = Job.objects.select_for_update().filter(pk=job.pk, worker=job.worker, state=Job.State.RUNNING).first()
        if locked is None:
            raise Stopped
        sop = drafting.create_sop(draft=draft, pictures=workspace.screenshots, recording=job.recording)
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.DONE,
            sop=sop,
            share=1,
            stage="",
            found=[],
            warnings=draft.warnings,
            lease_until=None,
            finished_at=timezone.now(),
        )
        announce(job_done, job_id=job.pk)


def _fail(job: Job, code: str, detail: str) -> None:
    failed = Job.objects.filter(pk=job.pk, worker=job.worker, state=Job.State.RUNNING).update(
        state=Job.State.FAILED, error_code=code, error_detail=detail, lease_until=None, finished_at=timezone.now()
    )
    if failed:
        announce(job_done, job_id=job.pk)


def _is_over(job: Job) -> bool:
    """Stopped by a person, rather than taken over by another worker."""
    return not Job.objects.unfinished().filter(pk=job.pk).exists()


def _local(file: Any, copy: Path) -> Path:
    """The file on this machine's disk; fetched first where it is stored elsewhere."""
    try:
        return Path(file.path)
    except NotImplementedError:
        copy = copy.with_suffix(Path(file.name).suffix)
        if not copy.exists():
            part = copy.with_suffix(".part")
            with file.open("rb") as source, part.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
            part.rename(copy)
        return copy


class _Telling:
    """Carries the runner's reports into the row."""

    def __init__(self, job: Job, workspace: Workspace):
        self.job, self.workspace = job, workspace
        self.changes: dict[str, Any] = {}

    def hear(self, report: dict[str, Any]) -> None:
        if "stage" in report:
            self.job.stage, self.job.stage_share = report["stage"], 0.0
            self.changes |= {"stage": report["stage"], "stage_started_at": timezone.now()}
        elif "share" in report:
            self.job.stage_share = report["share"]
        elif "done" in report:
            self._done(report["done"], report["seconds"])
        self.changes |= {"stage_share": self.job.stage_share, "share": progress.share_of(self.job)}

    def tick(self) -> None:
        """Once a second: renew the lease, with what changed since."""
        changes, self.changes = self.changes, {}
        recovery.renew(self.job, **changes)

    def _done(self, stage: str, seconds: float) -> None:
        job = self.job
        job.stage_seconds = {**job.stage_seconds, stage: seconds}
        if stage == job.stage:  # listening may end while another stage is under way
            job.stage_share = 1.0
        job.attempts = 1
        self.changes |= {"stage_seconds": job.stage_seconds, "attempts": job.attempts}
        result = findings.result_of(stage, self.workspace)
        if result:
            job.stage_results = {**job.stage_results, stage: result}
            self.changes["stage_results"] = job.stage_results
        warnings = findings.warnings_of(stage, self.workspace)
        if warnings:
            job.warnings = list(dict.fromkeys([*job.warnings, *warnings]))
            self.changes["warnings"] = job.warnings
        found = findings.steps_after(stage, self.workspace)
        if found is not None:
            self.changes["found"] = found
        if stage == "probe":
            Recording.objects.filter(pk=job.recording_id).update(duration_s=findings.duration(self.workspace))
