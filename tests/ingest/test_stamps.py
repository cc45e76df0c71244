"""A finished stage is not run again, until something that it was made from changes."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.artefacts import Probe
from ingest.stages.base import Workspace


@dataclass
class Counting:
    name: str
    needs: tuple[str, ...] = ()
    version: int = 1
    runs: int = 0

    @property
    def produces(self) -> str:
        return f"{self.name}.json"

    def run(self, workspace: Workspace) -> None:
        self.runs += 1
        workspace.write(self.produces, Probe(1, 1, 1.0, False, ""))


@pytest.fixture
def stages() -> list[Counting]:
    """`write` needs both; `watch` and `hear` don't need each other."""
    return [
        Counting("probe"),
        Counting("hear", ("probe.json",)),
        Counting("watch", ("probe.json",)),
        Counting("write", ("hear.json", "watch.json")),
    ]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "video.mp4").write_bytes(b"video")
    return Workspace(tmp_path / "work", tmp_path / "video.mp4")


def runs_after(workspace: Workspace, stages: list[Counting]) -> list[int]:
    pipeline.run(workspace, stages=stages)
    return [stage.runs for stage in stages]


def test_what_is_done_is_not_run_again(workspace: Workspace, stages: list[Counting]) -> None:
    assert runs_after(workspace, stages) == [1, 1, 1, 1]
    assert runs_after(workspace, stages) == [1, 1, 1, 1]


def test_a_new_version_runs_the_stage_and_what_depends_on_it(workspace: Workspace, stages: list[Counting]) -> None:
    runs_after(workspace, stages)
    stages[1].version = 2
    assert runs_after(workspace, stages) == [1, 2, 1, 2]


def test_another_recording_runs_everything(workspace: Workspace, stages: list[Counting]) -> None:
    runs_after(workspace, stages)
    workspace.recording.write_bytes(b"another video")
    assert runs_after(workspace, stages) == [2, 2, 2, 2]


def test_a_transcript_that_is_added_runs_everything_that_may_read_it(
    workspace: Workspace, stages: list[Counting]
) -> None:
    runs_after(workspace, stages)
    workspace.transcript_file = workspace.recording.with_suffix(".vtt")
    workspace.transcript_file.write_text("WEBVTT")
    assert runs_after(workspace, stages) == [2, 2, 2, 2]


def test_an_artefact_without_its_stamp_does_not_count(workspace: Workspace, stages: list[Counting]) -> None:
    runs_after(workspace, stages)
    workspace.path("stamps/watch").unlink()
    assert runs_after(workspace, stages) == [1, 1, 2, 1]


def test_a_stage_that_broke_off_leaves_no_artefact_of_the_last_time(
    workspace: Workspace, stages: list[Counting]
) -> None:
    runs_after(workspace, stages)

    class Breaking(Counting):
        def run(self, workspace: Workspace) -> None:
            raise RuntimeError

    stages[2] = Breaking("watch", ("probe.json",), version=2)
    with pytest.raises(RuntimeError):
        runs_after(workspace, stages)
    assert not workspace.has("watch.json")
