"""The whole draft but for its pictures: who reads only this file sees how one is made."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from ingest.artefacts import Action, Actions, Draft, DraftStep, Transcript
from ingest.stages.words import masking
from ingest.stages.words.text import mentions
from ingest.stages.writing import (
    clauses,
    context,
    corrections,
    cues,
    mentioned,
    notes,
    repair,
    rereading,
    secrets,
    steps,
    titles,
)
from ingest.stages.writing.clauses import Said
from ingest.stages.writing.written import NO_ACTION, Written

MOST_STRAY, LEAST_TALK, SPOKEN_OF = 2, 50, 0.6  # actions, words, share of a name's words
OPENING_S = 25.0  # an announcement may go on after the first click
STEPS_ONLY_SAID = (
    "Nothing is done on the screen in this recording: the steps are what was said. Check them, and add the actions."
)
NOTHING_FOUND = "Neither an action on the screen nor narration was found in this recording."


def compose(heard: Transcript, done: Actions) -> Written:
    """Title, context, steps and notes."""
    done = dataclasses.replace(done, actions=secrets.without_values(done.actions))
    vocabulary = repair.vocabulary_of(done)
    thoughts = [
        repair.mended(said, vocabulary) for said in clauses.split(secrets.unheard(heard.sentences, done.actions))
    ]
    done = dataclasses.replace(done, actions=rereading.corrected(done, thoughts))
    actions, indexes, thoughts = corrections.without_slips(done.actions, thoughts)
    if _is_talk(actions, thoughts):
        actions, indexes = [], []
    opening, rest = _opening(thoughts, actions)
    title = _title(opening, thoughts, dataclasses.replace(done, actions=actions))
    about = context.read([said.text for said in opening])
    found, others = notes.find(rest)
    made = steps.from_actions(actions, found, others) if actions else steps.from_talk(found, others)
    draft = Draft(
        title=title,
        purpose=context.purpose(title, about, is_talk=not actions) if thoughts else "",
        when_to_use=about.when,
        who=about.who,
        prerequisites=about.prerequisites,
        notes=_general(opening, about.prerequisites),
        glossary=mentioned.glossary(said.text for said in thoughts),
        suggested_links=mentioned.other_procedures(said.text for said in thoughts),
        steps=made,
        warnings=[*heard.warnings, *done.warnings, *_warnings(actions, made)],
        needs_review=_needs_review(actions, made),
    )
    return Written(_scrubbed(draft), indexes if actions else [NO_ACTION] * len(made))


def _is_talk(actions: Sequence[Action], thoughts: Sequence[Said]) -> bool:
    """Whether somebody only explains: a few doubtful changes on the screen, of which nothing is said."""
    if len(actions) > MOST_STRAY or sum(len(said.words) for said in thoughts) < LEAST_TALK:
        return False
    return all(action.confidence < steps.SURE and not _is_spoken_of(action, thoughts) for action in actions)


def _is_spoken_of(action: Action, thoughts: Sequence[Said]) -> bool:
    near = " ".join(
        said.text for said in thoughts if said.start_s < action.end_s + 3 and action.start_s - 3 < said.end_s
    )
    return bool(action.label) and mentions(near, action.label) >= SPOKEN_OF


def _opening(thoughts: Sequence[Said], actions: Sequence[Action]) -> tuple[list[Said], list[Said]]:
    """What is said before the first action, unless it tells to do it; without actions, until something is explained."""
    if not actions:
        return _announcement(thoughts)
    first = actions[0]
    size = 0
    for said in thoughts:
        if said.end_s > first.action_s or (
            first.label and mentions(said.text, first.label) >= 0.99 and said.end_s > first.start_s
        ):
            break
        size += 1
    return list(thoughts[:size]), list(thoughts[size:])


def _announcement(thoughts: Sequence[Said]) -> tuple[list[Said], list[Said]]:
    for i, said in enumerate(thoughts[:5]):
        if titles.spoken([said.text], is_talk=True):
            return list(thoughts[: i + 1]), list(thoughts[i + 1 :])
    return [], list(thoughts)


def _title(opening: Sequence[Said], thoughts: Sequence[Said], done: Actions) -> str:
    first_s = thoughts[0].start_s if thoughts else 0.0
    early = [said.text for said in thoughts if said in opening or said.start_s < first_s + OPENING_S]
    closing = [said.text for said in thoughts[-4:] if cues.SIGN_OFF.match(said.text)]
    is_talk = not done.actions
    spoken = titles.spoken([said.text for said in opening], is_talk=is_talk)
    spoken = spoken or titles.spoken(early[:6], is_talk=is_talk) or titles.spoken(closing)
    return titles.as_on_screen(spoken, done) if spoken else titles.from_screen(done.actions)


def _general(opening: Sequence[Said], prerequisites: Sequence[str]) -> list[str]:
    """Rules of the opening that hold for the whole procedure."""
    found, _ = notes.find([said for said in opening if not context.is_about_the_whole(said.text)])
    told = " ".join(prerequisites)
    return [note.text for note in found if note.text not in told]


def _warnings(actions: Sequence[Action], made: Sequence[DraftStep]) -> list[str]:
    if actions:
        return []
    return [STEPS_ONLY_SAID] if made else [NOTHING_FOUND]


def _needs_review(actions: Sequence[Action], made: Sequence[DraftStep]) -> bool:
    """Whether a person should look before this is worth sharing: no actions, or every third step in doubt."""
    return not actions or sum(bool(step.unsure) for step in made) * 3 >= len(made)


def _scrubbed(value: Any) -> Any:
    """The same with dots where a secret may stand, in every text of it."""
    if isinstance(value, str):
        return masking.scrub(value)
    if isinstance(value, list):
        return [_scrubbed(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: _scrubbed(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    return value
