"""Names and values that were read badly once: put right by other readings, with what was said as witness."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.artefacts import Action, Actions
from ingest.stages.words.text import compact, mentions, similarity
from ingest.stages.writing.clauses import Said

ALIKE = 0.75  # when the better reading is spoken, too
VERY_ALIKE = 0.88  # when only other readings say so
LEAST_LETTERS = 5
MANY_LETTERS = 8
AROUND_S = 4.0
SIGNS = re.compile(r"[\s▼▾▿⌄∨›»✓×|]+$|^[\s▶›»✓|]+")  # arrows and ticks beside the words
SPACE_READ_AS_COMMA = re.compile(r"(?<=[a-z])[,;](?=[A-Z])")
CARET = re.compile(r"[lI1|!]$")  # how a blinking caret at the end of a field is read


def corrected(done: Actions, thoughts: Sequence[Said]) -> list[Action]:
    """The actions with labels and values as the screen shows them elsewhere."""
    readings = _readings_after(done, -1.0)
    actions = []
    for action in done.actions:
        said = " ".join(
            thought.text
            for thought in thoughts
            if thought.start_s < action.end_s + AROUND_S and action.start_s - AROUND_S < thought.end_s
        )
        later = _readings_after(done, action.action_s) if action.kind == "type" else readings
        label = _better(SPACE_READ_AS_COMMA.sub(" ", action.label), readings, said)
        value = _better(action.value, later, said) if action.value and not action.is_secret else action.value
        if action.kind == "type":
            value = _without_caret(value, later, said)
        actions.append(replace(action, label=label, value=value))
    return actions


def _readings_after(done: Actions, at_s: float) -> Counter[str]:
    """What stood on the screen from then on: before a value was there, something alike may have been in its place."""
    lines = (line for screen in done.screens if screen.at_s > at_s for line in screen.lines)
    return Counter(SIGNS.sub("", line.text).strip() for line in lines)


def _better(name: str, readings: Counter[str], said: str) -> str:
    """The reading that is alike and is what was said, else one that is nearly the same and was read more often."""
    key = compact(name)
    if len(key) < LEAST_LETTERS or mentions(said, name) >= 1.0:
        return name
    best, found = 0.0, name
    for other, times in readings.items():
        if other == name or _digits(other) != _digits(name) or abs(len(other) - len(name)) > 0.3 * len(name):
            continue
        alike = similarity(key, compact(other))
        is_spoken = alike >= ALIKE and mentions(said, other) >= 1.0
        is_usual = alike >= VERY_ALIKE and len(key) >= MANY_LETTERS and times > max(1, readings[name])
        worth = alike + (1.0 if is_spoken else 0.0)
        if (is_spoken or is_usual) and worth > best:
            best, found = worth, other
    return found


def _without_caret(value: str, readings: Counter[str], said: str) -> str:
    bare = value[:-1].rstrip()
    if not CARET.search(value) or len(bare) < 2:
        return value
    is_shown = any(bare == text or text.endswith(f" {bare}") for text in readings)
    word = bare.split()[-1]
    is_spoken = len(word) >= LEAST_LETTERS and mentions(said, word) >= 1.0 and mentions(said, value.split()[-1]) < 1.0
    return bare if is_shown or is_spoken else value


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
