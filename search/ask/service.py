"""Asking: from a question to sentences with their sources, one by one, or to a refusal."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import structlog

from search.ask import checking, endpoint, evidence
from search.ask.checking import Sentence
from search.words.query import parse

logger = structlog.get_logger(__name__)
NOTHING = "Nothing that you may read answers this. The steps that come closest stand below."


@dataclass(frozen=True)
class Ended:
    """`problem`: why it ended early or empty; empty where all is well."""

    problem: str = ""


def answer(*, user: Any, query: str) -> Iterator[Sentence | Ended]:
    """Sentences as they come, then `Ended`. Only what cited steps hold, and those are steps that `user` may see."""
    question = parse(query).text
    steps = evidence.steps_for(user=user, query=query)
    if not steps:  # the endpoint isn't even asked
        yield Ended(NOTHING)
        return
    count = 0
    try:
        for sentence in checking.sentences(endpoint.stream(question, steps), steps, question):
            count += 1
            yield sentence
    except endpoint.NoAnswer as problem:
        logger.warning("ask_failed", problem=str(problem))
        yield Ended(f"{problem} {'What stands here is not all of it.' if count else 'Search goes on without it.'}")
        return
    yield Ended("" if count else NOTHING)
