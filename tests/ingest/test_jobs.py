"""The job's row is the truth: taken once, kept by a lease, given back when its worker dies, ended once."""

import os
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from ingest import drafting, jobs, recovery, sweeping, working
from ingest.errors import Stopped
from ingest.models import Job, Recording
from sops.models import Sop
from tests.support.cast import Cast
from tests.support.recordings import make_job
from tests.support.stages import STAGES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sent(
    monkeypatch: pytest.MonkeyPatch, settings: Any, var_dir: Path, django_capture_on_commit_callbacks: Any
) -> list[int]:
    """The jobs for which a message was sent, in place of a broker."""
    settings.STEPMARK_WORK_DIR = var_dir / "work"
    messages: list[int] = []
    monkeypatch.setattr("ingest.jobs.send", messages.append)
    return messages


def runs(job: Job) -> list[str]:
    return (jobs.work_folder(job.recording) / "runs").read_text().split()


def again(job: Job) -> Job:
    return Job.objects.select_related("recording", "sop").get(pk=job.pk)


def test_a_recording_becomes_a_draft_of_its_library(cast: Cast) -> None:
    job = make_job(cast.sales, cast.ed)
    working.work(job.pk, STAGES)
    job = again(job)
    assert job.state == "done", job.error_detail
    assert job.sop is not None
    assert (job.sop.title, job.sop.library, job.sop.is_published) == ("Request a discount", cast.sales, False)
    assert [step.title for step in job.sop.steps.present()] == [
        "Click **Request discount**",
        "Enter **Renewal** in **Reason**",
    ]
    assert set(job.stage_seconds) == {"probe", "target", "draft"}
    assert job.recording.duration_s == 12.0


def test_warnings_are_told_while_the_work_goes_on(cast: Cast) -> None:
    job = make_job(cast.sales, cast.ed, trouble={"target": "fail"})
    working.work(job.pk, STAGES)
    assert again(job).warnings == ["The end is missing."]


def test_when_the_draft_is_there_the_frames_are_gone(cast: Cast) -> None:
    job = make_job(cast.sales, cast.ed)
    working.work(job.pk, STAGES)
    assert not jobs.work_folder(job.recording).exists()


def test_dying_while_the_draft_is_stored_leaves_nothing_and_the_next_try_makes_it_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, sent: list[int]
) -> None:
    class PowerCut(BaseException):
        pass

    def dying(**parts: Any) -> None:
        create(**parts)
        raise PowerCut

    job, create = make_job(cast.sales, cast.ed), drafting.create_sop
    monkeypatch.setattr(drafting, "create_sop", dying)
    with pytest.raises(PowerCut):
        working.work(job.pk, STAGES)
    assert not Sop.objects.exists()
    assert again(job).state == "running"
    monkeypatch.undo()
    monkeypatch.setattr("ingest.jobs.send", sent.append)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    recovery.requeue_stalled()
    working.work(job.pk, STAGES)
    assert again(job).state == "done"
    assert Sop.objects.count() == 1


def test_a_second_message_for_the_same_job_does_nothing(cast: Cast) -> None:
    job = make_job(cast.sales, cast.ed)
    working.work(job.pk, STAGES)
    working.work(job.pk, STAGES)
    assert Sop.objects.count() == 1


def test_a_message_for_a_job_that_was_deleted_does_nothing(cast: Cast) -> None:
    working.work(987654, STAGES)


def test_only_one_worker_gets_a_job(cast: Cast) -> None:
    job = make_job(cast.sales, cast.ed)
    assert recovery.claim(job.pk) is not None
    assert recovery.claim(job.pk) is None


def test_a_runner_that_is_killed_goes_on_from_the_last_stage(cast: Cast, sent: list[int]) -> None:
    job = make_job(cast.sales, cast.ed, trouble={"target": "die"})
    working.work(job.pk, STAGES)
    assert again(job).state == "waiting"
    assert sent == [job.pk]
    os.unlink(f"{job.recording.file.path}.trouble")
    folder = jobs.work_folder(job.recording)
    assert runs(job) == ["probe", "target"]
    kept = folder.with_name("kept")
    working.shutil.copytree(folder, kept)  # type: ignore[attr-defined]
    working.work(job.pk, STAGES)
    assert again(job).state == "done"
    assert (kept / "runs").read_text().split() == ["probe", "target"]


def test_a_recording_that_kills_its_runner_each_time_fails_with_a_sentence(cast: Cast, settings: Any) -> None:
    job = make_job(cast.sales, cast.ed, trouble={"target": "die"})
    for _ in range(settings.STEPMARK_MAX_ATTEMPTS + 2):
        working.work(job.pk, STAGES)
    job = again(job)
    assert (job.state, job.error_code) == ("failed", "interrupted")
    assert "interrupted 3 times" in job.error_detail
    assert runs(job) == ["probe", "target", "target", "target"]
    assert not Sop.objects.exists()


@pytest.mark.parametrize(
    ("trouble", "code", "words"),
    [
        ("refuse", "unreadable", "damaged"),
        ("fail", "stage_failed", "can't be read"),
        ("break", "internal_error", "our side"),
    ],
)
def test_what_goes_wrong_is_told_in_words_and_leaves_no_draft(cast: Cast, trouble: str, code: str, words: str) -> None:
    job = make_job(cast.sales, cast.ed, trouble={"target": trouble})
    working.work(job.pk, STAGES)
    job = again(job)
    assert (job.state, job.error_code, job.stage) == ("failed", code, "target")
    assert words in job.error_detail
    assert "Traceback" not in job.error_detail
    assert not Sop.objects.exists()


def test_trying_again_keeps_the_stages_that_were_finished(cast: Cast, sent: list[int]) -> None:
    job = make_job(cast.sales, cast.ed, trouble={"draft": "fail"})
    working.work(job.pk, STAGES)
    assert jobs.retry(job=again(job), by=cast.ed)
    assert sent == [job.pk]
    working.work(job.pk, STAGES)
    assert runs(job) == ["probe", "target", "draft", "draft"]


def test_a_stopped_job_begins_anew(cast: Cast) -> None:
    job = make_job(cast.sales, cast.ed)
    Job.objects.filter(pk=job.pk).update(state="cancelled", stage="draft", stage_seconds={"probe": 9, "old": 9})
    jobs.retry(job=again(job), by=cast.ed)
    working.work(job.pk, STAGES)
    assert set(again(job).stage_seconds) == {"probe", "target", "draft"}


def test_a_job_that_is_done_can_t_be_tried_again(cast: Cast) -> None:
    job = make_job(cast.sales, cast.ed)
    working.work(job.pk, STAGES)
    assert not jobs.retry(job=again(job), by=cast.ed)


@pytest.mark.django_db(transaction=True)
def test_stopping_ends_the_runner_within_seconds_and_leaves_nothing(cast: Cast) -> None:
    job = make_job(cast.sales, cast.ed, trouble={"target": "wait"})
    worker = threading.Thread(target=working.work, args=(job.pk, STAGES))
    worker.start()
    until = time.monotonic() + 20
    while again(job).stage != "target" and time.monotonic() < until:
        time.sleep(0.05)
    assert jobs.cancel(job=again(job), by=cast.ed)
    worker.join(timeout=5)
    assert not worker.is_alive()
    assert again(job).state == "cancelled"
    assert not jobs.work_folder(job.recording).exists()
    assert not Sop.objects.exists()


def test_a_worker_that_lost_its_job_notices_at_the_next_report(cast: Cast) -> None:
    mine = recovery.claim(make_job(cast.sales, cast.ed).pk)
    assert mine is not None
    Job.objects.filter(pk=mine.pk).update(worker="somebody else")
    with pytest.raises(Stopped):
        recovery.renew(mine)


def test_a_job_whose_lease_ran_out_is_given_back(cast: Cast, sent: list[int]) -> None:
    job = make_job(cast.sales, cast.ed)
    long_ago = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(state="running", worker="elsewhere 1 2 3", lease_until=long_ago)
    recovery.requeue_stalled()
    assert again(job).state == "waiting"
    assert sent == [job.pk]


def test_a_job_whose_process_is_gone_need_not_wait_for_its_lease(cast: Cast, sent: list[int]) -> None:
    job = recovery.claim(make_job(cast.sales, cast.ed).pk)
    assert job is not None
    here, pid, _, rest = job.worker.split(" ")
    Job.objects.filter(pk=job.pk).update(worker=f"{here} {pid} 1 {rest}")  # the number was given to another process
    recovery.requeue_stalled()
    assert sent == [job.pk]


def test_a_job_whose_worker_lives_is_left_alone(cast: Cast, sent: list[int]) -> None:
    job = recovery.claim(make_job(cast.sales, cast.ed).pk)
    assert job is not None
    recovery.requeue_stalled()
    assert again(job).state == "running"
    assert sent == []


def test_a_message_that_got_lost_is_sent_again_after_a_while(cast: Cast, sent: list[int]) -> None:
    lost, fresh = make_job(cast.sales, cast.ed, "lost.mp4"), make_job(cast.sales, cast.ed, "fresh.mp4")
    Job.objects.filter(pk=lost.pk).update(nudged_at=timezone.now() - timedelta(minutes=10))
    recovery.requeue_stalled()
    assert sent == [lost.pk]
    assert again(fresh).state == "waiting"


def test_those_in_line_behind_a_long_job_are_not_sent_again_and_again(cast: Cast, sent: list[int]) -> None:
    recovery.claim(make_job(cast.sales, cast.ed, "long.mp4").pk)
    behind = make_job(cast.sales, cast.ed, "behind.mp4")
    Job.objects.filter(pk=behind.pk).update(nudged_at=timezone.now() - timedelta(hours=1))
    recovery.requeue_stalled()
    assert sent == []


def test_the_sweep_removes_folders_that_nobody_needs(cast: Cast) -> None:
    failed = make_job(cast.sales, cast.ed, "failed.mp4", {"target": "fail"})
    working.work(failed.pk, STAGES)
    folder = jobs.work_folder(failed.recording)
    orphan = folder.with_name("999-abc")
    orphan.mkdir()
    sweeping.sweep()
    assert folder.exists()
    assert not orphan.exists()
    Job.objects.filter(pk=failed.pk).update(finished_at=timezone.now() - timedelta(days=2))
    sweeping.sweep()
    assert not folder.exists()


def test_the_sweep_removes_what_a_killed_web_process_left(cast: Cast, settings: Any, var_dir: Path) -> None:
    uploads = var_dir / "uploads"
    uploads.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(uploads)
    kept = Path(make_job(cast.sales, cast.ed).recording.file.path)
    orphan, cut_off, arriving = kept.with_name("orphan.mp4"), uploads / "a.upload.mp4", uploads / "b.upload.mp4"
    for path in (orphan, cut_off, arriving):
        path.write_bytes(b"half")
    for path in (orphan, cut_off, kept):
        os.utime(path, (time.time() - 2 * 86400,) * 2)
    sweeping.sweep()
    assert [path.exists() for path in (kept, orphan, cut_off, arriving)] == [True, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_deleting_takes_the_files_along_and_leaves_the_draft(cast: Cast) -> None:
    job = make_job(cast.sales, cast.ed)
    working.work(job.pk, STAGES)
    recording = Recording.objects.get()
    path = Path(recording.file.path)
    jobs.delete(recording=recording, by=cast.ed)
    assert not path.exists()
    assert not Job.objects.exists()
    assert Sop.objects.count() == 1
