"""What was redacted on a picture leaves the recording too: its region is covered in every frame of the video."""

import tempfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import structlog
from django.core.files import File
from django.db import transaction

from access import audit
from ingest import jobs
from ingest.models import Recording
from sops.pictures import sha256_of

Sides = Sequence[float]  # x, y, width, height as fractions
FILL = (23, 27, 38)
SAME_SHAPE = 0.02
ENCODERS = {".webm": "libvpx"}
logger = structlog.get_logger(__name__)


def cover(recording_id: int, boxes: Sequence[Sides], shape: float) -> None:
    """Write the video anew with the regions covered, and destroy the old file. `shape`: the picture's width by height.

    A picture of another shape than the video's was cropped or comes from elsewhere: its regions name other places.

    A video that can't be written anew is removed as a whole: what was redacted must not stay anywhere.
    """
    recording = Recording.objects.filter(pk=recording_id, removed_at=None).select_related("library").first()
    if recording is None:
        return
    suffix = Path(str(recording.file.name)).suffix
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / f"old{suffix}", Path(folder) / f"new{suffix}"
        with recording.file.storage.open(recording.file.name) as file:
            source.write_bytes(file.read())
        try:
            if not _write(source, target, boxes, shape):
                return
        except Exception:
            logger.exception("recording_not_covered", recording=recording_id)
            jobs.delete(recording=recording, by="Stepmark")
            return
        _replace(recording, target)


@transaction.atomic
def _replace(recording: Recording, target: Path) -> None:
    storage, old = recording.file.storage, str(recording.file.name)
    with target.open("rb") as file:
        recording.file.save(target.name, File(file), save=False)
    content = target.read_bytes()
    recording.sha256, recording.size = sha256_of(content), len(content)
    recording.save(update_fields=["file", "sha256", "size"])
    audit.record(by="Stepmark", verb="redacted recording", subject=recording.name, library=recording.library)
    transaction.on_commit(lambda: storage.delete(old))


def _write(source: Path, target: Path, boxes: Sequence[Sides], shape: float) -> bool:
    import av

    # The protocol is named: no playlist in the file can make it read anything else.
    with av.open(str(source), options={"protocol_whitelist": "file"}) as given, av.open(str(target), "w") as out:
        shown = given.streams.video[0]
        if abs(shown.width / shown.height - shape) > SAME_SHAPE:
            return False
        heard = given.streams.audio[0] if given.streams.audio else None
        video: Any = out.add_stream(ENCODERS.get(source.suffix, "libx264"), rate=shown.average_rate or 10)
        video.width, video.height, video.pix_fmt = shown.width, shown.height, "yuv420p"
        video.time_base = video.codec_context.time_base = shown.time_base or Fraction(1, 1000)
        sound = out.add_stream_from_template(heard) if heard else None
        for packet in given.demux([stream for stream in (shown, heard) if stream]):
            if packet.stream == heard and packet.dts is not None and sound:
                packet.stream = sound
                out.mux(packet)
            elif packet.stream == shown:
                for frame in packet.decode():
                    out.mux(video.encode(_covered(frame, boxes)))
        out.mux(video.encode())
    return True


def _covered(frame: Any, boxes: Sequence[Sides]) -> Any:
    import av

    pixels = frame.to_ndarray(format="rgb24")
    height, width = pixels.shape[:2]
    for x, y, across, down in boxes:
        # A pixel more on each side: the frame that the picture was made of may have been scaled.
        left, top = max(0, int(x * width) - 1), max(0, int(y * height) - 1)
        pixels[top : int((y + down) * height) + 2, left : int((x + across) * width) + 2] = FILL
    covered = av.VideoFrame.from_ndarray(pixels, format="rgb24")
    covered.pts, covered.time_base = frame.pts, frame.time_base
    return covered
