"""Fields that hold secrets: found by their names and their dots, on every screen anew."""

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ingest.artefacts import Box, TextLine
from ingest.stages.screen import boxes, geometry, grounds, values
from ingest.stages.words import masking, personal, policy
from ingest.stages.words.text import compact, similarity

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

# Names of commands and boxes to tick, not of fields: what lies beneath them is another field.
COMMANDS = (
    *("show", "hide", "reveal", "view", "forgot", "forgotten", "reset", "change", "copy", "generate", "regenerate"),
    *("rotate", "revoke", "remember", "require", "test", "use", "create", "add", "delete", "update", "save", "manage"),
    *("request", "lost", "see"),
)
# With these a name of a secret is still only a name.
BESIDE_NAMES = (
    "new",
    "old",
    "current",
    "confirm",
    "repeat",
    "your",
    "my",
    "the",
    "a",
    "an",
    "enter",
    "again",
    "for",
    "user",
)


@dataclass(frozen=True)
class Screened:
    """A screen's text without its secrets, and the boxes that must be covered; those with personal data are blurred."""

    lines: list[TextLine]
    covered: list[Box]
    blurred: list[Box] = field(default_factory=list)


def fields(lines: list[TextLine], picture: "Image") -> list[Box]:
    """Boxes of the fields for secrets that are on the screen, empty or not."""
    unit = boxes.line_height(lines, picture.shape[0])
    found = [box for line in lines if _names_a_field(line.text) for box in _fields_of(line, lines, picture, unit)]
    for line in lines:
        if values.is_dotted(line.text):
            found.append(_field_around(line.box, picture, unit))
    return found


def _names_a_field(text: str) -> bool:
    bare = text.strip(" *:")
    return masking.is_secret_name(bare) and not _is_command(bare) and len(bare) <= 40


def _is_command(text: str) -> bool:
    """Whether it begins with a verb of a button, read badly perhaps."""
    first = re.sub(r"[^a-z]", "", text.lower().split(" ")[0])
    return any(first == verb or (len(verb) >= 4 and similarity(first, verb) >= 0.8) for verb in COMMANDS)


def is_only_a_name(text: str) -> bool:
    """Whether the text names a secret and says nothing of it, as a label, a placeholder or a button does."""
    words = re.findall(r"[^\W_]+", text.lower())
    left = [word for word in words if word not in BESIDE_NAMES]
    if left and _is_command(left[0]):
        left = left[1:]
    return " ".join(left).rstrip("s") in masking.SECRET_NAMES


def _fields_of(line: TextLine, lines: list[TextLine], picture: "Image", unit: float) -> list[Box]:
    """The box beneath the name, or the one to its right."""
    x, y, width, height = line.box
    places = [
        (x + round(0.8 * unit), geometry.bottom(line.box) + round(0.65 * unit)),
        (geometry.right(line.box) + round(1.2 * unit), y + height // 2),
        (geometry.right(line.box) + round(3 * unit), y + height // 2),
        (x + width // 2, y + height // 2),
    ]
    for place in places:
        if not (0 <= place[0] < picture.shape[1] and 0 <= place[1] < picture.shape[0]):
            continue
        for box in grounds.surfaces(place, picture, unit * 0.7):
            if _is_field(box, unit) and len(boxes.inside(box, lines)) <= 1:
                return [box]
    return _unframed(line, lines, unit)


def _unframed(line: TextLine, lines: list[TextLine], unit: float) -> list[Box]:
    """No border was found: then what stands directly beneath the name or to its right is the value."""
    spots = []
    for other in lines:
        if other is line:
            continue
        gap = other.box[1] - geometry.bottom(line.box)
        beneath = -0.4 * unit <= gap <= 0.8 * unit and abs(other.box[0] - line.box[0]) <= 1.5 * unit
        aside = geometry.shares_row(line.box, other.box) and 0 <= other.box[0] - geometry.right(line.box) <= 6 * unit
        if beneath or aside:
            spots.append(geometry.grown(other.box, 4, 2))
    return spots[:1]


def _is_field(box: Box, unit: float) -> bool:
    return 0.7 * unit <= box[3] <= 3 * unit and box[2] >= 3 * unit and box[2] >= 2 * box[3]


def _field_around(line: Box, picture: "Image", unit: float) -> Box:
    for box in grounds.surfaces(geometry.centre(line), picture, unit):
        if _is_field(box, unit):
            return box
    return geometry.grown(line, unit * 0.4, 2)


def readings_in(covered: list[Box], lines: list[TextLine]) -> list[str]:
    """What could be read of the secrets: to find them again elsewhere, and then to be forgotten."""
    found = [line.text for line in lines if any(geometry.share_inside(line.box, box) > 0.4 for box in covered)]
    readable = [text for text in found if not values.is_dotted(text) and masking.MASK not in text]
    return [text for text in readable if len(compact(text)) >= 4 and not is_only_a_name(text)]


def screened(lines: list[TextLine], covered: list[Box], known: list[str]) -> Screened:
    """Dots in place of every secret, and its box with the boxes to cover."""
    clean: list[TextLine] = []
    boxes_to_cover, blurred = list(covered), list[Box]()
    for line in lines:
        if not is_only_a_name(line.text) and any(geometry.share_inside(line.box, box) > 0.4 for box in covered):
            clean.append(replace(line, text=masking.MASK))
            continue
        without_secrets = masking.MASK if is_known(line.text, known) else masking.scrub_secrets(line.text)
        text = personal.mask(without_secrets)
        if without_secrets != line.text:
            boxes_to_cover.append(line.box)
        elif text != line.text and (policy.active().covers_pictures or masking.MASK in text):
            (boxes_to_cover if masking.MASK in text else blurred).append(line.box)
        clean.append(replace(line, text=text) if text != line.text else line)
    return Screened(clean, boxes_to_cover, blurred)


def is_known(text: str, known: list[str]) -> bool:
    """Whether the text shows one of the secrets, read badly perhaps."""
    plain = compact(text)
    for secret in known:
        bare = compact(secret)
        if len(bare) < 5:
            continue
        if bare in plain or (len(plain) >= 5 and plain in bare and len(plain) >= 0.5 * len(bare)):
            return True
        if abs(len(bare) - len(plain)) <= 3 and similarity(bare, plain) >= 0.8:
            return True
    return False
