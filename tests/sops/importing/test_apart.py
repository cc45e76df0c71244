"""A hostile file can hurt only the process that reads it."""

import os
import time
from pathlib import Path

import pytest

from sops.importing import apart
from sops.importing.base import ImportRefused
from tests.support.files import MARKDOWN, notion_zip, word_file, zip_bomb

LIMIT = "from sops.process_limits import limit; "
HOSTILE = {
    "eats_memory": LIMIT + "limit(memory_bytes=200_000_000); b = bytearray(400_000_000)",
    "burns_time": LIMIT + "limit(memory_bytes=1 << 30, cpu_seconds=1)\nwhile True: pass",
    "fills_the_disk": LIMIT
    + "import sys; limit(memory_bytes=1 << 30, file_bytes=1000); open(sys.argv[3], 'wb').write(b'x' * 9000)",
    "crashes": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "babbles": "print('not json at all'); print('[1]'); print('3')",
}


def ignore(percent: int) -> None:
    """Nobody watches."""


@pytest.mark.parametrize("kind", HOSTILE)
def test_reading_that_goes_wrong_is_a_sentence(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Case 24."""
    (tmp_path / "hostile.py").write_text(HOSTILE[kind])
    environment = apart._environment()
    monkeypatch.setattr(apart, "_environment", lambda: {**environment, "PYTHONPATH": f"{apart.ROOT}:{tmp_path}"})
    began = time.monotonic()
    with pytest.raises(ImportRefused, match="time or memory"):
        apart.read(b"1. Save", name="a.md", progress=ignore, module="hostile")
    assert time.monotonic() - began < 20


def test_reading_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hanging.py").write_text("import time; time.sleep(60)")
    environment = apart._environment()
    monkeypatch.setattr(apart, "_environment", lambda: {**environment, "PYTHONPATH": str(tmp_path)})
    monkeypatch.setattr(apart, "WALL_SECONDS", 1)
    with pytest.raises(ImportRefused):
        apart.read(b"1. Save", name="a.md", progress=ignore, module="hanging")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("a.md", MARKDOWN.encode(), "Markdown"), ("a.docx", word_file(), "Word"), ("a.zip", notion_zip(), "HTML")],
)
def test_every_format_is_read_there(name: str, content: bytes, kind: str) -> None:
    told: list[int] = []
    found = apart.read(content, name=name, progress=told.append)
    assert kind in found.kind
    assert found.bundle.startswith(b"PK")


def test_a_refusal_comes_back_as_it_was_said() -> None:
    with pytest.raises(ImportRefused, match="from almost nothing"):
        apart.read(zip_bomb(), name="a.zip", progress=ignore)


def test_the_child_gets_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPMARK_SECRET_KEY", "canary")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    assert "canary" not in str(apart._environment())
    assert "HTTPS_PROXY" not in apart._environment()
    assert os.environ["STEPMARK_SECRET_KEY"] == "canary"
