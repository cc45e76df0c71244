"""What was said while a secret was typed is not used at all; what is used is scrubbed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.artefacts import Action, Sentence
from ingest.stages.words import masking, sentences

MARGIN_S = 0.3


def without_values(actions: Iterable[Action]) -> list[Action]:
    """The actions; what was entered in a field whose name asks for a secret is left out, whoever overlooked it."""
    return [
        replace(action, is_secret=True, value="")
        if action.kind in ("type", "select") and masking.is_secret_name(action.label)
        else action
        for action in actions
    ]


def unheard(said: Iterable[Sentence], actions: Sequence[Action]) -> list[Sentence]:
    """The sentences without the words that were spoken while a secret was typed."""
    spans = [(a.start_s - MARGIN_S, a.end_s + MARGIN_S) for a in actions if a.is_secret]
    if not spans:
        return list(said)
    kept: list[Sentence] = []
    for sentence in said:
        words = sentence.words or sentences.words_of(sentence.text, sentence.start_s, sentence.end_s)
        left = [w for w in words if not any(start < w.end_s and w.start_s < end for start, end in spans)]
        if len(left) == len(words):
            kept.append(sentence)
        else:
            kept += sentences.split(left)
    return kept
