"""Reads a file from a stranger in a process of its own: whatever the file does there, we live on."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sops.importing.base import ImportRefused, Progress

ROOT = Path(__file__).resolve().parents[2]
WALL_SECONDS = 180
KEPT = ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Read:
    """What kind of file it was, what could not be taken, and everything else as a bundle."""

    kind: str
    left_out: list[str]
    bundle: bytes


def read(content: bytes, *, name: str, progress: Progress, module: str = "sops.importing.child") -> Read:
    """What is in the file. ImportRefused where it can't be read, also within the limits of time and memory."""
    with tempfile.TemporaryDirectory() as folder:
        source, bundle = Path(folder) / "source", Path(folder) / "bundle"
        source.write_bytes(content)
        outcome = _run([sys.executable, "-m", module, str(source), name, str(bundle)], progress)
        if "refused" in outcome:
            raise ImportRefused(outcome["refused"])
        if "found" not in outcome:
            raise ImportRefused(
                "Reading the file goes wrong: it takes too much time or memory, or it is damaged."
                " Export it again, split it, or send it in another format."
            )
        return Read(**outcome["found"], bundle=bundle.read_bytes())


def _run(command: list[str], progress: Progress) -> dict[str, Any]:
    """The last thing that the process said."""
    outcome: dict[str, Any] = {}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        clock = threading.Timer(WALL_SECONDS, process.kill)
        clock.start()
        try:
            for line in process.stdout or ():
                said = _parsed(line)
                if "progress" in said:
                    progress(int(said["progress"]))
                else:
                    outcome = said
        finally:
            clock.cancel()
            process.kill()
    return outcome


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _environment() -> dict[str, str]:
    """No secrets, no proxies: only what Python needs to start."""
    return {**{name: os.environ[name] for name in KEPT if name in os.environ}, "PYTHONPATH": str(ROOT)}
