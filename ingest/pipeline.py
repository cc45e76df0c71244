"""The stages in their order, and how to run them over a workspace."""

from collections.abc import Callable
from importlib import import_module

from ingest.stages.base import Stage, Workspace

STAGES = ("probe", "hear", "watch", "segment", "read", "target", "shots", "write", "draft")


def load(name: str) -> Stage:
    """The stage of that name; each lives in a file of its own and is called `stage` there."""
    stage: Stage = import_module(f"ingest.stages.{name}").stage
    return stage


def run(workspace: Workspace, on_stage: Callable[[str], None] = lambda name: None) -> None:
    """Run what is not done yet. A stage whose artefact is there is not run again."""
    for name in STAGES:
        stage = load(name)
        if not workspace.has(stage.produces):
            on_stage(name)
            stage.run(workspace)
