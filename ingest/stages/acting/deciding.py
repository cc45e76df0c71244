"""What each scene was: its kind, the name of its element, the value."""

import re
from dataclasses import dataclass, field

from ingest.artefacts import Box, Name, TextLine, Transcript
from ingest.stages.acting import merging, spoken
from ingest.stages.acting.scene import Scene
from ingest.stages.screen import geometry, labels, values
from ingest.stages.words import masking
from ingest.stages.words.text import compact, similarity

PROMPT = re.compile(r"^(?:[\w.-]+@[\w.-]+[:~ ]\S*\s?)?[$#❯%]\s*([a-z.~/][\w./~-]*(?:\s.*)?)$")
ICON = "icon"
SAME_PAGE = 0.012  # share of the screen
UNSURE = 0.5
QUIET = 0.004  # share of the screen
LONGEST_VALUE = 300
TYPED_LINES = 6


@dataclass(frozen=True)
class Decision:
    """One action without its times."""

    kind: str
    label: Name
    box: Box | None
    value: str = ""
    role: str = ""
    drop_label: str = ""
    is_secret: bool = False
    evidence: list[str] = field(default_factory=list)


def decide(scene: Scene, following: list[Scene], heard: Transcript) -> Decision | None:
    """The action that the scene shows; None if it shows none."""
    said = spoken.around(heard, scene.episode.action_s)
    if scene.opener is not None:
        return _chosen(scene.opener, scene, following)
    if scene.episode.kind == "type" or _is_typed_instead(scene) or _is_filled(scene):
        return _typed(scene, following)
    if scene.episode.kind == "drag":
        return _dragged(scene, said)
    if _content_changed(scene) or (scene.episode.kind == "select" and merging.is_list(scene)):
        return _chosen(scene, scene, following)
    return _clicked(scene, said)


def _is_typed_instead(scene: Scene) -> bool:
    """Letters came into the field, and what it holds is no entry of the list that opened afterwards elsewhere."""
    look = scene.look
    if scene.episode.kind != "select" or "writing" not in scene.episode.evidence:
        return False
    return bool(look.held_after) and values.best_option(look.held_after, look.options) is None


def _is_filled(scene: Scene) -> bool:
    """A field was pressed, and afterwards something else stands in it, on the same page."""
    look, episode = scene.look, scene.episode
    if episode.kind != "click" or episode.is_new_page or not look.is_framed or look.changed_share > SAME_PAGE:
        return False
    is_field = look.name is not None and look.name.sign in ("above", "left")
    return is_field and bool(look.held_after) and not values.is_same(look.held_before, look.held_after)


def _content_changed(scene: Scene) -> bool:
    """Whether the control shows an entry of the list that it didn't show before."""
    look = scene.look
    is_new = bool(look.held_after) and not values.is_same(look.held_before, look.held_after)
    return is_new and not scene.episode.is_new_page and values.best_option(look.held_after, look.options) is not None


def _chosen(opener: Scene, chooser: Scene, following: list[Scene]) -> Decision | None:
    """An entry of a list: what the closed control shows afterwards, else the entry that was clicked."""
    look, box = opener.look, opener.look.box
    clicked = _clicked_option(opener, chooser)
    shown = chooser.content(box, "after", look.name.text if look.name else "") if box else ""
    own = look.own.text if look.own else ""
    option = values.best_option(shown, look.options) if shown else None
    if shown and option is not None and not values.is_same(shown, own):
        label = _field_name(opener)
        return Decision("select", label, box, shown, "field", evidence=[f"label:{label.sign}", "value:control"])
    value = clicked.text if clicked else ""
    if clicked is not None and values.is_same(shown, value):  # the same entry again, or one that was chosen before
        label = _field_name(opener)
        return Decision("select", label, box, value, "field", evidence=[f"label:{label.sign}", "value:option"])
    if shown and look.name and look.is_framed and not values.is_same(shown, own):
        return Decision("select", look.name, box, shown, "field", evidence=[f"label:{look.name.sign}", "value:control"])
    label = look.own or look.name or Name(ICON, "none", 0.1)
    if not value and opener is chooser:
        return _clicked(opener, [])
    return Decision(
        "select", label, box, labels.cleaned(value), "menu", evidence=[f"label:{label.sign}", "value:option"]
    )


def _clicked_option(opener: Scene, chooser: Scene) -> TextLine | None:
    """The entry that was pressed, if that was seen."""
    options, point, own = opener.look.options, chooser.episode.click, chooser.look.own
    if opener is chooser:
        return values.best_option(opener.look.chosen.text, options) if opener.look.chosen else None
    if point is not None:
        near = min(options, key=lambda option: geometry.distance(option.box, point), default=None)
        if near and near.box[1] - near.box[3] <= point[1] <= geometry.bottom(near.box) + near.box[3]:
            return near
    return values.best_option(own.text, options) if own else None


def _field_name(scene: Scene) -> Name:
    look = scene.look
    return look.name or look.own or Name("", "none", 0.1)


def _typed(scene: Scene, following: list[Scene]) -> Decision | None:
    look = scene.look
    label = look.name or look.own or Name("", "none", 0.1)
    if look.is_secret:
        return Decision("type", label, look.box, "", "field", is_secret=True, evidence=[f"label:{label.sign}"])
    value = look.held_after
    if look.box and value and not scene.episode.is_new_page:
        value = values.agreed(value, _later_readings(scene, following))
    value = values.typed(look.held_before, value, label.text if label.sign == "placeholder" else "")
    if not value:
        value = _grown_text(scene)
    if not value and label.text and look.box and not look.held_before:
        return None
    if not value and values.is_same(look.held_before, look.held_after):
        return None
    return Decision(
        "type", label, look.box, value[:LONGEST_VALUE], "field", evidence=[f"label:{label.sign}", "value:ocr"]
    )


def _later_readings(scene: Scene, following: list[Scene]) -> list[tuple[str, float]]:
    """How the field was read afterwards, as long as it stands in its place and nobody types in it again."""
    box, name = scene.look.box, scene.look.name
    called = name.text if name and name.sign in ("above", "left") else ""
    found = [scene.reading(box, "typed" if "typed" in scene.screens else "after", called)] if box else []
    for later in following:
        other = later.look.box
        for moment in ("before", "open", "after"):
            if box and (moment == "before" or not (other and geometry.overlap(box, other))):
                found.append(later.reading(box, moment, called))
        if later.episode.is_new_page:
            break
    return [reading for reading in found if reading]


def _grown_text(scene: Scene) -> str:
    """No field was found, as in a terminal: the new lines where the text grew."""
    look = scene.look
    where = scene.episode.field_box
    if look.box is not None and look.box_sign == "surface":
        return ""
    new = [line for line in look.appeared if where is None or geometry.overlap(line.box, where)]
    return " ".join(line.text for line in new[:TYPED_LINES])


def _dragged(scene: Scene, said: list[str]) -> Decision:
    look = scene.look
    label = look.own or look.name or _meant(scene, said) or Name(ICON, "none", 0.1)
    drop = look.drop.text if look.drop else ""
    return Decision(
        "drag", label, look.box, "", "card", drop_label=drop, evidence=[f"label:{label.sign}", "kind:pointer"]
    )


def _clicked(scene: Scene, said: list[str]) -> Decision | None:
    look, episode = scene.look, scene.episode
    if _only_focus(scene) or _only_lit(scene):
        return None
    command = _command(scene)
    if command:
        return Decision("type", Name("Terminal", "prompt", 0.5), look.box, command, "field", evidence=["value:prompt"])
    box = look.box
    label = look.own
    if label is None and (line := spoken.meant(said, scene.lines("before"))):
        label, box = Name(labels.cleaned(line.text), "speech", 0.5), box or line.box
    label = label or _opened(scene)
    if label is None and look.name and look.is_framed:
        label = look.name
    if label is None:
        label = Name(ICON, "none", 0.1)
    role = _role(scene)
    kind = "navigate" if episode.kind == "navigate" or (episode.is_new_page and role == "tab") else "click"
    where = "pointer" if episode.click else "change"
    return Decision(kind, label, box, "", role, evidence=[f"label:{label.sign}", f"kind:{where}"])


def _only_focus(scene: Scene) -> bool:
    """A field was clicked and nothing came of it."""
    look, episode = scene.look, scene.episode
    silent = not look.appeared and not look.vanished and look.changed_share < SAME_PAGE
    quiet = (silent or look.changed_share < QUIET) and not episode.is_new_page
    is_field = look.is_framed and look.name is not None and look.name.sign in ("above", "left")
    return quiet and is_field and values.is_same(look.held_before, look.held_after) and episode.popup is None


def _command(scene: Scene) -> str:
    """A command that appeared behind a prompt, where no pointer was seen: it was typed."""
    if scene.episode.click is not None:
        return ""
    found = [match[1] for line in scene.look.appeared if (match := PROMPT.match(line.text))]
    return "; ".join(found)[:LONGEST_VALUE]


def _only_lit(scene: Scene) -> bool:
    """A button lit up under the pointer, no press was seen, and nothing came of it."""
    look, episode = scene.look, scene.episode
    quiet = not look.appeared and not look.vanished and look.changed_share < QUIET and not episode.is_new_page
    return quiet and episode.confidence <= UNSURE and look.box_sign in ("surface", "bar", "lit")


def _meant(scene: Scene, said: list[str]) -> Name | None:
    """Without text on the element: what was said, if it stands on the screen."""
    line = spoken.meant(said, scene.lines("before"))
    return Name(labels.cleaned(line.text), "speech", 0.5) if line else None


def _opened(scene: Scene) -> Name | None:
    """What the click led to, where the element itself has no text."""
    if scene.episode.click is None and scene.episode.is_new_page:
        return Name("", "title", 0.4)
    return None


def _role(scene: Scene) -> str:
    sign = scene.look.box_sign
    if sign == "tick" or _ticked(scene):
        return "checkbox"
    if sign == "row":
        return "row"
    if sign in ("bar", "lit"):
        return "tab"
    if sign == "surface":
        return "button"
    return "link" if scene.look.own else ""


def _ticked(scene: Scene) -> bool:
    """Whether only a small square at the beginning of the text changed."""
    box = scene.look.box
    if box is None or scene.look.box_sign not in ("text", "beside") or scene.episode.is_new_page:
        return False
    height = box[3]
    squares = [b for b in scene.episode.changed if max(b[2:]) <= 1.3 * height and geometry.shares_row(b, box, 0.3)]
    return any(box[0] - 1.6 * height <= b[0] <= box[0] + 0.8 * height for b in squares)


def is_secret(decision: Decision) -> bool:
    return decision.is_secret or (decision.kind == "type" and masking.is_secret_name(decision.label.text))


def is_repeat(one: Decision, other: Decision) -> bool:
    """Whether both name the same element and value."""
    same = similarity(compact(one.label.text), compact(other.label.text)) > 0.92
    return same and one.kind == other.kind and compact(one.value) == compact(other.value)
