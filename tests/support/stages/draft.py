from PIL import Image

from ingest.artefacts import Actions, Draft, DraftStep, TextLine
from ingest.findings import phrase
from ingest.stages.base import Workspace
from tests.support.stages.base import make_trouble, note_run


class TinyDraft:
    name, version, needs, produces = "draft", 1, ("actions.json",), "draft.json"

    def run(self, workspace: Workspace) -> None:
        note_run(workspace, self.name)
        make_trouble(workspace, self.name)
        Image.new("RGB", (320, 200), "navy").save(workspace.screenshots / "1.png")
        actions = workspace.read("actions.json", Actions).actions
        steps = [
            DraftStep(
                kind="action",
                title=phrase(action),
                body="",
                start_s=action.start_s,
                end_s=action.end_s,
                action=action.kind,
                target_label=action.label,
                value=action.value,
                box=action.box,
                screenshot="1.png",
                words=[TextLine(action.label, (64, 20, 32, 40), 1.0)],
                evidence=["label:ocr"],
                narration="and now I do it",
            )
            for action in actions
        ]
        workspace.write(
            self.produces,
            Draft("Request a discount", "Get it approved.", steps=steps, width=320, height=200, duration_s=12.0),
        )


stage = TinyDraft()
