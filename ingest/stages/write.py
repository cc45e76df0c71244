"""What was done and what was said becomes the text of an SOP."""

from ingest.artefacts import Actions, Transcript
from ingest.stages.base import Workspace
from ingest.stages.writing import composing


class Write:
    """Writes the draft without its pictures: they are made meanwhile, and `draft` puts both together."""

    name = "write"
    version = 2
    needs = ("transcript.json", "actions.json")
    produces = "write.json"

    def run(self, workspace: Workspace) -> None:
        heard = workspace.read("transcript.json", Transcript)
        done = workspace.read("actions.json", Actions)
        workspace.write(self.produces, composing.compose(heard, done))


stage = Write()
