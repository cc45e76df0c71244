"""What the file is: its size as shown, how long it really lasts, whether it has sound, whether its end is missing."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest import checking
from ingest.artefacts import Probe
from ingest.configured import setting
from ingest.containers import FORMATS, open_recording
from ingest.errors import RecordingRefused
from ingest.stages.base import Workspace
from ingest.stages.pictures.frames import origin_s, video_stream

TRUNCATED = (
    "The file is incomplete: of {whole} only the first {part} can be read. The draft covers that part;"
    " export or upload the recording again to get the rest."
)
MISSING_SECONDS = 1.5  # tracks of one recording differ by less in length
LEAST_SIDE = 64
PACKETS_A_REPORT = 500


class RecordingProbe:
    """Writes what the file is, or refuses it for good."""

    name = "probe"
    version = 1
    needs = ()
    produces = "probe.json"

    def run(self, workspace: Workspace) -> None:
        _refuse_if_too_large(workspace.recording)
        longest = float(setting("STEPMARK_MAX_RECORDING_SECONDS", 7200))
        checking.look(workspace.recording, longest)
        workspace.write(self.produces, _probe(workspace, longest))


@dataclass
class _Reach:
    """How far the packets of the picture go, and what the header promised."""

    until_s: float
    promised_s: float
    is_broken: bool

    @property
    def is_truncated(self) -> bool:
        return self.is_broken or self.promised_s - self.until_s > MISSING_SECONDS


def _refuse_if_too_large(path: Path) -> None:
    most = int(setting("STEPMARK_MAX_RECORDING_BYTES", 2_000_000_000))
    size = path.stat().st_size
    if size > most:
        raise RecordingRefused(
            "too_large",
            f"The recording has {size / 1e6:.0f} MB; the limit is {most / 1e6:.0f} MB. Cut it into parts, or export it"
            " with a lower quality.",
        )


def _probe(workspace: Workspace, longest_s: float) -> Probe:
    with open_recording(workspace.recording) as container:
        stream = video_stream(container)
        reach = _reach(container, stream, workspace, longest_s)
        width, height = _shown_size(container, stream)
        warnings = []
        if reach.is_truncated:
            warnings.append(TRUNCATED.format(whole=_spoken(reach.promised_s), part=_spoken(reach.until_s)))
        return Probe(
            width=width,
            height=height,
            duration_s=round(reach.until_s, 3),
            has_sound=bool(container.streams.audio),
            video_codec=stream.codec_context.name,
            is_truncated=reach.is_truncated,
            warnings=warnings,
        )


def _reach(container: Any, stream: Any, workspace: Workspace, longest_s: float) -> _Reach:
    """By going through the packets, since headers may be silent or wrong."""
    import av

    promised_s = float(stream.duration * stream.time_base) if stream.duration else (container.duration or 0) / 1_000_000
    origin, until_s, is_broken = origin_s(container), 0.0, False
    try:
        for number, packet in enumerate(container.demux(stream)):
            is_broken = is_broken or packet.is_corrupt
            if packet.pts is not None:
                end = (packet.pts + (packet.duration or 0)) * stream.time_base
                until_s = max(until_s, float(end) - origin)
            if number % PACKETS_A_REPORT == 0:
                workspace.report(min(0.9, until_s / promised_s) if promised_s else 0.0)
                _refuse_if_too_long(until_s, longest_s)
    except av.FFmpegError:
        is_broken = True
    _refuse_if_too_long(until_s, longest_s)
    if until_s < checking.MIN_SECONDS:
        raise RecordingRefused(
            "too_short", "The recording is shorter than half a second, so nothing can be seen in it."
        )
    return _Reach(until_s, promised_s, is_broken)


def _refuse_if_too_long(seconds: float, longest_s: float) -> None:
    if seconds > longest_s + 1:
        raise RecordingRefused(
            "too_long",
            f"The recording lasts more than {longest_s / 60:.0f} minutes, which is the limit. Cut it into parts.",
        )


def _shown_size(container: Any, stream: Any) -> tuple[int, int]:
    """Width and height of the first picture, turned as the file says."""
    import av

    try:
        container.seek(0, stream=stream)
        frame = next(iter(container.decode(stream)))
    except (av.FFmpegError, StopIteration) as problem:
        raise RecordingRefused(
            "unreadable", f"No picture of this video can be decoded. Export the recording again as {FORMATS}."
        ) from problem
    sides = (frame.width, frame.height)
    if min(sides) < LEAST_SIDE:
        raise RecordingRefused(
            "too_few_pixels",
            f"The picture has {sides[0]} × {sides[1]} pixels; nothing can be read in less than {LEAST_SIDE} pixels."
            " Record the screen at its full size.",
        )
    return (sides[1], sides[0]) if round((frame.rotation or 0) / 90) % 2 else sides


def _spoken(seconds: float) -> str:
    return f"{seconds / 60:.1f} minutes" if seconds >= 120 else f"{seconds:.0f} seconds"


stage = RecordingProbe()
