"""Files that are not quite recordings, each made on the spot, and how each should end."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.media import make_sound, make_video


@dataclass(frozen=True)
class Wanted:
    """`refused`: the code at the upload; else a draft, or a failure in words. `warning`: words that must be said."""

    make: Callable[[Path], object]
    refused: str = ""
    warning: tuple[str, ...] = ()


def _half(path: Path) -> None:
    whole = make_video(path.with_name("whole.mp4"), seconds=20).read_bytes()
    path.write_bytes(whole[: len(whole) * 6 // 10])


def _half_with_index_first(path: Path) -> None:
    whole = _index_first(make_video(path.with_name("whole.mp4"), seconds=20, width=640, height=400), path)
    path.write_bytes(whole[: len(whole) * 6 // 10])


def _index_first(source: Path, target: Path) -> bytes:
    import av

    with (
        av.open(str(source)) as given,
        av.open(str(target), "w", format="mp4", options={"movflags": "faststart"}) as out,
    ):
        stream = out.add_stream_from_template(given.streams.video[0])
        for packet in given.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    return target.read_bytes()


def _noise_in_it(path: Path, share: float) -> None:
    """The right frame, and noise in place of the pictures from that share of them on."""
    whole = bytearray(make_video(path, seconds=8).read_bytes())
    start, end = whole.find(b"mdat") + 4, whole.find(b"moov") - 4
    for at in range(start + 200 + round((end - start) * share), end):
        whole[at] = at * 7919 % 256
    path.write_bytes(bytes(whole))


def _many_pixels(path: Path) -> None:
    make_video(path, seconds=0.6, width=6000, height=4000, codec="mpeg4")


ODD_FILES = {
    "plain.mp4": Wanted(lambda path: make_video(path, seconds=4), warning=("arration",)),
    "silent.webm": Wanted(lambda path: make_video(path, seconds=4, codec="libvpx"), warning=("arration",)),
    "old.avi": Wanted(lambda path: make_video(path, seconds=4, codec="mpeg4"), warning=("arration",)),
    "index_first_cut.mp4": Wanted(_half_with_index_first, warning=("incomplete",)),
    "noise_later.mp4": Wanted(lambda path: _noise_in_it(path, 0.5)),
    "noise.mp4": Wanted(lambda path: _noise_in_it(path, 0.0), refused="unreadable"),
    "cut.mp4": Wanted(_half, refused="unreadable"),
    "empty.mp4": Wanted(lambda path: path.write_bytes(b""), refused="empty_file"),
    "text.mp4": Wanted(lambda path: path.write_text("Dear customer, …" * 99), refused="not_a_video"),
    "playlist.mp4": Wanted(
        lambda path: path.write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"), refused="not_a_video"
    ),
    "sound.m4a": Wanted(lambda path: make_sound(path, seconds=3), refused="no_video_track"),
    "blink.mp4": Wanted(lambda path: make_video(path, seconds=0.1), refused="too_short"),
    "pixels.mp4": Wanted(_many_pixels, refused="too_many_pixels"),
}


def make_odd_file(name: str, folder: Path) -> Path:
    path = folder / name
    ODD_FILES[name].make(path)
    return path
