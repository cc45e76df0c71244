"""When a step begins and ends, and when its picture is taken."""

from dataclasses import replace

from ingest.artefacts import Action
from ingest.stages.acting.scene import Scene

BEFORE_PRESS_SECONDS = 0.2  # the pointer has arrived, nothing has answered yet
AFTER_TYPING_SECONDS = 0.3
LEAST_TYPING_SECONDS = 0.5
LEAST_APPROACH_SECONDS = 0.6
LONGEST_APPROACH_SECONDS = 6.0
USUAL_APPROACH_SECONDS = 2.4
TRAILING_SECONDS = 1.5


def picture_s(scene: Scene, kind: str) -> float:
    """Click: just before the press. Typing: once all is typed. A list: while it is open, before the choice."""
    episode = scene.episode
    if scene.opener is not None:
        opened_s = scene.opener.episode.action_s
        return max(opened_s + BEFORE_PRESS_SECONDS, episode.action_s - BEFORE_PRESS_SECONDS)
    if kind == "select" and episode.kind == "select":
        open_screen = scene.screens.get("open")
        return open_screen.at_s if open_screen else max(episode.action_s, episode.end_s)
    if kind == "type":
        typed_s = episode.end_s if scene.look.typed_until_s is None else scene.look.typed_until_s
        erased = [at_s for at_s in _erased(episode.evidence) if at_s > episode.action_s + LEAST_TYPING_SECONDS]
        typed_s = min([typed_s + AFTER_TYPING_SECONDS, *(at_s - BEFORE_PRESS_SECONDS / 2 for at_s in erased)])
        last_seen = scene.screens.get("typed")
        return min(typed_s, last_seen.at_s if last_seen else max(episode.after_s, episode.end_s))
    return max(
        0.0, episode.before_s if episode.before_s > episode.action_s else 0.0, episode.action_s - BEFORE_PRESS_SECONDS
    )


def _erased(evidence: list[str]) -> list[float]:
    """When something typed was gone again."""
    return [float(fact.split("@")[1]) for fact in evidence if fact.startswith("erased@")]


def tiled(actions: list[Action], duration_s: float) -> list[Action]:
    """The actions in order of time, none reaching into the next."""
    ordered = sorted(actions, key=lambda action: action.action_s)
    tiles: list[Action] = []
    for i, action in enumerate(ordered):
        earliest = tiles[-1].action_s if tiles else 0.0
        begins_s = action.start_s
        if action.action_s - begins_s < LEAST_APPROACH_SECONDS:
            begins_s = action.action_s - LEAST_APPROACH_SECONDS  # no way of a pointer was seen
        elif action.action_s - begins_s > LONGEST_APPROACH_SECONDS:
            begins_s = action.action_s - USUAL_APPROACH_SECONDS  # the pointer wandered while something was explained
        start_s = min(max(begins_s, earliest), action.action_s)
        following = ordered[i + 1] if i + 1 < len(ordered) else None
        latest = max(action.action_s, min(following.start_s, following.action_s)) if following else duration_s
        end_s = max(action.action_s, min(latest, action.end_s + TRAILING_SECONDS))
        tiles.append(replace(action, start_s=round(start_s, 3), end_s=round(end_s, 3)))
    return tiles
