"""What the stages have found so far, for somebody who watches the job: counts, and the steps as they appear."""

from collections.abc import Callable
from typing import Any

from ingest.artefacts import Action, Actions, Episodes, Probe, Reading, Shots, Transcript, Watch
from ingest.stages.base import Workspace

Found = list[dict[str, Any]]  # title, start_s, end_s, and once there is a picture: picture, box (fractions), size


def duration(workspace: Workspace) -> float:
    return workspace.read("probe.json", Probe).duration_s


def result_of(stage: str, workspace: Workspace) -> str:
    """What a finished stage came to, in two words; "" where there is nothing to tell."""
    tell = _RESULTS.get(stage)
    return tell(workspace) if tell else ""


def steps_after(stage: str, workspace: Workspace) -> Found | None:
    """The steps as they are known after that stage; None if it tells nothing new of them."""
    find = _STEPS.get(stage)
    return find(workspace) if find else None


def warnings_of(stage: str, workspace: Workspace) -> list[str]:
    """What a finished stage has to say to the person, such as that nobody speaks."""
    if stage not in _WARNING:
        return []
    name, kind = _WARNING[stage]
    return list(workspace.read(name, kind).warnings)


def phrase(action: Action) -> str:
    """An action in a few words, until the writer has a better sentence."""
    label = f"**{action.label}**" if action.label else "…"
    value = "**(hidden)**" if action.is_secret else f"**{action.value}**" if action.value else ""
    if action.kind == "type":
        return f"Enter {value} in {label}" if value else f"Fill in {label}"
    if action.kind == "select":
        return f"Set {label} to {value}" if value else f"Choose {label}"
    if action.kind == "drag":
        return f"Move {label} to **{action.drop_label}**" if action.drop_label else f"Move {label}"
    return f"Open {label}" if action.kind == "navigate" else f"Click {label}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _words(workspace: Workspace) -> str:
    said = workspace.read("transcript.json", Transcript)
    if not said.sentences:
        return "nobody speaks" if said.source != "none" else "not used"
    return _count(sum(len(sentence.text.split()) for sentence in said.sentences), "word", "words")


def _changes(workspace: Workspace) -> str:
    return _count(len(workspace.read("watch.json", Watch).changes), "change", "changes")


def _screens(workspace: Workspace) -> str:
    return _count(len(workspace.read("reading.json", Reading).screens), "screen", "screens")


def _actions(workspace: Workspace) -> str:
    return _count(len(workspace.read("actions.json", Actions).actions), "step", "steps")


def _moments(workspace: Workspace) -> Found:
    episodes = workspace.read("episodes.json", Episodes).episodes
    return [{"title": "", "start_s": e.start_s, "end_s": e.end_s} for e in episodes]


def _acted(workspace: Workspace) -> Found:
    actions = workspace.read("actions.json", Actions).actions
    return [{"title": phrase(a), "start_s": a.start_s, "end_s": a.end_s} for a in actions]


def _pictured(workspace: Workspace) -> Found:
    probe = workspace.read("probe.json", Probe)
    actions = workspace.read("actions.json", Actions).actions
    found = _acted(workspace)
    for shot in workspace.read("shots.json", Shots).shots:
        found[shot.action_index] |= _picture(shot.file, actions[shot.action_index].box, probe.width, probe.height)
    return found


def _picture(file: str, box: Any, width: int, height: int) -> dict[str, Any]:
    if not file or not width or not height:
        return {}
    size = {"picture": file, "size": [width, height]}
    return {**size, "box": [box[0] / width, box[1] / height, box[2] / width, box[3] / height]} if box else size


_WARNING: dict[str, tuple[str, type[Probe] | type[Transcript] | type[Watch]]] = {
    "probe": ("probe.json", Probe),
    "hear": ("transcript.json", Transcript),
    "watch": ("watch.json", Watch),
}
_RESULTS: dict[str, Callable[[Workspace], str]] = {
    "hear": _words,
    "watch": _changes,
    "read": _screens,
    "target": _actions,
}
_STEPS: dict[str, Callable[[Workspace], Found]] = {
    "segment": _moments,
    "target": _acted,
    "shots": _pictured,
}
