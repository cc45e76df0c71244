"""Steps from actions, with what was said meanwhile: notes, explanations, doubts."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.artefacts import Action, DraftStep
from ingest.stages.words.text import content
from ingest.stages.writing import cues, naming, notes, phrasing, tidy
from ingest.stages.writing.clauses import Said
from ingest.stages.writing.verbs import is_verb

NEAR_S = 1.0
SURE = 0.65
MOST_BODY = 400
OF_ANY_SCREEN = frozenset(
    content(
        "click press tap hit choose select pick enter type write open set put fill field button box menu tab list page"
        " top left right corner dialog window here there link option drop-down dropdown screen switch turn tick check"
        " section icon row drag move name call save"
    )
)


def from_actions(actions: Sequence[Action], found: Sequence[notes.Note], others: Sequence[Said]) -> list[DraftStep]:
    """One step for each action, in order."""
    at_step: dict[int, list[notes.Note]] = {}
    for note in found:
        index = notes.step_of(note, actions)
        if index is not None:
            at_step.setdefault(index, []).append(note)
    names = naming.names_of(actions)
    spoken: list[Said | notes.Note] = sorted([*others, *found], key=lambda said: said.start_s)
    steps = []
    for i, action in enumerate(actions):
        until_s = action.end_s + NEAR_S if action.label else action.action_s  # its name comes before it is pressed
        meanwhile = " ".join(said.text for said in spoken if _is_near(said, action) and said.start_s <= until_s)
        own = [said for said in others if _step_of(said, actions) == i]
        step = _step(action, meanwhile, own, at_step.get(i, []), _is_repeated(actions, i))
        named = replace(step, body=naming.with_names(step.body, names), note=naming.with_names(step.note, names))
        steps.append(named)
    return steps


def from_talk(found: Sequence[notes.Note], others: Sequence[Said]) -> list[DraftStep]:
    """Nothing was done on the screen: what was said becomes text, in the order in which it was said."""
    told = [
        notes.Note("", tidy.to_reader(tidy.clean(said.text)), said.start_s, said.end_s)
        for said in others
        if not cues.SIGN_OFF.match(said.text) and not cues.GREETING.match(said.text)
    ]
    steps = []
    for note in sorted([*found, *told], key=lambda note: note.start_s):
        if len(note.text.split()) < notes.LEAST_WORDS:
            continue
        title, body = _headed(note.text)
        steps.append(
            DraftStep(
                kind="caution" if note.kind == "caution" else "note",
                title=title,
                body=body,
                start_s=note.start_s,
                end_s=note.end_s,
                note_kind=note.kind,
                confidence=SURE,
                unsure=["text"],
                evidence=["text:speech"],
                narration=note.text,
            )
        )
    return steps


def _step(action: Action, meanwhile: str, own: Sequence[Said], told: Sequence[notes.Note], repeated: bool) -> DraftStep:
    return DraftStep(
        kind="action",
        title=phrasing.sentence(action, meanwhile, was_done_before=repeated),
        body=_body(action, own),
        start_s=action.start_s,
        end_s=action.end_s,
        note="\n".join(note.text for note in told),
        note_kind=notes.strongest(note.kind for note in told),
        action=action.kind,
        target_label=action.label,
        value=action.value,
        box=action.box,
        confidence=round(min(action.confidence, action.label_confidence), 3),
        unsure=[*_doubts(action), *([] if all(note.is_clear for note in told) else ["text"])],
        evidence=list(action.evidence),
        narration=" ".join([*(said.text for said in own), *(note.text for note in told)]),
    )


def _doubts(action: Action) -> list[str]:
    doubts = []
    if not action.label or action.label_confidence < SURE:
        doubts.append("label")
    if action.kind in ("type", "select") and not action.value and not action.is_secret:
        doubts.append("value")
    if action.box is None:
        doubts.append("box")
    if action.confidence < SURE:
        doubts.append("action")
    return doubts


def _body(action: Action, own: Sequence[Said]) -> str:
    """What was said beyond the instruction itself: reasons, and how to fill in a field."""
    if action.is_secret:
        return ""
    sentences: list[str] = []
    for said in own:
        text = tidy.without_fillers(tidy.written(said.text))
        if not said.is_clear or cues.SIGN_OFF.match(text) or cues.CHATTER.match(text):
            continue
        bare = tidy.STARTS.sub("", text)
        fresh = _beyond(bare, action)
        explains = bool(cues.EXPLAINS.search(bare)) and fresh >= 2
        instructs = bool(bare) and is_verb(bare.split()[0]) and fresh >= 2
        if explains or instructs:
            sentences.append(tidy.to_reader(tidy.clean(bare)))
    body = " ".join(sentence for sentence in sentences if len(sentence.split()) >= notes.LEAST_WORDS)
    return body if len(body) <= MOST_BODY else body[: body.rfind(".", 0, MOST_BODY) + 1]


def _beyond(text: str, action: Action) -> int:
    """Words that the instruction doesn't have."""
    known = {*content(f"{action.label} {action.value} {action.drop_label}"), *OF_ANY_SCREEN}
    return len([word for word in content(text) if word not in known])


def _is_near(said: Said | notes.Note, action: Action) -> bool:
    return said.start_s < action.end_s + NEAR_S and action.start_s - NEAR_S < said.end_s


def _step_of(said: Said, actions: Sequence[Action]) -> int:
    shared = [min(said.end_s, a.end_s) - max(said.start_s, a.start_s) for a in actions]
    best = max(range(len(actions)), key=lambda i: shared[i])
    if shared[best] > 0:
        return best
    done = [i for i, action in enumerate(actions) if action.action_s <= said.start_s]
    return done[-1] if done else -1  # before the first action nothing is explained of it


def _is_repeated(actions: Sequence[Action], i: int) -> bool:
    return any(a.label == actions[i].label and a.kind == actions[i].kind for a in actions[:i])


def _headed(text: str) -> tuple[str, str]:
    """A short first line, and the rest."""
    first = re.split(r"(?<=[.!?])\s+", text, maxsplit=1)
    title = first[0].rstrip(".")
    rest = first[1] if len(first) > 1 else ""
    if len(title) <= phrasing.LONGEST:
        return title, rest
    cut = title.rfind(",", 0, phrasing.LONGEST)
    cut = cut if cut > 20 else title.rfind(" ", 0, phrasing.LONGEST - 1)
    return f"{title[:cut].rstrip(' ,')}…", text
