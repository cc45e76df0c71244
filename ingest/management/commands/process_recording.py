import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ingest import draft_json, pipeline
from ingest.artefacts import Draft
from ingest.errors import RecordingRefused, StageFailed
from ingest.events import log
from ingest.stages.base import Workspace


class Command(BaseCommand):
    help = "Makes a draft of a recording here and now, without the library, the database or a worker."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("recording", type=Path, metavar="FILE", help="a video: mp4, webm, mov, mkv or avi")
        parser.add_argument(
            "--transcript", type=Path, help="what is said, as WebVTT or SubRip: used instead of listening"
        )
        parser.add_argument("--events", type=Path, help="log of clicks and entries that was kept while recording")
        parser.add_argument("--json", type=Path, dest="out", help="where to write the draft")
        parser.add_argument("--screenshots", type=Path, help="folder for the pictures; else beside the JSON file")

    def handle(
        self,
        *,
        recording: Path,
        transcript: Path | None,
        events: Path | None,
        out: Path | None,
        screenshots: Path | None,
        **options: Any,
    ) -> None:
        for file in (recording, transcript, events):
            if file is not None and not file.is_file():
                raise CommandError(f"There is no file “{file}”.")
        with tempfile.TemporaryDirectory(prefix="recording-") as folder:
            workspace = Workspace(
                Path(folder),
                recording.resolve(),
                transcript.resolve() if transcript else None,
                events.resolve() if events else None,
            )
            seconds = self._run(workspace)
            draft = workspace.read("draft.json", Draft)
            pictures = _keep_pictures(draft, workspace, screenshots or _beside(out), out)
        made = draft_json.as_dict(draft, name=recording.name, pictures=pictures, seconds=seconds)
        if out is not None:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        self._tell(made)

    def _run(self, workspace: Workspace) -> dict[str, float]:
        seconds: dict[str, float] = {}

        def done(stage: str, took: float) -> None:
            seconds[stage] = took
            self.stdout.write(f"{stage:<8} {took:6.1f} s")
            self.stdout.flush()

        began = time.monotonic()
        try:
            if workspace.events_file is not None:
                log.read(workspace.events_file)  # what can't be used is refused before the work begins
            pipeline.run(workspace, on_done=done)
        except (RecordingRefused, StageFailed) as problem:
            raise CommandError(str(problem)) from problem
        return {**seconds, "between": max(0.0, time.monotonic() - began - sum(seconds.values()))}

    def _tell(self, made: dict[str, Any]) -> None:
        self.stdout.write(f"\n{made['title']}")
        for number, step in enumerate(made["steps"], start=1):
            self.stdout.write(f"{number:>3}. {step['title']}")
        for warning in made["warnings"]:
            self.stdout.write(f"Note: {warning}")
        self.stdout.write(
            f"{len(made['steps'])} steps in {made['processing_s']} s ({made['duration_s']:.0f} s of video)"
        )


def _beside(out: Path | None) -> Path | None:
    """`quote.draft.json` has its pictures in `quote.shots`."""
    return out.with_name(f"{out.name.removesuffix('.json').removesuffix('.draft')}.shots") if out else None


def _keep_pictures(draft: Draft, workspace: Workspace, folder: Path | None, out: Path | None) -> str:
    """Copy the draft's pictures into the folder; its path as it is written in the JSON file, "" if none are kept."""
    names = {step.screenshot for step in draft.steps if step.screenshot}
    if folder is None or not names:
        return ""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copyfile(workspace.screenshots / name, folder / name)
    return Path(os.path.relpath(folder, out.parent)).as_posix() if out else str(folder)
