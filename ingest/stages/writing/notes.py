"""Rules spoken along the way: found, joined where they go on, and set at the step that they are about."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.artefacts import Action
from ingest.stages.words.text import mentions
from ingest.stages.writing import cues, tidy
from ingest.stages.writing.clauses import Said

MOST_APART_S = 2.5
LOOK_AROUND = 2  # steps before and after the moment that a note may be about
LEAST_WORDS = 3
SINGLE_WORD = 0.65
ANNOUNCED_BY = 5  # words


@dataclass(frozen=True)
class Note:
    """A rule in written form, and when it was said."""

    kind: str  # caution | decision | tip | troubleshooting
    text: str
    start_s: float
    end_s: float
    is_clear: bool = True


def find(thoughts: Sequence[Said]) -> tuple[list[Note], list[Said]]:
    """The notes in order of time, and the thoughts that are none."""
    notes: list[Note] = []
    others: list[Said] = []
    joins = False
    for said in thoughts:
        text = tidy.without_fillers(tidy.written(said.text))
        bare = tidy.STARTS.sub("", text)
        near = bool(notes) and joins and said.start_s - notes[-1].end_s <= MOST_APART_S
        kind = "" if cues.SIGN_OFF.match(text) else cues.kind_of(text)
        if kind == "tip" and not said.is_clear:
            kind = ""  # a garbled hint helps nobody; a garbled rule still says that there is one
        if near and not cues.SIGN_OFF.match(text) and _goes_on(notes[-1], text):
            notes[-1] = _joined(notes[-1], _wording(text), said)
        elif kind and len(bare.split()) >= LEAST_WORDS:
            notes.append(Note(kind, _wording(text), said.start_s, said.end_s, said.is_clear))
            joins = True
        else:
            others.append(said)
            joins = False
    return [note for note in notes if note.text], others


def _goes_on(note: Note, text: str) -> bool:
    """Whether the thought belongs to the note before it; "A little trick." only announces one."""
    return len(note.text.split()) < ANNOUNCED_BY or cues.continues(text, note.kind)


def step_of(note: Note, actions: Sequence[Action]) -> int | None:
    """Index of the action that the note is about: in whose stretch it was said, or whose names it mentions."""
    if not actions:
        return None
    now = _at_the_time(note, actions)
    around = range(max(0, now - LOOK_AROUND), min(len(actions), now + LOOK_AROUND + 1))
    named = {i: _named(note.text, actions[i]) - 0.1 * abs(i - now) for i in around}
    best = max(around, key=lambda i: named[i])
    return best if named[best] >= 0.6 and named[best] > named[now] else now


def _at_the_time(note: Note, actions: Sequence[Action]) -> int:
    shared = [min(note.end_s, a.end_s) - max(note.start_s, a.start_s) for a in actions]
    best = max(range(len(actions)), key=lambda i: shared[i])
    if shared[best] > 0:
        return best
    done = [i for i, action in enumerate(actions) if action.action_s <= note.start_s]
    return done[-1] if done else 0


def _named(text: str, action: Action) -> float:
    """How surely the text names what was acted on; a single word ("Person") may just be a word."""
    names = [name for name in (action.label, action.value, action.drop_label) if len(name) >= 3]
    return max((mentions(text, name) * (1.0 if len(name.split()) > 1 else SINGLE_WORD) for name in names), default=0.0)


def _wording(text: str) -> str:
    """Without "you can see …" in front of the rule itself."""
    condition = cues.CONDITION.search(text)
    if condition and condition.start() > 0 and cues.CHATTER.match(text):
        text = text[condition.start() :]
    rule = cues.OWN_DOING.sub("", text)
    text = rule if len(rule.split()) >= LEAST_WORDS and cues.kind_of(rule) else text
    return tidy.to_reader(tidy.clean(re.sub(r"^tip\W+", "", text, flags=re.IGNORECASE)))


def _joined(note: Note, more: str, said: Said) -> Note:
    return Note(note.kind, f"{note.text} {more}".strip(), note.start_s, said.end_s, note.is_clear and said.is_clear)


def strongest(kinds: Iterable[str]) -> str:
    """The kind that a step shows where it has several notes."""
    order = ("caution", "decision", "troubleshooting", "tip")
    present = set(kinds)
    return next((kind for kind in order if kind in present), "")
