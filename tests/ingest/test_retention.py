"""Original recordings go when their time is over; what was made of them stays."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from access.models import AuditEvent
from ingest import jobs, privacy, retention, sweeping
from ingest.models import Job, Recording
from sops.models import Sop
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop


@pytest.fixture(autouse=True)
def folders(settings: Any, var_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STEPMARK_WORK_DIR = var_dir / "work"
    monkeypatch.setattr("ingest.jobs.send", lambda job_id: None)


def make_recording(cast: Cast, *, days: int, state: str = Job.State.DONE, library: Any = None) -> Recording:
    library = library or cast.sales
    recording = Recording(
        library=library, uploaded_by=cast.ed, name="Discount.mp4", size=4, sha256="0" * 64, mime_type="video/mp4"
    )
    recording.file.save("clip.mp4", ContentFile(b"clip"), save=False)
    recording.transcript.save("clip.vtt", ContentFile(b"WEBVTT"), save=False)
    recording.save()
    Recording.objects.filter(pk=recording.pk).update(created_at=timezone.now() - timedelta(days=days))
    sop = make_sop(library, cast.adam, publish=False) if state == Job.State.DONE else None
    Job.objects.create(recording=recording, state=state, sop=sop, finished_at=timezone.now())
    folder = jobs.work_folder(recording)
    folder.mkdir(parents=True)
    (folder / "transcript.json").write_text("{}")
    recording.refresh_from_db()
    return recording


def is_there(recording: Recording) -> bool:
    recording.refresh_from_db()
    return bool(recording.file) and recording.file.storage.exists(str(recording.file.name))


def test_after_ninety_days_the_files_go_and_the_draft_stays(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    old, young = make_recording(cast, days=91), make_recording(cast, days=89)
    names = [str(old.file.name), str(old.transcript.name)]
    with django_capture_on_commit_callbacks(execute=True):
        sweeping.sweep()
    assert not any(old.file.storage.exists(name) for name in names)
    assert not jobs.work_folder(old).exists()
    old.refresh_from_db()
    assert old.removed_at is not None
    assert Sop.objects.filter(jobs__recording=old).exists()
    assert is_there(young)
    event = AuditEvent.objects.get(verb="removed old recording")
    assert (event.actor_name, event.library, event.subject) == ("Stepmark", cast.sales, "Discount.mp4")
    assert retention.remove_old() == 0


def test_a_library_decides_for_itself(cast: Cast) -> None:
    privacy.decide(library=cast.desk, by=cast.adam, kinds=None, names=[], covers_pictures=None, days=7)
    make_recording(cast, days=8)
    short = make_recording(cast, days=8, library=cast.desk)
    assert retention.remove_old() == 1
    short.refresh_from_db()
    assert short.removed_at is not None


@pytest.mark.parametrize("site", [True, False])
def test_nought_keeps_them_for_ever(cast: Cast, settings: Any, site: bool) -> None:
    if site:
        settings.STEPMARK_RECORDING_DAYS = 0
    else:
        privacy.decide(library=cast.sales, by=cast.adam, kinds=None, names=[], covers_pictures=None, days=0)
    recording = make_recording(cast, days=3000)
    assert retention.remove_old() == 0
    assert retention.goes_at(recording) is None


@pytest.mark.parametrize("state", [Job.State.WAITING, Job.State.RUNNING])
def test_what_is_at_work_is_left_alone(cast: Cast, state: str) -> None:
    make_recording(cast, days=91, state=state)
    assert retention.remove_old() == 0


def test_the_pages_say_so(cast: Cast) -> None:
    recording = make_recording(cast, days=80)
    client = client_of(cast.ed)
    assert "The video is removed" in client.get(f"/recordings/{recording.pk}/").content.decode()
    Recording.objects.filter(pk=recording.pk).update(created_at=timezone.now() - timedelta(days=91))
    retention.remove_old()
    page = client.get(f"/recordings/{recording.pk}/").content.decode()
    assert "The video was removed" in page
    assert "<video" not in page
    assert client.get(f"/recordings/{recording.pk}/video").status_code == 404
    assert client.get(f"/sops/{recording.job.sop.key}/edit").status_code == 200  # type: ignore[union-attr]
    assert client.get("/recordings/").status_code == 200
    assert client.get(f"/api/recordings/{recording.pk}").status_code == 200


def test_without_its_file_it_is_not_tried_again(cast: Cast) -> None:
    recording = make_recording(cast, days=91, state=Job.State.FAILED)
    retention.remove_old()
    client = client_of(cast.ed)
    assert "can&#x27;t be tried again" in client.get(f"/recordings/{recording.pk}/").content.decode().replace(
        "'", "&#x27;"
    )
    client.post(f"/recordings/{recording.pk}/retry")
    assert Job.objects.get(recording=recording).state == Job.State.FAILED
    assert client.post(f"/recordings/{recording.pk}/delete").status_code == 302
