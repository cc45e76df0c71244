"""What the person did, in order: which element, which value, when, and when to take the picture."""

from dataclasses import replace

from ingest.artefacts import Action, Actions, Episodes, Name, Probe, Reading, ScreenText, Transcript
from ingest.events import log, placing
from ingest.stages.acting import deciding, merging, places, timing
from ingest.stages.acting.deciding import Decision
from ingest.stages.acting.scene import Scene, scenes
from ingest.stages.base import Workspace
from ingest.stages.screen import boxes, titles, values
from ingest.stages.words import masking

LOOK_AHEAD = 3  # scenes in which a field is read again
TOAST_WORDS = 2
MOST_TOAST_LINES = 3


class Target:
    """Writes the actions."""

    name = "target"
    version = 2
    needs = ("probe.json", "episodes.json", "reading.json", "transcript.json")
    produces = "actions.json"

    def run(self, workspace: Workspace) -> None:
        probe = workspace.read("probe.json", Probe)
        seen = actions(
            probe=probe,
            episodes=workspace.read("episodes.json", Episodes),
            reading=workspace.read("reading.json", Reading),
            heard=workspace.read("transcript.json", Transcript),
        )
        if workspace.events_file is not None:
            seen = placing.actions_by(log.read(workspace.events_file), seen, probe)
        workspace.write(self.produces, seen)
        workspace.report(1.0)


def actions(*, probe: Probe, episodes: Episodes, reading: Reading, heard: Transcript) -> Actions:
    """What was done, in order, with what must be covered."""
    found = merging.merge(merging.with_unseen(scenes(episodes, reading)))
    mistakes = merging.undone(found)
    found = [scene for scene in found if not any(scene is mistake for mistake in mistakes)]
    everywhere = titles.furniture([screen.lines for screen in reading.screens])
    done: list[tuple[Scene, Action]] = []
    for i, scene in enumerate(found):
        decision = deciding.decide(scene, found[i + 1 : i + 1 + LOOK_AHEAD], heard)
        if decision is not None:
            done.append((scene, _action(scene, decision, probe, everywhere)))
    return Actions(
        actions=timing.tiled(places.named_by_place([action for _, action in done]), probe.duration_s),
        screens=_worth_keeping(reading.screens),
        masks=reading.masks,
        warnings=list(episodes.warnings),
    )


def _action(scene: Scene, decision: Decision, probe: Probe, everywhere: set[str]) -> Action:
    first = scene.opener or scene
    title = titles.heading(first.lines("before"), probe.height, everywhere)
    title_after = titles.heading(scene.look.appeared, probe.height, everywhere) or titles.heading(
        scene.lines("after"), probe.height, everywhere
    )
    label = decision.label
    if not label.text and decision.kind in ("navigate", "click"):
        label = Name(title_after, "title", 0.4) if title_after else Name(deciding.ICON, "none", 0.1)
    secret = deciding.is_secret(decision)
    return Action(
        kind=decision.kind,
        start_s=first.start_s,
        action_s=first.episode.action_s,
        end_s=scene.episode.end_s,
        screenshot_s=round(timing.picture_s(scene, decision.kind), 3),
        click=first.episode.click,
        box=decision.box,
        label=masking.scrub(label.text),
        value="" if secret else masking.scrub(decision.value),
        drop_label=decision.drop_label,
        is_secret=secret,
        role=decision.role,
        page_title=title,
        page_title_after=title_after,
        result_text=_result(scene),
        confidence=round(min(scene.episode.confidence, first.episode.confidence), 3),
        label_confidence=round(label.confidence, 3),
        evidence=[*decision.evidence, f"box:{first.look.box_sign}" if decision.box else "box:none"],
    )


def _result(scene: Scene) -> str:
    """A message that appeared in answer, such as “Saved”: one or two new lines on a page that stayed."""
    new = [line for line in scene.look.appeared if boxes.is_wording(line.text)]
    if scene.episode.is_new_page or scene.episode.popup or not 0 < len(new) <= MOST_TOAST_LINES:
        return ""
    worded = [line.text for line in new if len(line.text.split()) >= TOAST_WORDS and line.text != scene.look.held_after]
    return masking.scrub(" ".join(worded))


def _worth_keeping(screens: list[ScreenText]) -> list[ScreenText]:
    """Each look of the screen once: what hasn't changed since the last one is left out."""
    kept: list[ScreenText] = []
    for screen in sorted(screens, key=lambda screen: screen.at_s):
        new = values.appeared(kept[-1].lines, screen.lines) if kept else screen.lines
        if new:
            kept.append(replace(screen, moment=""))
    return kept


stage = Target()
