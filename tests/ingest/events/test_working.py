"""A log that was sent beside a recording reaches the stages, and goes with the video."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from ingest import child, retention, runner, working
from ingest.errors import StageFailed
from ingest.stages.base import Workspace
from tests.support.cast import Cast
from tests.support.recordings import make_job

LOG = b'{"format": "stepmark-events", "version": 1, "events": []}'


def test_the_stages_get_the_log(cast: Cast, settings: Any, var_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STEPMARK_WORK_DIR = var_dir / "work"
    job = make_job(cast.sales, cast.ed)
    job.recording.events.save("events.json", ContentFile(LOG))
    given: dict[str, Any] = {}

    def run_stages(**arguments: Any) -> None:
        given.update(arguments)
        raise StageFailed("That was enough.")

    monkeypatch.setattr(child, "run_stages", run_stages)
    working.work(job.pk)
    assert (given["transcript"], given["events"].read_bytes()) == (None, LOG)

    retention.remove(job.recording, by=cast.ed)
    job.recording.refresh_from_db()
    assert not job.recording.events


def test_the_runner_hands_it_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Workspace] = []
    monkeypatch.setattr(runner, "_outcome", lambda workspace, stages, reporter: seen.append(workspace) or {})
    for name in ("limit", "_end_with_the_worker"):
        monkeypatch.setattr(runner, name, lambda **more: None)
    monkeypatch.setattr(runner.os, "nice", lambda by: None)
    with (tmp_path / "reports").open("wb") as reports:
        runner.main(str(reports.fileno()), "probe", str(tmp_path), "a.mp4", "", "log.json")
    assert (seen[0].transcript_file, seen[0].events_file) == (None, Path("log.json"))
