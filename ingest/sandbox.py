"""Looks into a file from a stranger in a process of its own, with limits: whatever the file does there, we live on."""

import json
import os
import subprocess
import sys
from pathlib import Path

from ingest.checking import Facts
from ingest.configured import setting
from ingest.containers import FORMATS
from ingest.errors import RecordingRefused

WALL_SECONDS = 60
ROOT = Path(__file__).resolve().parents[1]


def look(path: Path, module: str = "ingest.checking") -> Facts:
    """The facts of a recording, or RecordingRefused. Never takes longer than a minute."""
    max_seconds = setting("STEPMARK_MAX_RECORDING_SECONDS", 7200)
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, str(path), str(max_seconds)],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=WALL_SECONDS,
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as problem:
        raise RecordingRefused(
            "unreadable",
            "The file looks like a video, but reading it goes wrong. Export the recording again as"
            f" {FORMATS}, or record the screen with another program.",
        ) from problem
    if "refused" in answer:
        raise RecordingRefused(**answer["refused"])
    return Facts(**answer["facts"])


def environment() -> dict[str, str]:
    """No secrets, no proxies: only what Python needs to start."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT)}
