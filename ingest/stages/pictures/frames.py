"""Frames of a recording by presentation time: some of them in colour, or all of them in grey.

Times count from the beginning of the recording, as a player shows them. A file that breaks off
yields what can be decoded; `Decoding` tells about it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.containers import open_recording

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

WATCHED_FPS = 12.5
WATCHED_WIDTH = 1600  # wider screens are scaled down for watching
SEEK_PAYS_SECONDS = 3.0
HALF_A_FRAME = 0.004  # at 120 frames a second; times of artefacts are rounded
COVER_ART = 0x400  # FFmpeg's AV_DISPOSITION_ATTACHED_PIC


@dataclass
class Decoding:
    """What came to light while decoding: how far it went, and whether something was broken."""

    frames: int = 0
    last_s: float = 0.0
    errors: int = 0
    smeared: int = 0


def video_stream(container: Any) -> Any:
    """The first moving picture; None where there is only sound (or its cover)."""
    stream = next((s for s in container.streams.video if not int(s.disposition) & COVER_ART), None)
    if stream is not None and not stream.codec_context.is_open:
        stream.thread_type = "AUTO"
    return stream


def origin_s(container: Any) -> float:
    """Presentation time at which the recording begins."""
    start = container.start_time
    return float(start) / 1_000_000 if start and start > 0 else 0.0


def frames_at(path: Path, times: Iterable[float], decoding: Decoding | None = None) -> Iterator[tuple[float, "Image"]]:
    """(time, RGB picture) for each of the times, in ascending order, in one pass over the file.

    The picture is the one on show at that time: after the end the last, before the beginning the first.
    """
    wanted = sorted(times)
    if not wanted:
        return
    decoding = decoding or Decoding()
    with open_recording(path) as container:
        reel = _Reel(container, decoding)
        for at_s in wanted:
            frame = reel.shown_at(at_s)
            if frame is None:
                return
            yield at_s, _upright(frame.to_ndarray(format="rgb24"), frame)


def grey_frames(
    path: Path,
    max_fps: float = WATCHED_FPS,
    max_width: int | None = WATCHED_WIDTH,
    decoding: Decoding | None = None,
) -> Iterator[tuple[float, "Image"]]:
    """(time, grey picture) for all frames, at most so many a second, scaled down to `max_width`."""
    decoding = decoding or Decoding()
    with open_recording(path) as container:
        stream = video_stream(container)
        for at_s, frame in _thinned(_decoded(container, stream, decoding), 1.0 / max_fps - HALF_A_FRAME):
            yield at_s, narrowed(_upright(_grey(frame), frame), max_width)


def narrowed(picture: "Image", max_width: int | None) -> "Image":
    """The picture, not wider than that."""
    import cv2

    height, width = picture.shape[:2]
    if max_width is None or width <= max_width:
        return picture
    size = (max_width, round(height * max_width / width))
    small: Any = picture
    while small.shape[1] >= 2 * max_width:  # exact halves are averaged many times faster than odd shares
        halved = (small.shape[1] // 2, small.shape[0] // 2)
        small = cv2.resize(small[: 2 * halved[1], : 2 * halved[0]], halved, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)  # type: ignore[return-value]


class _Reel:
    """Goes forward through a file and keeps the frame that is on show."""

    def __init__(self, container: Any, decoding: Decoding):
        self._container = container
        self._stream = video_stream(container)
        self._decoding = decoding
        self._frames = _decoded(container, self._stream, decoding)
        self._shown: Any = None
        self._shown_s = 0.0
        self._next: tuple[float, Any] | None = next(self._frames, None)
        self._seek_pays_s = SEEK_PAYS_SECONDS

    def shown_at(self, at_s: float) -> Any:
        here_s = self._next[0] if self._next else self._shown_s
        if self._next and at_s - here_s > self._seek_pays_s:
            self._jump(at_s, here_s)
        while self._next and (self._shown is None or self._next[0] <= at_s + HALF_A_FRAME):
            self._shown_s, self._shown = self._next
            self._next = next(self._frames, None)
        return self._shown

    def _jump(self, at_s: float, here_s: float) -> None:
        """To the key frame before `at_s`. Where that lies behind us, jumps must be longer to pay."""
        import av

        kept = self._next
        try:
            target = int((at_s + origin_s(self._container)) / self._stream.time_base)
            self._container.seek(target, stream=self._stream)
            self._frames = _decoded(self._container, self._stream, self._decoding)
            self._next = next(self._frames, None)
        except av.FFmpegError:
            self._next = None
        if self._next is None or self._next[0] > at_s + HALF_A_FRAME:
            self._rewind(kept)
        elif self._next[0] <= here_s:
            self._seek_pays_s *= 2

    def _rewind(self, kept: tuple[float, Any] | None) -> None:
        """The jump led past everything (no index, or the end is missing): walk instead, from the start."""
        self._seek_pays_s = float("inf")
        self._container.seek(0)
        self._frames = _decoded(self._container, self._stream, self._decoding)
        self._next = kept
        for frame in self._frames:
            if kept is None or frame[0] >= kept[0]:
                self._next = frame
                break


def _decoded(container: Any, stream: Any, decoding: Decoding) -> Iterator[tuple[float, Any]]:
    """Frames that can be decoded; broken packets are counted and left out."""
    import av

    origin = origin_s(container)
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            frames = packet.decode()
        except av.InvalidDataError:
            decoding.errors += 1
            if decoding.errors > 500:
                return
            continue
        except av.FFmpegError:
            decoding.errors += 1
            return
        for frame in frames:
            at = frame.pts if frame.pts is not None else frame.dts
            if at is None:
                continue
            at_s = max(0.0, float(at * (frame.time_base or stream.time_base)) - origin)
            decoding.frames += 1
            if frame.is_corrupt and 2 * (decoding.smeared + 1) < decoding.frames:
                # Patched up by the decoder. Where most frames are called so, the stream is only made unusually.
                decoding.smeared += 1
                decoding.errors += 1
                continue
            decoding.last_s = max(decoding.last_s, at_s)
            yield at_s, frame


def _thinned(frames: Iterator[tuple[float, Any]], least_s: float) -> Iterator[tuple[float, Any]]:
    """Frames at least so far apart; the last of a burst too, since it is what stays on the screen."""
    last_s = -least_s
    skipped: tuple[float, Any] | None = None
    for at_s, frame in frames:
        if at_s - last_s < least_s:
            skipped = (at_s, frame)
            continue
        if skipped and at_s - skipped[0] >= least_s:
            yield skipped
        yield at_s, frame
        last_s, skipped = at_s, None
    if skipped:
        yield skipped


def _grey(frame: Any) -> "Image":
    """The luma plane as it is, where there is one of 8 bits; else converted."""
    import numpy as np

    if frame.format.name.startswith(("yuv4", "yuvj4", "nv12", "nv21", "gray8")) and "p1" not in frame.format.name:
        plane = frame.planes[0]
        lines = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
        return lines[: frame.height, : frame.width]
    grey: Image = frame.to_ndarray(format="gray")
    return grey


def _upright(picture: "Image", frame: Any) -> "Image":
    """Turned as the file says (phones film sideways)."""
    import numpy as np

    quarter_turns = round((frame.rotation or 0) / 90) % 4
    return np.ascontiguousarray(np.rot90(picture, quarter_turns)) if quarter_turns else picture
