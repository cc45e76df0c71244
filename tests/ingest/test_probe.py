"""What the file is, or a clear refusal."""

from pathlib import Path

import pytest

from ingest.artefacts import Probe
from ingest.errors import RecordingRefused
from ingest.stages import probe
from ingest.stages.base import Workspace
from tests.support.media import make_sound, make_video
from tests.support.odd_files import make_odd_file


def probed(path: Path) -> Probe:
    workspace = Workspace(folder=path.parent, recording=path)
    probe.stage.run(workspace)
    return workspace.read("probe.json", Probe)


def refusal(path: Path) -> RecordingRefused:
    with pytest.raises(RecordingRefused) as caught:
        probed(path)
    return caught.value


def test_a_video_is_measured(tmp_path: Path) -> None:
    found = probed(make_video(tmp_path / "a.mp4", seconds=3.0))
    assert (found.width, found.height, found.has_sound, found.is_truncated) == (320, 200, False, False)
    assert found.duration_s == pytest.approx(3.0, abs=0.05)


def test_a_header_without_duration_is_no_obstacle(tmp_path: Path) -> None:
    found = probed(make_video(tmp_path / "a.webm", seconds=2.0, codec="libvpx"))
    assert found.duration_s == pytest.approx(2.0, abs=0.15)
    assert found.video_codec == "vp8"


def test_a_file_that_breaks_off_is_taken_with_a_warning(tmp_path: Path) -> None:
    found = probed(make_odd_file("index_first_cut.mp4", tmp_path))
    assert found.is_truncated
    assert 5 < found.duration_s < 19
    assert "incomplete" in found.warnings[0]
    assert "20 seconds" in found.warnings[0]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("empty.mp4", "empty_file"),
        ("text.mp4", "not_a_video"),
        ("playlist.mp4", "not_a_video"),
        ("sound.m4a", "no_video_track"),
        ("cut.mp4", "unreadable"),
        ("blink.mp4", "too_short"),
    ],
)
def test_what_is_no_recording_is_refused_in_words(name: str, code: str, tmp_path: Path) -> None:
    refused = refusal(make_odd_file(name, tmp_path))
    assert refused.code == code
    assert refused.detail.endswith(".")


def test_more_bytes_than_allowed_are_refused_with_the_limit(tmp_path: Path, settings: object) -> None:
    settings.STEPMARK_MAX_RECORDING_BYTES = 1_000  # type: ignore[attr-defined]
    refused = refusal(make_video(tmp_path / "a.mp4"))
    assert refused.code == "too_large"
    assert "the limit is" in refused.detail


def test_more_minutes_than_allowed_are_refused(tmp_path: Path, settings: object) -> None:
    settings.STEPMARK_MAX_RECORDING_SECONDS = 2  # type: ignore[attr-defined]
    assert refusal(make_video(tmp_path / "a.mp4", seconds=5.0)).code == "too_long"


def test_length_is_found_out_even_if_the_header_hides_it(tmp_path: Path, settings: object) -> None:
    settings.STEPMARK_MAX_RECORDING_SECONDS = 1  # type: ignore[attr-defined]
    path = make_video(tmp_path / "a.webm", seconds=4.0, codec="libvpx")
    path.write_bytes(path.read_bytes().replace(b"\x44\x89", b"\xec\x89"))  # the duration becomes a void
    assert refusal(path).code == "too_long"


def test_a_picture_in_which_nothing_can_be_read_is_refused(tmp_path: Path) -> None:
    assert refusal(make_video(tmp_path / "a.mp4", width=64, height=48)).code == "too_few_pixels"


def test_sound_alone_names_what_to_do(tmp_path: Path) -> None:
    assert "Record the screen too" in refusal(make_sound(tmp_path / "a.m4a", seconds=2)).detail
