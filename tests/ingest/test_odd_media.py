"""Recordings as they come from phones, games, broken cables and slides: a draft, or one clear sentence."""

import shutil
import subprocess
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.artefacts import Draft, Probe, Transcript, Watch
from ingest.stages.base import Workspace

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg makes the clips"),
]
MOVING = "testsrc2=size=640x400:rate={rate}:duration=3"
STILL = "color=c=0xdde3ea:size=640x400:rate=10:duration=3"
X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]


def clip(folder: Path, *arguments: str, name: str = "clip.mp4") -> Path:
    path = folder / name
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments, str(path)], check=True, timeout=60)
    return path


def moving(rate: str = "10") -> list[str]:
    return ["-f", "lavfi", "-i", MOVING.format(rate=rate)]


def drafted(recording: Path, folder: Path) -> tuple[Draft, Workspace]:
    workspace = Workspace(folder / "work", recording)
    pipeline.run(workspace)
    return workspace.read("draft.json", Draft), workspace


def test_a_phone_video_that_is_stored_lying_down_is_read_upright(tmp_path: Path) -> None:
    lying = clip(tmp_path, *moving(), *X264, name="lying.mp4")
    turned = clip(tmp_path, "-i", str(lying), "-c", "copy", "-metadata:s:v", "rotate=90")
    draft, _ = drafted(turned, tmp_path)
    assert (draft.width, draft.height) == (400, 640)
    assert all(step.box is None or step.box[0] + step.box[2] <= 400 for step in draft.steps)


def test_a_portrait_video_keeps_its_shape(tmp_path: Path) -> None:
    draft, _ = drafted(clip(tmp_path, *moving(), "-vf", "transpose=1", *X264), tmp_path)
    assert (draft.width, draft.height) == (400, 640)


@pytest.mark.parametrize(("rate", "most_frames"), [("1", 4), ("240", 40)])
def test_any_frame_rate_is_watched_at_an_even_pace(rate: str, most_frames: int, tmp_path: Path) -> None:
    draft, workspace = drafted(clip(tmp_path, *moving(rate), *X264), tmp_path)
    assert draft.duration_s == pytest.approx(3.0, abs=0.2)
    assert 2 <= len(workspace.read("watch.json", Watch).frame_times_s) <= most_frames


def test_of_several_sound_tracks_the_first_is_heard(tmp_path: Path) -> None:
    tones = [part for hertz in (300, 500, 700) for part in ("-f", "lavfi", "-i", f"sine=f={hertz}:d=3")]
    maps = [part for i in range(4) for part in ("-map", str(i))]
    draft, workspace = drafted(clip(tmp_path, *moving(), *tones, *maps, *X264, "-c:a", "aac"), tmp_path)
    assert workspace.read("probe.json", Probe).has_sound
    assert any("nobody speaks" in warning for warning in draft.warnings)


def test_high_dynamic_range_of_ten_bits_is_seen(tmp_path: Path) -> None:
    hdr = ["-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc"]
    ten = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-pix_fmt", "yuv420p10le"]
    _, workspace = drafted(clip(tmp_path, *moving(), *ten, *hdr), tmp_path)
    assert len(workspace.read("watch.json", Watch).frame_times_s) > 5


def test_a_broken_middle_is_left_out_and_said(tmp_path: Path) -> None:
    whole = clip(tmp_path, *moving(), *X264, "-g", "5", name="whole.mp4")
    data = bytearray(whole.read_bytes())
    middle = len(data) // 2
    data[middle - 3000 : middle + 3000] = bytes(6000)
    (tmp_path / "broken.mp4").write_bytes(data)
    draft, _ = drafted(tmp_path / "broken.mp4", tmp_path)
    assert draft.duration_s == pytest.approx(3.0, abs=0.3)
    assert any("broken" in warning for warning in draft.warnings)


def test_music_is_not_taken_for_words(tmp_path: Path) -> None:
    chord = "aevalsrc=0.2*sin(262*2*PI*t)+0.2*sin(330*2*PI*t)*gt(mod(t\\,1)\\,0.4)+0.2*sin(392*2*PI*t):d=3"
    music = clip(tmp_path, *moving(), "-f", "lavfi", "-i", chord, *X264, "-c:a", "aac")
    _, workspace = drafted(music, tmp_path)
    assert workspace.read("transcript.json", Transcript).sentences == []


def test_a_slide_on_which_nothing_happens_has_no_steps_and_says_so(tmp_path: Path) -> None:
    draft, _ = drafted(clip(tmp_path, "-f", "lavfi", "-i", STILL, *X264), tmp_path)
    assert draft.steps == []
    assert draft.needs_review
    assert any("Nothing happens on the screen" in warning for warning in draft.warnings)
