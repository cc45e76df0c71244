"""A recording makes no request and opens no other file, whatever it names."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import containers, sandbox
from ingest.errors import RecordingRefused
from tests.support.media import make_sound, make_video

SECRET = "TOP-SECRET-LINE-4711"


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A server on loopback that notes whoever comes."""
    came: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    stop = threading.Event()

    def listen() -> None:
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                there, _ = server.accept()
                with there:
                    there.settimeout(1)
                    came.append(there.recv(200))
                    there.sendall(b"HTTP/1.0 404 Not Found\r\n\r\n")

    thread = threading.Thread(target=listen)
    thread.start()
    yield server.getsockname()[1], came
    stop.set()
    thread.join()
    server.close()


def playlists(port: int, local: Path) -> dict[str, bytes]:
    there = f"http://127.0.0.1:{port}/x.ts"
    mpd = (
        '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet>'
        f'<Representation id="1" bandwidth="1"><BaseURL>{there}</BaseURL></Representation>'
        "</AdaptationSet></Period></MPD>"
    )
    return {
        "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{there}\n#EXT-X-ENDLIST\n".encode(),
        "hls_local": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{local}\n#EXT-X-ENDLIST\n".encode(),
        "hls_concat": f"#EXTM3U\n#EXTINF:1,\nconcat:{there}|file://{local}\n#EXT-X-ENDLIST\n".encode(),
        "hls_subfile": f"#EXTM3U\n#EXTINF:1,\nsubfile,,start,0,end,64,,:{local}\n#EXT-X-ENDLIST\n".encode(),
        "concat": f"ffconcat version 1.0\nfile {there}\nfile {local}\n".encode(),
        "dash": mpd.encode(),
        "sdp": f"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video {port} RTP/AVP 96\n".encode(),
        "pls": f"[playlist]\nFile1={there}\nNumberOfEntries=1\n".encode(),
        "asx": f'<asx version="3.0"><entry><ref href="{there}"/></entry></asx>'.encode(),
        "image_sequence": f"{local.parent}/%d.png".encode(),
    }


def test_a_list_of_other_places_is_no_recording(listener: tuple[int, list[bytes]], tmp_path: Path) -> None:
    """Case 33: lists of every kind, under the name of a video and under their own."""
    port, came = listener
    local = tmp_path / "secret.txt"
    local.write_text(SECRET)
    for kind, content in playlists(port, local).items():
        for ending in ("mp4", "m3u8", "txt"):
            path = tmp_path / f"{kind}.{ending}"
            path.write_bytes(content)
            with pytest.raises(RecordingRefused):
                containers.mime_type_of(path)
            with pytest.raises((OSError, ValueError)) as refused, containers.open_recording(path) as container:
                for _ in container.demux():
                    pass
            assert SECRET not in str(refused.value)
    assert came == []


@pytest.mark.parametrize("how", ["http", "file", "behind_its_head"])
def test_a_video_that_names_another_source_is_not_followed(
    listener: tuple[int, list[bytes]], tmp_path: Path, how: str
) -> None:
    """Case 33: a data reference inside an mp4 to an address or another file; a playlist behind the head of one."""
    port, came = listener
    local = make_video(tmp_path / "other.mp4")
    there = f"http://127.0.0.1:{port}/x.mp4" if how == "http" else f"file://{local}"
    path = tmp_path / "refers.mp4"
    whole = make_video(tmp_path / "whole.mp4").read_bytes()
    if how == "behind_its_head":
        path.write_bytes(whole[:64] + playlists(port, local)["hls"])
    else:
        path.write_bytes(refers_elsewhere(whole, there))
    with contextlib.suppress(RecordingRefused):
        sandbox.look(path)
    with (
        contextlib.suppress(OSError, ValueError, RecordingRefused),
        containers.open_recording(path) as container,
    ):
        for _ in zip(range(20), container.decode(video=0), strict=False):
            pass
    assert came == []


def test_what_names_nothing_is_still_read(tmp_path: Path) -> None:
    """Case 33: the tricks above fail for what they are, not because nothing opens."""
    assert sandbox.look(make_video(tmp_path / "plain.mp4")).duration_s > 1
    with containers.open_recording(make_sound(tmp_path / "plain.m4a")) as container:
        assert container.streams.audio


def refers_elsewhere(whole: bytes, address: str) -> bytes:
    """The mp4 with its `dref` entry pointing at that address; sizes of all boxes around it follow."""
    old = struct.pack(">I4sI", 12, b"url ", 1)
    at = whole.index(old)
    name = address.encode() + b"\x00"
    new = struct.pack(">I4sI", 12 + len(name), b"url ", 0) + name
    found = bytearray(whole[:at] + new + whole[at + 12 :])
    for box in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        start = whole.rindex(box, 0, at) - 4
        (size,) = struct.unpack(">I", found[start : start + 4])
        found[start : start + 4] = struct.pack(">I", size + len(name))
    return bytes(found)
