"""The stages in their order, and how to run them over a workspace."""

import time
from collections.abc import Callable, Sequence
from importlib import import_module

from ingest import stamps
from ingest.stages.base import Stage, Workspace

STAGES = ("probe", "hear", "watch", "segment", "read", "target", "shots", "write", "draft")


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
    for stage in todo:
        if stamps.is_done(workspace, stage, wanted[stage.name]):
            continue
        on_stage(stage.name)
        began = time.monotonic()
        stamps.forget(workspace, stage)
        stage.run(workspace)
        stamps.mark_done(workspace, stage, wanted[stage.name])
        on_done(stage.name, time.monotonic() - began)
