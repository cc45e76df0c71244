"""A hostile file can hurt only the process that looks at it."""

import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest import sandbox
from ingest.errors import RecordingRefused
from tests.support.media import make_video

HOSTILE = {
    "eats_memory": "import ingest.limits as l; l.limit(memory_bytes=200_000_000); b = bytearray(400_000_000)",
    "burns_time": "import ingest.limits as l; l.limit(memory_bytes=1 << 30, cpu_seconds=1)\nwhile True: pass",
    "crashes": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "babbles": "print('not json at all')",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_look_that_goes_wrong_is_a_sentence(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hostile.py").write_text(HOSTILE[kind])
    environment = sandbox.environment()
    monkeypatch.setattr(sandbox, "environment", lambda: {**environment, "PYTHONPATH": f"{sandbox.ROOT}:{tmp_path}"})
    began = time.monotonic()
    with pytest.raises(RecordingRefused) as refused:
        sandbox.look(tmp_path / "whatever.mp4", module="hostile")
    assert refused.value.code == "unreadable"
    assert time.monotonic() - began < 20


def test_a_look_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hanging.py").write_text("import time; time.sleep(60)")
    environment = sandbox.environment()
    monkeypatch.setattr(sandbox, "environment", lambda: {**environment, "PYTHONPATH": str(tmp_path)})
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 1)
    with pytest.raises(RecordingRefused):
        sandbox.look(tmp_path / "whatever.mp4", module="hanging")


def test_the_limits_hold_for_the_child_only(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_DATA)
    sandbox.look(make_video(tmp_path / "small.mp4"))
    assert resource.getrlimit(resource.RLIMIT_DATA) == before


def test_the_child_can_t_write_files(tmp_path: Path) -> None:
    code = (
        "import os; from ingest.limits import limit; limit(memory_bytes=1 << 30, may_write=False);"
        f"os.write(os.open({str(tmp_path / 'made')!r}, os.O_CREAT | os.O_WRONLY), b'x')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=sandbox.ROOT, capture_output=True)
    assert done.returncode != 0
    assert (tmp_path / "made").stat().st_size == 0


def test_the_child_gets_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPMARK_SECRET_KEY", "very secret")
    assert "very secret" not in sandbox.environment().values()


@pytest.mark.parametrize(
    "content",
    [
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"http://169.254.169.254/latest/meta-data/",
    ],
)
def test_playlists_and_addresses_are_not_followed(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "list.mp4"
    path.write_bytes(content)
    with pytest.raises(RecordingRefused) as refused:
        sandbox.look(path)
    assert refused.value.code == "not_a_video"


def test_a_playlist_behind_the_first_bytes_of_a_video_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "list.mp4"
    path.write_bytes(b"\x00\x00\x00\x20ftypisom\n#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/secret\n")
    with pytest.raises(RecordingRefused) as refused:
        sandbox.look(path)
    assert refused.value.code == "unreadable"
