"""The answer box: a step that clearly wins is shown on top, as it is; nothing is written for the occasion.

What “clearly” means was measured: `manage.py measure_answers`, docs/search.md.
"""

from __future__ import annotations

from search.results import Results, SopHit
from search.words.query import parse
from search.words.tokens import stem, words_of

CLEAR = 4.0  # how far its SOP must be ahead of the second one, in the fused score
AHEAD_OF_ITS_OWN = 0.25  # how far it must be ahead of the next step of its SOP
SAYS = 0.6  # the share of the question's words that it must hold
NO_OTHER = 99.0


def answer(results: Results) -> SopHit | None:
    """The SOP whose best step answers clearly; None where several could."""
    return results.sops[0] if results.sops and evidence(results) >= CLEAR else None


def evidence(results: Results) -> float:
    """How far the first SOP is ahead of the second; 0 where no step of it stands out."""
    if not results.sops or not results.steps:
        return 0.0
    first, best = results.sops[0], results.sops[0].best
    of_its_own = [hit.score for hit in first.others]
    is_ahead = not of_its_own or best.score - max(of_its_own) >= AHEAD_OF_ITS_OWN
    if results.steps[0][1] != best.key or not is_ahead or _said_by(results) < SAYS:
        return 0.0
    return first.score - results.sops[1].score if len(results.sops) > 1 else NO_OTHER


def _said_by(results: Results) -> float:
    """The share of the question's words that the best step shows."""
    asked = set(parse(results.did_you_mean or results.query).terms)
    best = results.sops[0].best
    runs = (*best.title_runs, *best.snippet, *best.on_screen)
    shown = {stem(word) for run in runs for word in words_of(run.text)}
    return len(asked & shown) / len(asked) if asked else 0.0
