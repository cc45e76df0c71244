"""What stands in a field, and what was typed or chosen there."""

import re

from ingest.artefacts import Box, TextLine
from ingest.stages.screen import boxes, geometry
from ingest.stages.words import masking
from ingest.stages.words.text import compact, similarity

WHOLE_FIELD = 120  # characters
CARET_AT_END = re.compile(r"\s*[|¦▏▌]+$")
ARROW_AT_END = re.compile(r"\s*[▼▾▽˅⌄∨]+$|\s+[vVY]$")
CONFUSED = str.maketrans("0il|", "o111")  # by the recogniser
DOTS = "•●*∗·◦⚫⬤"


def text_in(box: Box, lines: list[TextLine]) -> str:
    """The content of a field, rows joined by spaces."""
    held = [line for line in lines if geometry.share_inside(line.box, geometry.grown(box, 6, 4)) > 0.6]
    held.sort(key=lambda line: (round(geometry.centre(line.box)[1] / max(8, line.box[3] * 0.7)), line.box[0]))
    worded = [line for line in held if boxes.is_wording(line.text)] or held
    return plain_value(" ".join(line.text for line in worded))


def plain_value(text: str) -> str:
    """Without the caret and the arrow of a list."""
    return spaced(ARROW_AT_END.sub("", CARET_AT_END.sub("", text.strip())).strip())


def agreed(typed: str, readings: list[tuple[str, float]]) -> str:
    """Of all readings of one field the one that most agree on; the caret and the pointer spoil single ones."""
    votes: dict[str, float] = {}
    for text, confidence in readings:
        if masking.MASK not in text and _is_alike(typed, text):
            votes[text] = votes.get(text, 0.0) + confidence**4
    return max(votes, key=lambda text: votes[text], default=typed)


def _is_alike(typed: str, later: str) -> bool:
    one, other = (compact(text).translate(CONFUSED) for text in (typed, later))
    if not other:
        return False
    return similarity(one, other) >= 0.7 or (len(other) >= 2 and one.startswith(other) and len(one) - len(other) <= 2)


def spaced(text: str) -> str:
    """With the space that the recogniser loses between a number and a word ("9Oct"), and after a comma."""
    text = re.sub(r"\b(\d{1,4})([A-Z][a-z]{2,})\b", r"\1 \2", text)
    return re.sub(r"(?<=[a-z]),(?=[A-Za-z])", ", ", text)


def is_same(one: str, other: str) -> bool:
    """Whether two readings are of the same text."""
    a, b = compact(one), compact(other)
    return a == b or (len(a) >= 8 and similarity(a, b) >= 0.9 and _digits(a) == _digits(b))


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def is_dotted(text: str) -> bool:
    """Whether the text is what a field for passwords shows."""
    marks = [c for c in text if not c.isspace()]
    if len(marks) < 3:
        return False
    dots = sum(c in DOTS or c in ".-oO0°" for c in marks)
    return sum(c in DOTS for c in marks) >= 3 or (dots == len(marks) and len(marks) >= 5 and len(set(marks)) <= 2)


def best_option(value: str, options: list[TextLine]) -> TextLine | None:
    """The entry of a list that a control shows after choosing."""
    scored = [(similarity(compact(option.text), compact(value)), option) for option in options]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= 0.8 else None


def appeared(before: list[TextLine], after: list[TextLine]) -> list[TextLine]:
    """Lines that were not there before, at least not in that place."""
    return [line for line in after if not any(_is_line(line, old) for old in before)]


def _is_line(one: TextLine, other: TextLine) -> bool:
    return geometry.overlap(one.box, other.box) > 0 and is_same(one.text, other.text)


def typed(before: str, after: str, placeholder: str = "") -> str:
    """What was typed: the whole content of a short field, the new part of a long text; "" if nothing is new."""
    if not after or is_same(before, after):
        return ""
    if placeholder and is_same(after, placeholder):
        return ""
    if len(after) > WHOLE_FIELD and before and after.startswith(before):
        return after[len(before) :].strip()
    return after
