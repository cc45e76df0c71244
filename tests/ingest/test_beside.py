"""Listening runs beside watching and reading; what needs the words waits for it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ingest import pipeline, showing
from ingest.artefacts import Probe
from ingest.errors import StageFailed
from ingest.stages.base import Workspace
from ingest.stages.words import policy
from tests.support.cast import Cast
from tests.support.recordings import make_job

WAITS_SECONDS = 5


@dataclass
class Acting:
    """A stage that does as it is told, and then writes its artefact."""

    name: str
    needs: tuple[str, ...] = ()
    act: Callable[[Workspace], None] = field(default=lambda workspace: None)
    version: int = 1

    @property
    def produces(self) -> str:
        return f"{self.name}.json"

    def run(self, workspace: Workspace) -> None:
        self.act(workspace)
        workspace.write(self.produces, Probe(1, 1, 1.0, False, ""))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "video.mp4").write_bytes(b"video")
    return Workspace(tmp_path / "work", tmp_path / "video.mp4")


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_has_a_free_core", lambda: True)


def run(workspace: Workspace, hear: Callable[[Workspace], None], watch: Callable[[Workspace], None]) -> list[str]:
    """Names of the stages in the order in which they were done."""
    done: list[str] = []
    stages: list[Any] = [
        Acting("probe"),
        Acting("hear", ("probe.json",), hear),
        Acting("watch", ("probe.json",), watch),
        Acting("target", ("hear.json", "watch.json")),
    ]
    pipeline.run(workspace, stages=stages, on_done=lambda name, seconds: done.append(name))
    return done


def test_watching_does_not_wait_for_listening_and_the_target_does(workspace: Workspace) -> None:
    watched = threading.Event()

    def hear(_: Workspace) -> None:
        assert watched.wait(WAITS_SECONDS)

    done = run(workspace, hear, lambda _: watched.set())
    assert (done[0], set(done[1:3]), done[3]) == ("probe", {"hear", "watch"}, "target")


def test_without_a_second_core_one_comes_after_the_other(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_has_a_free_core", lambda: False)
    assert run(workspace, lambda _: None, lambda _: None) == ["probe", "hear", "watch", "target"]


def test_what_goes_wrong_in_listening_ends_the_run(workspace: Workspace) -> None:
    def hear(_: Workspace) -> None:
        raise StageFailed("No more memory for the sound.")

    with pytest.raises(StageFailed, match="No more memory"):
        run(workspace, hear, lambda _: None)
    assert not workspace.has("target.json")


def test_listening_ends_when_watching_fails(workspace: Workspace) -> None:
    failed, ended = threading.Event(), threading.Event()

    def hear(of: Workspace) -> None:
        assert failed.wait(WAITS_SECONDS)
        try:
            while True:
                of.report(0.5)
        finally:
            ended.set()

    def watch(_: Workspace) -> None:
        failed.set()
        raise StageFailed("The picture is broken.")

    with pytest.raises(StageFailed, match="broken"):
        run(workspace, hear, watch)
    assert ended.is_set()
    assert not workspace.has("hear.json")


def test_what_is_masked_holds_for_listening_too(workspace: Workspace) -> None:
    seen: list[list[str]] = []
    with policy.using(policy.Policy(kinds=["email"], names=["Priya"])):
        run(workspace, lambda _: seen.append(policy.active().names), lambda _: None)
    assert seen == [["Priya"]]


@pytest.mark.django_db
def test_the_job_page_says_that_both_go_on(cast: Cast) -> None:
    job = make_job(cast.sales, cast.ed)
    job.state, job.stage, job.stage_seconds = "running", "watch", {"probe": 0.1}
    states = {row.name: row.state for row in showing.rows_of(job)}
    assert (states["Listen"], states["Watch"], states["Read the screens"]) == ("now", "now", "off")
    job.stage_seconds = {"probe": 0.1, "hear": 3.0}
    assert {row.name: row.state for row in showing.rows_of(job)}["Listen"] == "done"
