from ingest.artefacts import Action, Actions
from ingest.stages.base import Workspace
from tests.support.stages.base import make_trouble, note_run


class TinyTarget:
    name, version, needs, produces = "target", 1, ("probe.json",), "actions.json"

    def run(self, workspace: Workspace) -> None:
        note_run(workspace, self.name)
        workspace.report(0.5)
        make_trouble(workspace, self.name)
        clicked = Action("click", 1.0, 2.0, 3.0, 1.5, click=(80, 40), box=(64, 20, 32, 40), label="Request discount")
        typed = Action("type", 4.0, 5.0, 6.0, 5.5, box=(64, 100, 128, 20), label="Reason", value="Renewal")
        workspace.write(self.produces, Actions([clicked, typed]))


stage = TinyTarget()
