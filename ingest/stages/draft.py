"""Text and pictures together: the draft as the editor receives it."""

from dataclasses import replace

from ingest.artefacts import DraftStep, Probe, Shot, Shots
from ingest.stages.base import Workspace
from ingest.stages.words import masking
from ingest.stages.writing.written import Written


class MakeDraft:
    """Writes the whole draft."""

    name = "draft"
    version = 1
    needs = ("probe.json", "shots.json", "write.json")
    produces = "draft.json"

    def run(self, workspace: Workspace) -> None:
        probe = workspace.read("probe.json", Probe)
        written = workspace.read("write.json", Written)
        shots = {shot.action_index: shot for shot in workspace.read("shots.json", Shots).shots}
        steps = [
            _pictured(step, shots.get(index))
            for step, index in zip(written.draft.steps, written.action_indexes, strict=True)
        ]
        draft = replace(
            written.draft,
            steps=steps,
            warnings=list(dict.fromkeys([*probe.warnings, *written.draft.warnings])),
            width=probe.width,
            height=probe.height,
            duration_s=probe.duration_s,
        )
        workspace.write(self.produces, draft)


def _pictured(step: DraftStep, shot: Shot | None) -> DraftStep:
    if shot is None:
        return step
    words = [replace(line, text=masking.scrub(line.text)) for line in shot.words]
    return replace(step, screenshot_s=shot.at_s, screenshot=shot.file, words=words)


stage = MakeDraft()
