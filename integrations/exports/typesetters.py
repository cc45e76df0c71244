"""Processes that typeset: as many documents at once as there are cores to use, and none of them in the worker.

A document that needs more memory than allowed ends with a sentence, not with the worker.
"""

import json
import subprocess
import sys
import threading
from queue import Empty, SimpleQueue

from django.conf import settings

from integrations.exports.errors import ExportFailed
from integrations.exports.typesetting import receive, send

_free: SimpleQueue["Typesetter"] = SimpleQueue()
_all: list["Typesetter"] = []
_lock = threading.Lock()


class Typesetter:
    """One process; it lives until its standard input closes, so it never outlives the worker."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "integrations.exports.typesetting", str(settings.STEPMARK_EXPORT_MEMORY_BYTES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
        )

    def typeset(self, page: str, pictures: dict[str, bytes]) -> bytes:
        """`ExportFailed` where the document is too big or the process died over it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            head = json.dumps(list(pictures)).encode()
            send(self._process.stdin, head, page.encode(), *pictures.values())
            outcome, content = receive(self._process.stdout), receive(self._process.stdout)
        except OSError:
            outcome, content = None, None
        if outcome == b"done" and content:
            return content
        if outcome == b"failed":
            raise ValueError((content or b"").decode())
        raise ExportFailed(
            "A PDF of this SOP needs more memory than exports may use. Split the SOP, or choose another format."
        )

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process.wait(timeout=30)


def typeset(page: str, pictures: dict[str, bytes]) -> bytes:
    """By a process that is free, or by a new one. Threads may call it at the same time."""
    typesetter = _take()
    try:
        return typesetter.typeset(page, pictures)
    finally:
        if typesetter.is_alive:
            _free.put(typesetter)


def close() -> None:
    """End them all; the next document starts new ones."""
    with _lock:
        while True:
            try:
                _free.get_nowait()
            except Empty:
                break
        while _all:
            _all.pop().close()


def _take() -> Typesetter:
    try:
        return _free.get_nowait()
    except Empty:
        typesetter = Typesetter()
        with _lock:
            _all.append(typesetter)
        return typesetter
