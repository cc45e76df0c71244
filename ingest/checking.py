"""A quick look into an uploaded file: is there a picture that moves? Run in the sandbox, see sandbox.py.

python -m ingest.checking FILE MAX_SECONDS
"""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.containers import FORMATS, mime_type_of, open_recording
from ingest.errors import RecordingRefused
from ingest.limits import limit

CPU_SECONDS = 20
MEMORY_BYTES = 1_500_000_000
MAX_PIXELS = 16_000_000  # a 5K screen has 14.7 million
MIN_SECONDS = 0.5
PACKETS_LOOKED_AT = 2000


@dataclass(frozen=True)
class Facts:
    """What the file says of itself. `duration_s` is None where the header doesn't tell."""

    mime_type: str
    width: int
    height: int
    duration_s: float | None


def look(path: Path, max_seconds: float) -> Facts:
    """The facts, or RecordingRefused with the reason."""
    import av

    mime_type = mime_type_of(path)
    try:
        with open_recording(path) as container:
            return _facts(container, mime_type, max_seconds)
    except (av.FFmpegError, ValueError) as problem:
        raise RecordingRefused(
            "unreadable",
            "The video can't be opened: the file is damaged or was cut off, so the part that says how to read it is"
            f" missing. Export or upload the recording again as {FORMATS}.",
        ) from problem


def _facts(container: Any, mime_type: str, max_seconds: float) -> Facts:
    stream = next((s for s in container.streams.video if not _is_cover(s)), None)
    if stream is None:
        raise RecordingRefused(
            "no_video_track",
            "There is sound in this file, but no picture. Record the screen too, or send the video that belongs to it.",
        )
    stream.codec_context.thread_count = 1
    seconds = _seconds(container, stream)
    if seconds is not None and seconds > max_seconds:
        raise RecordingRefused(
            "too_long",
            f"The recording lasts {seconds / 60:.0f} minutes; the limit is {max_seconds / 60:.0f} minutes."
            " Cut it into parts.",
        )
    last_s = _first_packets_end(container, stream)
    if any(end_s is not None and end_s < MIN_SECONDS for end_s in (seconds, last_s)):
        raise RecordingRefused("too_short", "The recording is shorter than half a second: nothing can be seen in it.")
    frame = _first_picture(container, stream)
    return Facts(mime_type, frame.width, frame.height, seconds)


def _is_cover(stream: Any) -> bool:
    """Album art of a sound file counts as a video stream in FFmpeg."""
    return bool(int(stream.disposition) & 0x400)


def _seconds(container: Any, stream: Any) -> float | None:
    if stream.duration:
        return float(stream.duration * stream.time_base)
    return container.duration / 1_000_000 if container.duration else None


def _first_packets_end(container: Any, stream: Any) -> float | None:
    """Where the video ends, if it ends within the first packets; else None."""
    first = last = None
    for number, packet in enumerate(container.demux(stream)):
        if number >= PACKETS_LOOKED_AT:
            return None
        if packet.pts is not None:
            at = float(packet.pts * stream.time_base)
            end = at + float((packet.duration or 0) * stream.time_base)
            first = at if first is None else min(first, at)
            last = end if last is None else max(last, end)
            if last - first >= MIN_SECONDS:
                return None
    return 0.0 if first is None or last is None else last - first


def _first_picture(container: Any, stream: Any) -> Any:
    context = stream.codec_context
    if context.width * context.height > MAX_PIXELS:
        raise RecordingRefused(
            "too_many_pixels",
            f"The picture has {context.width} × {context.height} pixels; the limit is 16 million (a 5K screen).",
        )
    container.seek(0, stream=stream)
    for frame in container.decode(stream):
        return frame
    raise ValueError("no picture can be decoded")


def main(path: str, max_seconds: str) -> None:
    limit(cpu_seconds=CPU_SECONDS, memory_bytes=MEMORY_BYTES, may_write=False)
    try:
        answer = {"facts": asdict(look(Path(path), float(max_seconds)))}
    except RecordingRefused as refusal:
        answer = {"refused": {"code": refusal.code, "detail": refusal.detail}}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
