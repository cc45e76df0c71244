"""Runs the stages in a process of its own and tells how far it is, a line of JSON each.

    python -m ingest.runner REPORT_FD STAGES FOLDER RECORDING [TRANSCRIPT]

A file that makes a decoder crash or eat all memory ends this process, not the worker. Standard input is held open
by the worker: when it closes, the worker is gone and this process ends too.
"""

import json
import os
import sys
import threading
import time
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

from ingest import pipeline
from ingest.configured import setting
from ingest.errors import RecordingRefused, StageFailed
from ingest.limits import limit
from ingest.stages.base import POLICY, Workspace
from ingest.stages.words.policy import Policy, default, using

NICENESS = 5  # pages are answered first
REPORT_EVERY_SECONDS = 0.5


class Reporter:
    """Writes what happened to the worker's end of the pipe."""

    def __init__(self, descriptor: int):
        self._out = os.fdopen(descriptor, "w", buffering=1)
        self._last = 0.0
        self._lock = threading.Lock()  # listening tells when it is done, from a thread of its own

    def tell(self, **what: Any) -> None:
        with self._lock:
            self._out.write(json.dumps(what) + "\n")

    def share(self, share: float) -> None:
        now = time.monotonic()
        if now - self._last >= REPORT_EVERY_SECONDS:
            self._last = now
            self.tell(share=max(0.0, min(1.0, float(share))))


def main(descriptor: str, stages: str, folder: str, recording: str, transcript: str = "", events: str = "") -> None:
    reporter = Reporter(int(descriptor))
    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    os.nice(NICENESS)
    limit(memory_bytes=setting("STEPMARK_INGEST_MEMORY_BYTES", 6_000_000_000))
    workspace = Workspace(
        folder=Path(folder),
        recording=Path(recording),
        transcript_file=Path(transcript) if transcript else None,
        events_file=Path(events) if events else None,
        report=reporter.share,
    )
    known = workspace.read(POLICY, Policy) if workspace.has(POLICY) else default()
    with using(known):
        reporter.tell(**_outcome(workspace, stages.split(","), reporter))


def _outcome(workspace: Workspace, stages: list[str], reporter: Reporter) -> dict[str, Any]:
    try:
        pipeline.run(
            workspace,
            on_stage=lambda name: reporter.tell(stage=name),
            on_done=lambda name, seconds: reporter.tell(done=name, seconds=round(seconds, 3)),
            stages=[import_module(path).stage for path in stages],
        )
    except RecordingRefused as refusal:
        return {"refused": {"code": refusal.code, "detail": refusal.detail}}
    except StageFailed as failure:
        return {"failed": str(failure)}
    except MemoryError:
        return {"failed": "This recording needs more memory than there is. Cut it into shorter parts."}
    except Exception:
        return {"broken": traceback.format_exc()}
    return {"finished": True}


def _end_with_the_worker() -> None:
    """The other end of standard input closes when the worker ends, however it ends."""
    while os.read(0, 1024):
        pass
    os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
