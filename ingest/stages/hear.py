"""What was said: from a transcript that came along, else by listening."""

from ingest import models_found
from ingest.artefacts import Probe, Transcript
from ingest.errors import StageFailed
from ingest.stages.base import Workspace
from ingest.stages.words import captions, listening, masked_speech

NO_SOUND = "The sound of this recording can't be decoded, so the draft is made from the screen alone."
NO_NARRATION = "No narration: nobody speaks in this recording, so the draft is made from the screen alone."


class Hear:
    """Writes the transcript; empty where nobody spoke."""

    name = "hear"
    version = 3
    needs = ("probe.json",)
    produces = "transcript.json"

    def run(self, workspace: Workspace) -> None:
        workspace.report(0.0)
        workspace.write(self.produces, masked_speech.masked(self._transcript(workspace)))
        workspace.report(1.0)

    def _transcript(self, workspace: Workspace) -> Transcript:
        if workspace.transcript_file is not None:
            return _noted(captions.read(workspace.transcript_file))
        probe = workspace.read("probe.json", Probe)
        if not probe.has_sound:
            return Transcript("", "none", warnings=[NO_NARRATION])
        model = models_found.speech_model()
        if model is None:
            return Transcript("", "none", warnings=[models_found.HOW_TO_ADD])
        try:
            return _noted(listening.listen(workspace, model, probe.duration_s))
        except StageFailed:
            return Transcript("", "none", warnings=[NO_SOUND])


def _noted(transcript: Transcript) -> Transcript:
    """With a warning where there is nothing in it."""
    if transcript.sentences:
        return transcript
    return Transcript(transcript.language, transcript.source, warnings=[*transcript.warnings, NO_NARRATION])


stage = Hear()
