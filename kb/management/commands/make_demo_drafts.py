import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from PIL import Image

from ingest import pipeline
from ingest.artefacts import Draft
from ingest.stages.base import Workspace
from kb.demo import filmed

QUALITY = 82  # of the WebP pictures: text stays crisp, a 1280 × 720 page takes about 30 kB


class Command(BaseCommand):
    help = "Makes the demo library's drafts again: runs the pipeline over its recordings. Takes a minute for each."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", help="recordings to work on, without ending; all if none is named")

    def handle(self, *, names: list[str], **options: Any) -> None:
        for recording in sorted(filmed.RECORDINGS.glob("*.mp4")):
            if recording != filmed.SAMPLE and (not names or recording.stem in names):
                draft = make_draft(recording, filmed.DRAFTS / recording.stem)
                self.stdout.write(f"{recording.stem}: “{draft.title}”, {len(draft.steps)} steps")


def make_draft(recording: Path, target: Path) -> Draft:
    """Run the pipeline over the recording, and keep its result in `target`."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(folder=Path(folder), recording=recording)
        pipeline.run(workspace)
        return keep(workspace, target)


def keep(workspace: Workspace, target: Path) -> Draft:
    """The workspace's draft and its pictures as WebP, in place of what `target` held."""
    draft = workspace.read("draft.json", Draft)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    steps = []
    for step in draft.steps:
        name = f"{Path(step.screenshot).stem}.webp" if step.screenshot else ""
        if name:
            with Image.open(workspace.screenshots / step.screenshot) as picture:
                picture.save(target / name, "WEBP", quality=QUALITY, method=6)
        steps.append(replace(step, screenshot=name))
    draft = replace(draft, steps=steps)
    (target / "draft.json").write_text(draft.to_json(), encoding="utf-8")
    return draft
