"""Slips that the person takes back ("oops, wrong field"): what was done by mistake is no step."""

import re
from collections.abc import Sequence

from ingest.artefacts import Action
from ingest.stages.words.text import mentions
from ingest.stages.writing import cues
from ingest.stages.writing.clauses import Said

BEFORE_S = 2.5  # how long a slip may be over when it is noticed
NAMED_BEFORE_S = 6.0  # the same, if the remark names what was hit
THATS = re.compile(
    r"\b(?:that's|that is|that was|this is) (?:the|a|an) (?!wrong|right|mistake|different|other)(?P<thing>\w+)",
    re.IGNORECASE,
)
AHEAD_S = 0.6
CLEANING_S = 8.0


def is_correction(text: str) -> bool:
    return bool(cues.CORRECTION.search(text)) and not cues.HYPOTHETICAL.search(text)


def without_slips(actions: Sequence[Action], thoughts: Sequence[Said]) -> tuple[list[Action], list[int], list[Said]]:
    """Actions that stay, their indexes, and the thoughts without the remarks about slips."""
    dropped: set[int] = set()
    kept: list[Said] = []
    taken_back_s = -1.0
    for i, said in enumerate(thoughts):
        if is_correction(said.text):
            after = " ".join(other.text for other in thoughts[i : i + 2])
            slip = _slip(actions, said, after, dropped)
            if slip is not None:
                dropped |= {slip, *_cleaning(actions, slip, said)}
                taken_back_s = said.end_s
            continue
        if (
            said.start_s - taken_back_s < CLEANING_S
            and taken_back_s > 0
            and cues.UNDOING.search(said.text)
            and len(said.words) < 8
        ):
            continue
        kept.append(said)
    indexes = [i for i in range(len(actions)) if i not in dropped]
    return [actions[i] for i in indexes], indexes, kept


def _slip(actions: Sequence[Action], said: Said, around: str, dropped: set[int]) -> int | None:
    """The action that the remark names, else the last one before it; none where it names something else."""
    noticed_s = _noticed_s(said)
    before = [i for i, action in enumerate(actions) if i not in dropped and action.action_s <= noticed_s + AHEAD_S][-2:]
    named = [
        i
        for i in before
        if actions[i].label
        and mentions(around, actions[i].label) >= 0.99
        and actions[i].end_s >= noticed_s - NAMED_BEFORE_S
    ]
    if named:
        return named[-1]
    other = THATS.search(around)
    if not before or actions[before[-1]].end_s < noticed_s - BEFORE_S:
        return None
    is_other = (
        other is not None
        and bool(actions[before[-1]].label)
        and not mentions(actions[before[-1]].label, other["thing"])
    )
    return None if is_other else before[-1]


def _noticed_s(said: Said) -> float:
    """When the remark itself falls within its thought."""
    text = ""
    for word in said.words:
        text = f"{text} {word.text}"
        if cues.CORRECTION.search(text):
            return word.start_s
    return said.start_s


def _cleaning(actions: Sequence[Action], slip: int, said: Said) -> set[int]:
    """Emptying the same field again belongs to the slip."""
    return {
        i
        for i, action in enumerate(actions[slip + 1 :], start=slip + 1)
        if action.label == actions[slip].label
        and action.kind in ("type", "click")
        and not action.value
        and not action.is_secret
        and action.action_s <= said.end_s + CLEANING_S
    }
