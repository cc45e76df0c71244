"""The stages in their order, and how to run them over a workspace.

Listening needs nothing but the sound, so it runs beside watching and reading where there is a second core.
"""

import contextvars
import dataclasses
import os
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module

from ingest import stamps
from ingest.stages.base import Stage, Workspace

STAGES = ("probe", "hear", "watch", "segment", "read", "target", "shots", "write", "draft")
BESIDE = "hear"  # what runs beside those that don't need its artefact


def load(name: str, package: str = "ingest.stages") -> Stage:
    """The stage of that name; each lives in a file of its own and is called `stage` there."""
    stage: Stage = import_module(f"{package}.{name}").stage
    return stage


def run(
    workspace: Workspace,
    on_stage: Callable[[str], None] = lambda name: None,
    on_done: Callable[[str, float], None] = lambda name, seconds: None,
    stages: Sequence[Stage] | None = None,
) -> None:
    """Run what is not done yet, for these files and these versions of the stages."""
    todo = [load(name) for name in STAGES] if stages is None else stages
    wanted = stamps.stamps_for(todo, stamps.inputs_of(workspace))
    beside: _Beside | None = None
    try:
        for stage in todo:
            if stamps.is_done(workspace, stage, wanted[stage.name]):
                continue
            if stage.name == BESIDE and _has_a_free_core() and stage is not todo[-1]:
                beside = _Beside(stage, workspace, wanted[stage.name], on_done)
                continue
            if beside and beside.stage.produces in stage.needs:
                beside.awaited(on_stage)
                beside = None
            on_stage(stage.name)
            _run(stage, workspace, wanted[stage.name], on_done)
    except BaseException:
        if beside:
            beside.forsake()
        raise
    if beside:
        beside.awaited(on_stage)


def _run(stage: Stage, workspace: Workspace, stamp: str, on_done: Callable[[str, float], None]) -> None:
    began = time.monotonic()
    stamps.forget(workspace, stage)
    stage.run(workspace)
    stamps.mark_done(workspace, stage, stamp)
    on_done(stage.name, time.monotonic() - began)


def _has_a_free_core() -> bool:
    return len(os.sched_getaffinity(0)) > 1


class _Forsaken(Exception):
    """The stages beside which this one ran have failed."""


class _Beside:
    """A stage in a thread of its own: what it computes with lets go of the interpreter."""

    def __init__(self, stage: Stage, workspace: Workspace, stamp: str, on_done: Callable[[str, float], None]):
        self.stage = stage
        self._is_forsaken = threading.Event()
        self._problem: BaseException | None = None
        quiet = dataclasses.replace(workspace, report=self._check)
        # In the context of its caller: what is masked as personal data stands there.
        work = partial(contextvars.copy_context().run, self._work, quiet, stamp, on_done)
        self._thread = threading.Thread(target=work, name=stage.name, daemon=True)
        self._thread.start()

    def awaited(self, on_stage: Callable[[str], None]) -> None:
        """When it is done; what went wrong in it goes wrong here."""
        if self._thread.is_alive():
            on_stage(self.stage.name)
        self._thread.join()
        if self._problem is not None:
            raise self._problem

    def forsake(self) -> None:
        """End it at its next report: its workspace is about to go."""
        self._is_forsaken.set()
        self._thread.join()

    def _work(self, workspace: Workspace, stamp: str, on_done: Callable[[str, float], None]) -> None:
        try:
            _run(self.stage, workspace, stamp, on_done)
        except BaseException as problem:
            self._problem = problem

    def _check(self, share: float) -> None:
        if self._is_forsaken.is_set():
            raise _Forsaken
