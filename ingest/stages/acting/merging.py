"""Episodes that are one action: opening a list and choosing from it, clicking a field and typing in it."""

from dataclasses import replace

from ingest.stages.acting.scene import Scene
from ingest.stages.screen import geometry, values
from ingest.stages.words.text import compact, similarity

CHOOSING_SECONDS = 15.0
SAME_FIELD = 0.55
CLICK_TO_TYPING_SECONDS = 10.0


def merge(scenes: list[Scene]) -> list[Scene]:
    """The scenes with those that belong together made one."""
    merged: list[Scene] = []
    for scene in scenes:
        last = merged[-1] if merged else None
        if last and _chooses(last, scene):
            merged[-1] = replace(scene, opener=last, turned_to_s=last.start_s)
        elif last and (_types_where_clicked(last, scene) or _types_on(last, scene)):
            merged[-1] = _one_typing(last, scene)
        else:
            merged.append(scene)
    return merged


def _chooses(opener: Scene, scene: Scene) -> bool:
    """Whether `scene` picks an entry of the list that `opener` opened."""
    if opener.opener is not None or opener.episode.kind in ("type", "drag") or scene.episode.kind in ("type", "drag"):
        return False
    if scene.episode.action_s - opener.episode.action_s > CHOOSING_SECONDS or not _is_list(opener):
        return False
    look = opener.look
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


def _is_list(scene: Scene) -> bool:
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


def undone(scenes: list[Scene]) -> list[Scene]:
    """Scenes of typing that was taken back: the field soon held again what it held before."""
    return [scene for i, scene in enumerate(scenes) if _is_undone(scene, scenes[i + 1 : i + 4])]


def _is_undone(scene: Scene, later: list[Scene]) -> bool:
    look = scene.look
    if scene.episode.kind != "type" or look.is_secret or look.box is None or scene.episode.is_new_page:
        return False
    for following in later:
        if look.name and look.name.sign in ("above", "left") and not following.shows(look.name.text, look.box, "before"):
            return False
        held = following.content(look.box, "before")
        if values.is_same(held, look.held_before) and not values.is_same(held, look.held_after):
            return True
        if following.episode.is_new_page:
            return False
    return False
