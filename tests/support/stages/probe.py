from ingest.artefacts import Probe
from ingest.stages.base import Workspace
from tests.support.stages.base import make_trouble, note_run


class TinyProbe:
    name, version, needs, produces = "probe", 1, (), "probe.json"

    def run(self, workspace: Workspace) -> None:
        note_run(workspace, self.name)
        make_trouble(workspace, self.name)
        workspace.write(self.produces, Probe(320, 200, 12.0, True, "h264", warnings=["The end is missing."]))


stage = TinyProbe()
