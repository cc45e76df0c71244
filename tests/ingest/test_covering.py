"""Case 20: what was redacted on a picture leaves the recording's frames as well."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files import File
from django.core.files.base import ContentFile
from django.test import TestCase

from access.models import AuditEvent
from ingest import covering
from ingest.models import Job, Recording
from sops.document import Highlight
from sops.pictures import store_picture
from sops.services import editing, redacting
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of
from tests.support.media import make_video

REGION = [0.0, 0.1, 1.0, 0.4]  # the way of the square that wanders through the video


@pytest.fixture
def recording(cast: Cast, tmp_path: Path) -> Recording:
    row = Recording(library=cast.sales, uploaded_by=cast.ed, name="clip", size=1, sha256="0" * 64)
    with make_video(tmp_path / "clip.mp4", seconds=1).open("rb") as file:
        row.file.save("clip.mp4", File(file))
    row.save()
    return row


def blue_pixels(recording: Recording) -> int:
    import av

    with recording.file.open() as file, av.open(file) as container:
        frames = [frame.to_ndarray(format="rgb24").astype(int) for frame in container.decode(video=0)]
    assert len(frames) == 10
    return sum(int(np.sum((frame[:, :, 2] - frame[:, :, 0]) > 90)) for frame in frames)


def test_the_region_is_covered_in_every_frame_and_the_old_file_gone(cast: Cast, recording: Recording, db: None) -> None:
    assert blue_pixels(recording) > 1_000
    old, storage = recording.file.name, recording.file.storage
    with TestCase.captureOnCommitCallbacks(execute=True):
        covering.cover(recording.pk, [REGION], 320 / 200)
    recording.refresh_from_db()
    assert blue_pixels(recording) == 0
    assert not storage.exists(old)
    assert recording.sha256 != "0" * 64
    assert AuditEvent.objects.filter(verb="redacted recording").exists()


def test_a_picture_of_another_shape_names_no_place_of_the_video(recording: Recording) -> None:
    old = recording.file.name
    covering.cover(recording.pk, [REGION], 1.0)
    recording.refresh_from_db()
    assert recording.file.name == old


def test_a_video_that_cant_be_written_anew_is_removed(recording: Recording) -> None:
    recording.file.save("clip.mp4", ContentFile(b"no video"))
    covering.cover(recording.pk, [REGION], 320 / 200)
    assert not Recording.objects.exists()


@pytest.mark.parametrize(("start_s", "is_asked"), [(1.0, True), (None, False)])
def test_only_pictures_of_the_recording_are_covered_in_it(
    cast: Cast,
    recording: Recording,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
    start_s: float | None,
    is_asked: bool,
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("ingest.tasks.cover_recording.delay", lambda *args: asked.append(args))
    sop = make_sop(cast.sales, cast.ed, publish=False)
    Job.objects.create(recording=recording, sop=sop)
    shot = store_picture(sop=sop, content=picture_bytes())
    editing.update_step(step=step_of(sop), by=cast.ed, screenshot=shot, start_s=start_s)
    with django_capture_on_commit_callbacks(execute=True):
        redacting.redact(shot=shot, boxes=[Highlight(0.1, 0.1, 0.5, 0.5)], by=cast.ed)
    assert asked == ([(recording.pk, [[0.1, 0.1, 0.5, 0.5]], 1.6)] if is_asked else [])
