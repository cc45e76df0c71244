"""Frames by presentation time, whatever the container says."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from ingest.stages.pictures import frames


def shades(path: Path, times_ms: list[int], codec: str = "libx264", size: tuple[int, int] = (320, 200)) -> Path:
    """A video whose picture number n is evenly grey, 20 + 10 n, shown from the n-th time on."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=50)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.codec_context.time_base = stream.time_base = Fraction(1, 1000)
        for number, at in enumerate(times_ms):
            frame = av.VideoFrame.from_ndarray(
                np.full((size[1], size[0], 3), 20 + 10 * number, np.uint8), format="rgb24"
            )
            frame.pts, frame.time_base = at, stream.codec_context.time_base
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


def number_of(picture: Any) -> int:
    return round((float(picture.mean()) - 20) / 10)


def test_each_time_gets_the_picture_that_is_on_show_then(tmp_path: Path) -> None:
    path = shades(tmp_path / "a.mp4", [0, 200, 1000, 1100, 3000])
    found = {at: number_of(picture) for at, picture in frames.frames_at(path, [0.1, 0.9, 1.05, 2.9, 3.0])}
    assert found == {0.1: 0, 0.9: 1, 1.05: 2, 2.9: 3, 3.0: 4}


def test_times_come_in_order_even_if_asked_out_of_order(tmp_path: Path) -> None:
    path = shades(tmp_path / "a.mp4", [0, 500, 1000])
    assert [at for at, _ in frames.frames_at(path, [0.9, 0.1, 0.6])] == [0.1, 0.6, 0.9]


def test_after_the_end_the_last_picture_stays(tmp_path: Path) -> None:
    path = shades(tmp_path / "a.mp4", [0, 500, 1000])
    ((_, picture),) = frames.frames_at(path, [60.0])
    assert number_of(picture) == 2


def test_far_apart_times_are_found_by_jumping(tmp_path: Path) -> None:
    path = shades(tmp_path / "a.mp4", list(range(0, 20_000, 1000)))
    found = [number_of(picture) for _, picture in frames.frames_at(path, [0.5, 9.5, 18.5])]
    assert found == [0, 9, 18]


def test_a_picture_has_the_recordings_size_and_three_colours(tmp_path: Path) -> None:
    ((_, picture),) = frames.frames_at(shades(tmp_path / "a.mp4", [0, 100]), [0.0])
    assert picture.shape == (200, 320, 3)


def test_webm_without_duration_works_too(tmp_path: Path) -> None:
    path = shades(tmp_path / "a.webm", [0, 400, 800], codec="libvpx")
    assert [number_of(p) for _, p in frames.frames_at(path, [0.5, 0.9])] == [1, 2]


def test_watching_takes_no_more_pictures_than_needed(tmp_path: Path) -> None:
    path = shades(tmp_path / "a.mp4", list(range(0, 400, 20)))
    times = [at for at, _ in frames.grey_frames(path, max_fps=12.5)]
    assert len(times) <= 6
    assert all(after - before >= 0.07 for before, after in pairwise(times[:-1]))


def test_the_last_picture_of_a_burst_is_seen_since_it_stays(tmp_path: Path) -> None:
    path = shades(tmp_path / "a.mp4", [0, 20, 40, 2000])
    assert [round(at, 2) for at, _ in frames.grey_frames(path, max_fps=12.5)] == [0.0, 0.04, 2.0]


def test_wide_pictures_are_narrowed_for_watching(tmp_path: Path) -> None:
    path = shades(tmp_path / "a.mp4", [0, 100], size=(1920, 1080))
    assert {p.shape for _, p in frames.grey_frames(path)} == {(900, 1600)}


def test_a_file_that_breaks_off_yields_what_can_be_decoded(tmp_path: Path) -> None:
    whole = shades(tmp_path / "a.webm", list(range(0, 10_000, 500)), codec="libvpx")
    cut = tmp_path / "cut.webm"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    decoding = frames.Decoding()
    seen = list(frames.grey_frames(cut, decoding=decoding))
    assert 3 < len(seen) < 20
    assert decoding.last_s == pytest.approx(seen[-1][0])


def test_nothing_that_a_file_points_to_is_opened(tmp_path: Path) -> None:
    real = shades(tmp_path / "a.mp4", [0, 100])
    playlist = tmp_path / "list.m3u8"
    playlist.write_text(f"#EXTM3U\n#EXTINF:1,\n{real}\n#EXT-X-ENDLIST\n")
    with pytest.raises(av.FFmpegError):
        list(frames.frames_at(playlist, [0.0]))
