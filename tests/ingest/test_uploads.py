"""What arrives is looked at by its content; what is refused leaves nothing behind."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from ingest import jobs, uploads
from ingest.errors import RecordingRefused
from ingest.events import log
from ingest.models import Job, Recording
from tests.support.cast import Cast
from tests.support.media import make_sound, make_video

RIGHT_TO_LEFT = "\u202e"


@pytest.fixture(autouse=True)
def upload_dir(settings: Any, var_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = var_dir / "uploads"
    folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    settings.STEPMARK_WORK_DIR = var_dir / "work"
    monkeypatch.setattr("ingest.jobs.send", lambda job_id: None)
    return folder


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return make_video(tmp_path_factory.mktemp("video") / "small.mp4").read_bytes()


def send(cast: Cast, content: bytes, name: str = "deal.mp4", transcript: bytes | None = None) -> Recording:
    return uploads.receive(
        library=cast.sales,
        by=cast.ed,
        upload=SimpleUploadedFile(name, content),
        transcript=SimpleUploadedFile("words.vtt", transcript) if transcript is not None else None,
    )


def left_behind(var_dir: Path) -> list[str]:
    return [str(path) for path in var_dir.rglob("*") if path.is_file()]


def test_a_video_is_stored_and_its_job_waits(cast: Cast, video: bytes) -> None:
    recording = send(cast, video)
    assert (recording.mime_type, recording.duration_s, recording.size) == ("video/mp4", 2.0, len(video))
    assert recording.job.state == "waiting"
    assert recording.file.read() == video


def test_the_name_on_the_disk_is_ours(cast: Cast, video: bytes) -> None:
    recording = send(cast, video, "../../etc/passwd.exe")
    assert recording.name == "passwd.exe"
    assert Path(recording.file.name).parent.name == "recordings"
    assert Path(recording.file.name).suffix == ".mp4"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"Dear customer, this is only text.", "not_a_video"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "not_a_video"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "not_a_video"),
        (b"\x00\x00\x00\x20ftypisom" + b"\x00" * 500, "unreadable"),
        (b"\x1a\x45\xdf\xa3" + b"\xff" * 500, "unreadable"),
        (b"RIFF\x00\x00\x00\x00AVI " + b"\x00" * 500, "unreadable"),
    ],
)
def test_what_is_no_video_is_refused_and_leaves_nothing(cast: Cast, var_dir: Path, content: bytes, code: str) -> None:
    with pytest.raises(RecordingRefused) as refused:
        send(cast, content)
    assert refused.value.code == code
    assert not Recording.objects.exists()
    assert left_behind(var_dir) == []


def test_half_a_video_is_refused_with_a_sentence(cast: Cast, video: bytes, var_dir: Path) -> None:
    with pytest.raises(RecordingRefused, match="damaged or was cut off"):
        send(cast, video[: len(video) // 2])
    assert left_behind(var_dir) == []


def test_sound_without_a_picture_is_refused(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(RecordingRefused, match="no picture"):
        send(cast, make_sound(tmp_path / "voice.m4a").read_bytes())


def test_a_single_picture_is_refused(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(RecordingRefused, match="half a second"):
        send(cast, make_video(tmp_path / "blink.mp4", seconds=0.1).read_bytes())


def test_too_long_a_recording_is_refused_with_the_limit(cast: Cast, video: bytes, settings: Any) -> None:
    settings.STEPMARK_MAX_RECORDING_SECONDS = 1
    with pytest.raises(RecordingRefused, match="limit"):
        send(cast, video)


def test_too_large_a_file_is_refused_with_both_sizes(cast: Cast, settings: Any) -> None:
    settings.STEPMARK_MAX_RECORDING_BYTES = 300_000_000
    with pytest.raises(RecordingRefused, match="600 MB; the limit is 300 MB"):
        uploads.check_length("600000000")


def test_a_transcript_that_can_t_be_read_refuses_the_recording(cast: Cast, video: bytes, var_dir: Path) -> None:
    with pytest.raises(RecordingRefused, match=r"words\.vtt"):
        send(cast, video, transcript=b"\x00\x01 not a transcript")
    assert left_behind(var_dir) == []


def test_an_event_log_is_stored_without_its_secrets(cast: Cast, video: bytes, var_dir: Path) -> None:
    entries = [
        {"t": 0.1, "type": "input", "name": "Password", "inputType": "password", "selector": "#p", "value": "hunter2"},
        {"t": 0.3, "type": "input", "name": "Stage", "selector": "#s", "value": "Closed"},
    ]
    sent = json.dumps({"format": "stepmark-events", "version": 1, "events": entries}).encode()
    recording = uploads.receive(
        library=cast.sales,
        by=cast.ed,
        upload=SimpleUploadedFile("deal.mp4", video),
        events=SimpleUploadedFile("log.json", sent),
    )
    kept = recording.events.read()
    assert b"hunter2" not in kept
    assert [(event.value, event.is_secret) for event in log.parse(kept).events] == [("", True), ("Closed", False)]
    jobs.delete(recording=recording, by=cast.ed)


def test_an_event_log_that_can_t_be_read_refuses_the_recording(cast: Cast, video: bytes, var_dir: Path) -> None:
    with pytest.raises(RecordingRefused, match="not JSON"):
        uploads.receive(
            library=cast.sales,
            by=cast.ed,
            upload=SimpleUploadedFile("deal.mp4", video),
            events=SimpleUploadedFile("log.json", b"click"),
        )
    assert not Recording.objects.exists()


def test_a_transcript_is_stored_beside_the_recording(cast: Cast, video: bytes) -> None:
    captions = b"WEBVTT\n\n00:01.000 --> 00:02.000\nClick Save.\n"
    assert send(cast, video, transcript=captions).transcript.read() == captions


def test_without_its_rows_a_file_is_not_kept(
    cast: Cast, video: bytes, var_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Job.objects, "create", full)
    with pytest.raises(OSError, match="disk full"):
        send(cast, video)
    assert not Recording.objects.exists()
    assert left_behind(var_dir) == []


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("deal.mp4", "deal.mp4"),
        ("C:\\Users\\ed\\deal.mp4", "deal.mp4"),
        ("../../../deal.mp4", "deal.mp4"),
        (f"deal{RIGHT_TO_LEFT}4pm.exe", "deal4pm.exe"),
        ("de\x00al\n.mp4", "deal .mp4"),
        ("“Größe” & 'quotes' \"too\".mp4", "“Größe” & 'quotes' \"too\".mp4"),
        ("🎬.mp4", "🎬.mp4"),
        ("...", "recording"),
        ("", "recording"),
    ],
)
def test_a_name_is_cleaned_for_showing(given_name: str, shown: str) -> None:
    assert uploads.clean_name(given_name) == shown


@given(st.text(max_size=400))
def test_every_name_fits_and_shows(name: str) -> None:
    shown = uploads.clean_name(name)
    assert 0 < len(shown) <= uploads.NAME_LENGTH
    assert all(c.isprintable() for c in shown)
    assert "/" not in shown
