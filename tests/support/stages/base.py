"""What the small stages share: each appends its name to `runs`, so that a test can count."""

import json
from pathlib import Path

from ingest.stages.base import Workspace


def note_run(workspace: Workspace, name: str) -> None:
    with workspace.path("runs").open("a") as runs:
        runs.write(name + "\n")


def asked_for(workspace: Workspace) -> dict[str, str]:
    """What the test wants to go wrong: a file beside the recording, e.g. {"target": "die"}."""
    path = Path(f"{workspace.recording}.trouble")
    wanted: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return wanted


def make_trouble(workspace: Workspace, name: str) -> None:
    import os
    import signal
    import time

    from ingest.errors import RecordingRefused, StageFailed

    trouble = asked_for(workspace).get(name)
    if trouble == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if trouble == "wait":
        for _ in range(600):
            workspace.report(0.5)
            time.sleep(0.1)
    if trouble == "slow":
        for _ in range(15):
            workspace.report(0.5)
            time.sleep(0.1)
    if trouble == "refuse":
        raise RecordingRefused("unreadable", "The recording is damaged.")
    if trouble == "fail":
        raise StageFailed("The screens can't be read.")
    if trouble == "break":
        raise RuntimeError("a mistake of ours")
