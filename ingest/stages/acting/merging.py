"""Episodes that are one action: opening a list and choosing from it, clicking a field and typing in it."""

from dataclasses import replace

from ingest.artefacts import Box, Episode, Filled, Look
from ingest.stages.acting.scene import Scene
from ingest.stages.screen import geometry, values
from ingest.stages.words.text import compact, similarity

CHOOSING_SECONDS = 15.0
LARGEST_LIST = 0.25  # share of the screen
ECHO_SECONDS = 0.8
HOVER_SECONDS = 0.8
ANSWER_SECONDS = 4.0
PRESS = "press"  # in the evidence: the press left a mark
SAME_FIELD = 0.55
CLICK_TO_TYPING_SECONDS = 10.0


def merge(scenes: list[Scene]) -> list[Scene]:
    """The scenes with those that belong together made one."""
    merged: list[Scene] = []
    for scene in scenes:
        last = merged[-1] if merged else None
        if last and (_is_echo(last, scene) or _is_hover_only(scene, scenes) or _is_answer(last, scene)):
            continue
        if last and _chooses(last, scene):
            merged[-1] = replace(scene, opener=last, turned_to_s=last.start_s)
        elif last and (_types_where_clicked(last, scene) or _types_on(last, scene)):
            merged[-1] = _one_typing(last, scene)
        else:
            merged.append(scene)
    return merged


def _is_echo(select: Scene, scene: Scene) -> bool:
    """The mark of the press that chose from a list, seen as a click of its own."""
    popup, point = select.episode.popup, scene.episode.click
    if select.episode.kind != "select" or popup is None or point is None or scene.episode.kind != "click":
        return False
    soon = scene.episode.action_s - select.episode.end_s <= ECHO_SECONDS
    return soon and geometry.holds(popup, point, 4) and not scene.episode.is_new_page


def _is_answer(press: Scene, scene: Scene) -> bool:
    """What the last press led to, late: the pointer is still on the same element and no new press was seen."""
    one, other = press.look.box, scene.look.box
    if press.episode.kind != "click" or scene.episode.kind != "click" or one is None or other is None:
        return False
    soon = scene.episode.action_s - press.episode.action_s <= ANSWER_SECONDS
    return soon and PRESS not in scene.episode.evidence and geometry.iou(one, other) > SAME_FIELD


def _is_hover_only(scene: Scene, scenes: list[Scene]) -> bool:
    """Something lit up under the pointer on its way, and the press came at once elsewhere."""
    episode, look = scene.episode, scene.look
    if episode.kind != "click" or PRESS in episode.evidence or look.appeared or episode.is_new_page:
        return False
    following = next((s.episode for s in scenes if s.episode.action_s > episode.action_s), None)
    return (
        following is not None and following.action_s - episode.action_s <= HOVER_SECONDS and following.click is not None
    )


def _chooses(opener: Scene, scene: Scene) -> bool:
    """Whether `scene` picks an entry of the list that `opener` opened."""
    if opener.opener is not None or opener.episode.kind in ("type", "drag") or scene.episode.kind in ("type", "drag"):
        return False
    if scene.episode.action_s - opener.episode.action_s > CHOOSING_SECONDS or not is_list(opener):
        return False
    look = opener.look
    if look.changed_share > LARGEST_LIST or opener.episode.is_new_page:
        return False  # a dialog closed or opened, and the page behind it changed its light
    if look.held_after != look.held_before and values.best_option(look.held_after, look.options):
        return False  # the choice was made within that episode
    point = scene.episode.click
    popup = opener.episode.popup
    if point is not None and popup is not None:
        return geometry.holds(popup, point, 3)
    if point is not None:
        return any(geometry.holds(option.box, point, option.box[3] / 2) for option in opener.look.options)
    own = scene.look.own.text if scene.look.own else ""
    return bool(own) and any(similarity(compact(own), compact(option.text)) > 0.9 for option in opener.look.options)


def is_list(scene: Scene) -> bool:
    """Whether what opened is a list or menu, not a dialog: short entries, one below the other, no fields to fill in."""
    popup, options = scene.episode.popup, scene.look.options
    if not options or len(options) > 40:
        return False
    if popup is None:
        return scene.episode.kind == "select"
    box = scene.look.box
    starts = sorted(option.box[0] for option in options)
    middle = starts[len(starts) // 2]
    aligned = sum(abs(start - middle) <= options[0].box[3] for start in starts) >= 0.7 * len(starts)
    beside = box is None or geometry.overlap(geometry.grown(box, 2 * box[3]), popup) > 0
    return aligned and beside


def _types_where_clicked(click: Scene, typing: Scene) -> bool:
    if click.episode.kind not in ("click", "") or typing.episode.kind != "type" or click.episode.is_new_page:
        return False
    one, other = click.look.box, typing.look.box
    if one is None or other is None or typing.episode.action_s - click.episode.end_s > CLICK_TO_TYPING_SECONDS:
        return False
    return geometry.iou(one, other) > SAME_FIELD or (
        click.look.own is None and click.episode.click is not None and geometry.holds(other, click.episode.click, 4)
    )


def _types_on(first: Scene, second: Scene) -> bool:
    """Typing that paused and went on in the same field."""
    if first.episode.kind != "type" or second.episode.kind != "type":
        return False
    one, other = first.look.box, second.look.box
    return one is not None and other is not None and geometry.iou(one, other) > SAME_FIELD


def _one_typing(first: Scene, second: Scene) -> Scene:
    """The second, with what the field held before the first, and the better of both names."""
    look, other = second.look, first.look
    named = max((n for n in (look.name, other.name) if n), key=lambda name: name.confidence, default=None)
    episode = replace(
        second.episode,
        start_s=first.episode.start_s,
        action_s=first.episode.action_s,
        click=first.episode.click or second.episode.click,
    )
    box = other.box if other.box_confidence > look.box_confidence else look.box
    return replace(
        second,
        episode=episode,
        look=replace(
            look, box=box, name=named, held_before=other.held_before, is_secret=look.is_secret or other.is_secret
        ),
        turned_to_s=first.start_s,
    )


def with_unseen(scenes: list[Scene]) -> list[Scene]:
    """The scenes, and typing that nobody saw happen but whose result stands in a field afterwards."""
    found: list[Scene] = []
    for i, scene in enumerate(scenes):
        known = [s.look.box for s in scenes[max(0, i - 2) : i + 1] if s.look.box and not _may_be_filled(s)]
        for filled in scene.look.filled_before:
            if i and not any(geometry.overlap(filled.box, box) for box in known):
                entered = found.pop() if found and (is_focus(found[-1]) or _is_on(found[-1], filled.box)) else None
                found.append(_unseen(filled, entered, scenes[i - 1], scene))
        found.append(scene)
        nexts = scenes[i + 1].start_s if i + 1 < len(scenes) else scene.episode.end_s
        for filled in scene.look.filled:
            found.append(_unseen(filled, None, scene, replace(scene, turned_to_s=max(scene.episode.end_s, nexts))))
    return found


def _may_be_filled(scene: Scene) -> bool:
    """Whether it is a press on what looks like a field: then a new content was typed there."""
    return scene.episode.kind == "click" and scene.look.is_framed


def _is_on(scene: Scene, box: Box) -> bool:
    """Whether the press was on that field, and led nowhere else."""
    episode, pressed = scene.episode, scene.look.box
    quiet = episode.kind == "click" and not episode.is_new_page and episode.popup is None
    return quiet and pressed is not None and geometry.iou(pressed, box) > SAME_FIELD


def is_focus(scene: Scene) -> bool:
    """A field was entered, and nothing else happened."""
    look, episode = scene.look, scene.episode
    quiet = look.changed_share < 0.01 and not episode.is_new_page and episode.popup is None
    return episode.kind == "click" and quiet and not look.vanished and ("focus" in episode.evidence or look.is_framed)


def _unseen(filled: Filled, focus: Scene | None, last: Scene, scene: Scene) -> Scene:
    """A scene of typing, from when the field was entered (if that was seen) until it was found filled."""
    until_s = scene.start_s
    action_s = focus.episode.action_s if focus else min(until_s, last.episode.end_s)
    start_s = focus.start_s if focus else action_s
    episode = Episode(
        kind="type",
        start_s=start_s,
        action_s=action_s,
        end_s=max(action_s, min(until_s, scene.episode.before_s)),
        before_s=last.episode.after_s,
        after_s=max(action_s, until_s),
        click=focus.episode.click if focus else None,
        confidence=0.6,
        evidence=["filled", "list"] if scene.episode.kind == "select" and scene.look.filled else ["filled"],
    )
    look = Look(
        index=scene.index,
        box=filled.box,
        box_sign="surface",
        box_confidence=0.8,
        name=filled.name,
        is_framed=True,
        held_after=filled.value,
        is_secret=filled.is_secret,
    )
    moment = "before" if scene.look.filled_before else "after"
    screens = {"after": scene.screens[moment]} if moment in scene.screens else {}
    return Scene(scene.index, episode, look, screens)


def undone(scenes: list[Scene]) -> list[Scene]:
    """Scenes of typing that was taken back: the field soon held again what it held before."""
    return [scene for i, scene in enumerate(scenes) if _is_undone(scene, scenes[i + 1 : i + 4])]


def _is_undone(scene: Scene, later: list[Scene]) -> bool:
    look = scene.look
    if scene.episode.kind != "type" or look.is_secret or look.box is None or scene.episode.is_new_page:
        return False
    for following in later:
        if (
            look.name
            and look.name.sign in ("above", "left")
            and not following.shows(look.name.text, look.box, "before")
        ):
            return False
        held = following.content(look.box, "before")
        if values.is_same(held, look.held_before) and not values.is_same(held, look.held_after):
            return True
        if following.episode.is_new_page:
            return False
    return False
