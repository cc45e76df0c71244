"""Judged questions as the fusion sees them: the signals of their candidates, and which of those are right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from access.models import User
from search import fusion, log
from search.encoders import loading
from search.index.views import view
from search.measures.corpus import Corpus, Loaded, Question
from search.retrieval import STEP_SIGNALS, candidates
from search.service import understood
from search.words.exact import exact_rows
from search.words.query import parse
from sops.models import Sop

Floats = npt.NDArray[np.float32]
Rights = dict[str, int]


@dataclass(frozen=True)
class Steps:
    """The steps of all candidates, one after the other: `of[i]` is the candidate that step `i` belongs to."""

    of: npt.NDArray[np.int64]
    signals: Floats  # steps × STEP_SIGNALS
    ids: list[str]


@dataclass(frozen=True)
class Example:
    qid: str
    kind: str
    sops: list[str]
    signals: Floats  # candidates × fusion.SIGNALS
    moods: Floats
    is_exact: npt.NDArray[np.int64]  # per candidate: exact parts of the question that its best step holds
    steps: Steps | None  # only where steps are judged


def examples(corpus: Corpus, loaded: Loaded, *, with_meaning: bool) -> Iterator[Example]:
    """One per question, in their order."""
    keys = dict(Sop.objects.values_list("pk", "key"))
    user = User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("learn@example.com")
    encoder = loading.question_encoder() if with_meaning else None
    for question in corpus.questions:
        yield _example(question, question.qid in corpus.right_steps, keys, loaded, user, encoder)


def _example(
    question: Question, has_steps: bool, keys: dict[int, str], loaded: Loaded, user: Any, encoder: Any
) -> Example:
    head = log.head()
    reading = view().at(head)
    libraries = frozenset({loaded.library.pk})
    asked = understood(parse(question.text), reading, libraries, head, encoder)
    within = reading.within(libraries)
    exact = exact_rows(asked.query, reading, within)
    found = candidates(asked.asked, reading, within, exact)
    by_name = fusion.sop_signals(found)
    part_of_row = zip(found.part[found.sop_of_step].tolist(), found.rows.tolist(), strict=True)
    held = np.array([exact[part].get(row, 0) for part, row in part_of_row], dtype=np.int64)
    sop_keys = [keys[pk] for pk in found.sop_ids.tolist()]
    steps = None
    if has_steps:
        numbers = zip(found.sop_of_step.tolist(), found.numbers.tolist(), strict=True)
        ids = [loaded.step_keys[f"{sop_keys[of]}-{number}"] for of, number in numbers]
        steps = Steps(found.sop_of_step, found.steps[:, : len(STEP_SIGNALS)], ids)
    return Example(
        qid=question.qid,
        kind=question.kind,
        sops=[loaded.sop_keys[key] for key in sop_keys],
        signals=np.stack([by_name[name] for name in fusion.SIGNALS], axis=1),
        moods=fusion.moods(by_name, len(asked.query.terms)),
        is_exact=np.maximum.reduceat(held, found.starts[:-1]) if len(found) else np.zeros(0, dtype=np.int64),
        steps=steps,
    )
