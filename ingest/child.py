"""Starts the runner, listens to it, and ends it when the work is no longer wanted."""

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest import pipeline
from ingest.errors import RecordingRefused, StageFailed

ROOT = Path(__file__).resolve().parents[1]
STAGES = tuple(f"ingest.stages.{name}" for name in pipeline.STAGES)
TICK_SECONDS = 1.0
SILENCE_SECONDS = 900  # a stage that tells nothing for so long hangs


class Died(Exception):
    """The process ended without a word: killed by the system, or crashed in a decoder. Worth another try."""


class Broken(Exception):
    """A stage met something that it doesn't know: a mistake of ours. Carries the traceback."""


def run_stages(
    *,
    folder: Path,
    recording: Path,
    transcript: Path | None,
    events: Path | None = None,
    on_report: Callable[[dict[str, Any]], None],
    on_tick: Callable[[], None],
    stages: tuple[str, ...] = STAGES,
) -> None:
    """Run the stages to their end. `on_tick` is called every second and may raise `Stopped`."""
    arguments = [",".join(stages), *(str(path or "") for path in (folder, recording, transcript, events))]
    outcome: dict[str, Any] = {}
    with _runner(arguments) as (process, reports):
        for report in _reports(reports, on_tick):
            if {"finished", "refused", "failed", "broken"} & set(report):
                outcome = report
            else:
                on_report(report)
        process.wait()
    _judge(outcome, process.returncode)


def _judge(outcome: dict[str, Any], exit_code: int) -> None:
    if "refused" in outcome:
        raise RecordingRefused(**outcome["refused"])
    if "failed" in outcome:
        raise StageFailed(outcome["failed"])
    if "broken" in outcome:
        raise Broken(outcome["broken"])
    if "finished" not in outcome:
        raise Died(f"The process ended with {exit_code}.")


@contextmanager
def _runner(arguments: list[str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The running process and the pipe with its reports; both are gone afterwards."""
    read_end, write_end = os.pipe()
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "ingest.runner", str(write_end), *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=(write_end,),
            start_new_session=True,  # Ctrl-C is for the worker, which then ends this one
        )
    finally:
        os.close(write_end)
    try:
        yield process, read_end
    finally:
        os.close(read_end)
        process.kill()
        process.communicate()


def _reports(descriptor: int, on_tick: Callable[[], None]) -> Iterator[dict[str, Any]]:
    """One report after the other until the process closes its end."""
    rest, heard_at = b"", time.monotonic()
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        next_tick = 0.0
        while True:
            if time.monotonic() >= next_tick:
                on_tick()
                next_tick = time.monotonic() + TICK_SECONDS
            if selector.select(TICK_SECONDS):
                data = os.read(descriptor, 65536)
                if not data:
                    return
                heard_at = time.monotonic()
                *lines, rest = (rest + data).split(b"\n")
                yield from map(json.loads, lines)
            elif time.monotonic() - heard_at > SILENCE_SECONDS:
                raise StageFailed("The work came to a standstill and was ended. Try again, or send a shorter part.")
