"""A Stepmark in a folder of its own, with real worker processes that a test may kill."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Site:
    """`app` names the Celery application: the project's, or the one with the small stages."""

    folder: Path
    app: str = "kb"
    settings: dict[str, str] = field(default_factory=dict)
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def prepare(self) -> None:
        self._run("manage.py", "migrate", "-v0")
        self._run("manage.py", "createcachetable")
        self.ask("people")

    def ask(self, *command: str) -> Any:
        """Run a command of `tests.support.inside` in the site and read its answer."""
        return json.loads(self._run("-m", "tests.support.inside", *command))

    def upload(self, path: Path) -> int:
        """The id of the recording. OSError with the code where it is refused."""
        answer = self.ask("upload", str(path))
        if "refused" in answer:
            raise OSError(answer["refused"])
        return int(answer["id"])

    def start_worker(self) -> "subprocess.Popen[bytes]":
        options = "-Q ingest -c 1 --loglevel WARNING --without-gossip --without-mingle"
        with (self.folder / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", self.app, "worker", "-n", "ingest@%h", *options.split()],
                cwd=ROOT,
                env=self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.workers.append(worker)
        return worker

    def kill_worker(self) -> None:
        """`kill -9` for the worker and its pool, as a power cut would."""
        worker = self.workers.pop()
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def row(self, recording_id: int) -> dict[str, Any]:
        with sqlite3.connect(self.folder / "stepmark.sqlite3", timeout=20) as rows:
            rows.row_factory = sqlite3.Row
            found = rows.execute("SELECT * FROM ingest_job WHERE recording_id = ?", [recording_id]).fetchone()
        return dict(found)

    def folders_left(self, wanted: int) -> int:
        """Folders of work, once there are as few as wanted: they go a moment after the row says that it is done."""
        until = time.monotonic() + 10
        while (left := sum(1 for _ in (self.folder / "work").iterdir())) > wanted and time.monotonic() < until:
            time.sleep(0.05)
        return left

    def count(self, table: str) -> int:
        with sqlite3.connect(self.folder / "stepmark.sqlite3", timeout=20) as rows:
            return int(rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def wait(self, recording_id: int, *, seconds: float, stage: str = "", state: str = "") -> dict[str, Any]:
        """The job's row once it is at that stage or in that state; it may also be over by then."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            row = self.row(recording_id)
            if row["state"] in ("done", "failed", "cancelled") or (stage and row["stage"] == stage):
                return row
            if state and row["state"] == state:
                return row
            time.sleep(0.05)
        raise AssertionError(f"still {self.row(recording_id)}\n{(self.folder / 'worker.log').read_text()[-3000:]}")

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self._environment(), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _environment(self) -> dict[str, str]:
        ours = {"STEPMARK_VAR_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": "kb.settings", "PYTHONPATH": str(ROOT)}
        return {**os.environ, **ours, **self.settings}


@contextmanager
def site(folder: Path, app: str = "kb", **settings: str) -> Iterator[Site]:
    """A prepared site; its workers are ended with it."""
    mine = Site(folder, app, settings)
    mine.prepare()
    try:
        yield mine
    finally:
        while mine.workers:
            mine.kill_worker()
