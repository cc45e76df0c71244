import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ingest import draft_json, pipeline
from ingest.artefacts import Draft, DraftStep
from ingest.management.commands import process_recording

ROOT = Path(process_recording.__file__).resolve().parents[3]
DRAFT = Draft(
    title="Save a deal",
    purpose="Save a deal.",
    when_to_use="Every Friday.",
    steps=[
        DraftStep(
            kind="action",
            title="Click **Save**",
            body="",
            start_s=1.0,
            end_s=3.0,
            action="click",
            target_label="Save",
            box=(1, 2, 30, 10),
            screenshot_s=1.5,
            screenshot="0.png",
            note="Never save twice.",
        )
    ],
    width=640,
    height=400,
    duration_s=12.0,
)


@pytest.fixture
def finished(monkeypatch, tmp_path):
    """A recording whose stages are taken as done."""

    def run(workspace, on_done, **more):
        (workspace.screenshots / "0.png").write_bytes(b"picture")
        (workspace.screenshots / "slip.png").write_bytes(b"of a step that was dropped")
        workspace.write("draft.json", DRAFT)
        on_done("probe", 0.5)
        on_done("hear", 2.0)

    monkeypatch.setattr(process_recording.pipeline, "run", run)
    recording = tmp_path / "deal.mp4"
    recording.write_bytes(b"video")
    return recording


def call(*arguments):
    out = StringIO()
    call_command("process_recording", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_draft_is_written_with_its_pictures_beside_it(finished, tmp_path):
    out = tmp_path / "made" / "deal.draft.json"
    said = call(finished, "--json", out)
    made = json.loads(out.read_text())
    (step,) = made["steps"]
    assert made["title"] == "Save a deal"
    assert step["bbox"] == [1, 2, 30, 10]
    assert step["screenshot"] == "deal.shots/0.png"
    assert [path.name for path in (out.parent / "deal.shots").iterdir()] == ["0.png"]
    assert made["stage_seconds"]["hear"] == 2.0
    assert made["processing_s"] >= 2.5
    assert "hear        2.0 s" in said
    assert "1. Click **Save**" in said


def test_pictures_go_where_they_are_wanted(finished, tmp_path):
    call(finished, "--json", tmp_path / "deal.json", "--screenshots", tmp_path / "pictures")
    made = json.loads((tmp_path / "deal.json").read_text())
    assert made["steps"][0]["screenshot"] == "pictures/0.png"


def test_without_a_file_to_write_the_draft_is_only_told(finished, tmp_path):
    assert "Save a deal" in call(finished)
    assert [path.name for path in tmp_path.iterdir() if path.name != "media"] == ["deal.mp4"]


def test_a_draft_without_a_title_is_called_like_its_file():
    made = draft_json.as_dict(Draft(title="", purpose=""), name="Deal one.mp4", pictures="", seconds={})
    assert made["title"] == "Deal one"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"just text, whatever its name says", "not a video"),
        (b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 64, "can't be opened"),
    ],
)
def test_what_can_never_become_a_draft_is_refused_in_a_sentence(tmp_path, content, why, monkeypatch):
    monkeypatch.setattr(pipeline, "STAGES", ("probe",))
    recording = tmp_path / "deal.mp4"
    recording.write_bytes(content)
    with pytest.raises(CommandError, match=why):
        call(recording, "--json", tmp_path / "out.json")
    assert not (tmp_path / "out.json").exists()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"There is no file “.*gone\.mp4”"):
        call(tmp_path / "gone.mp4")


def test_a_log_that_can_not_be_used_is_refused_before_the_work_begins(finished, tmp_path, monkeypatch):
    log = tmp_path / "log.json"
    log.write_text('{"format": "stepmark-events", "version": 9}')
    monkeypatch.setattr(pipeline, "run", lambda *args, **more: pytest.fail("the work began"))
    with pytest.raises(CommandError, match="Version 9 of event logs is not known here"):
        call(finished, "--events", log)
    with pytest.raises(CommandError, match=r"There is no file “.*gone\.json”"):
        call(finished, "--events", tmp_path / "gone.json")


@pytest.mark.heavy
def test_a_refusal_ends_with_1_and_no_traceback(tmp_path):
    recording = tmp_path / "deal.mp4"
    recording.write_bytes(b"")
    done = subprocess.run(
        [sys.executable, "manage.py", "process_recording", str(recording)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.strip() == "CommandError: The file is empty. Export or download the recording again."


@pytest.mark.heavy
def test_a_real_recording_becomes_a_draft(tmp_path):
    recording = ROOT / "kb" / "demo" / "recordings" / "log-call.mp4"
    out = tmp_path / "log-call.json"
    done = subprocess.run(
        [sys.executable, "manage.py", "process_recording", str(recording), "--json", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    made = json.loads(out.read_text())
    titles = [step["title"] for step in made["steps"]]
    assert made["title"] == "Log a call"
    assert any("**Mark stage as complete**" in title for title in titles)
    assert any(step["note_kind"] == "decision" for step in made["steps"])
    assert all((tmp_path / step["screenshot"]).exists() for step in made["steps"] if step["screenshot"])
    # The same once more with a log whose clock is 42 s off: what the elements are called comes from it.
    events = [
        {"t": step["screenshot_time_s"] + 42.2, "type": "click", "name": f"Element {number}", "selector": f"#e{number}"}
        for number, step in enumerate(made["steps"])
        if step["action"] in ("click", "navigate")
    ]
    log = tmp_path / "log.json"
    log.write_text(json.dumps({"format": "stepmark-events", "version": 1, "surface": "screen", "events": events}))
    call(recording, "--events", log, "--json", out)
    again = json.loads(out.read_text())
    assert [step["target_label"] for step in again["steps"] if step["target_label"]] == [
        event["name"] for event in events
    ]
    assert any("clock of the event log" in warning for warning in again["warnings"])
