"""Small real media files, made on the spot."""

from pathlib import Path


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


def beginning_of(source: Path, target: Path, seconds: float) -> Path:
    """The first seconds of a recording, packets copied as they are."""
    import av

    with av.open(str(source)) as given, av.open(str(target), "w") as out:
        streams = {s.index: out.add_stream_from_template(s) for s in given.streams if s.type in ("video", "audio")}
        for packet in given.demux(*[given.streams[index] for index in streams]):
            if packet.dts is None or packet.pts * packet.time_base >= seconds:
                continue
            packet.stream = streams[packet.stream_index]
            out.mux(packet)
    return target
