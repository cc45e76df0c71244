"""Recordings for tests: rows with a file whose content nobody looks at, and small real videos."""

import hashlib
import json
from pathlib import Path

from django.core.files.base import ContentFile

from access.models import Library, User
from ingest.models import Job, Recording


def make_job(library: Library, by: User, name: str = "deal.mp4", trouble: dict[str, str] | None = None) -> Job:
    """A recording with its job in line; `trouble` says in which of the small stages something goes wrong."""
    content = f"{name} {trouble}".encode()
    recording = Recording(
        library=library,
        uploaded_by=by,
        name=name,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        mime_type="video/mp4",
        duration_s=12.0,
    )
    recording.file.save("recording.mp4", ContentFile(content), save=False)
    recording.save()
    if trouble:
        Path(f"{recording.file.path}.trouble").write_text(json.dumps(trouble))
    return Job.objects.create(recording=recording)


def make_video(path: Path, seconds: float = 2.0, width: int = 320, height: int = 200, codec: str = "libx264") -> Path:
    """A real video: a square that wanders over a plain ground, ten pictures a second."""
    import av
    import numpy as np

    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(round(seconds * 10)):
            picture = np.full((height, width, 3), 230, np.uint8)
            left = number * 7 % (width - 40)
            picture[40:80, left : left + 40] = (20, 60, 200)
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


def make_sound(path: Path, seconds: float = 1.0) -> Path:
    """A real sound file without any picture."""
    import av
    import numpy as np

    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=16000, layout="mono")
        for _ in range(round(seconds * 16000 / 1024)):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            frame.sample_rate = 16000
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path
