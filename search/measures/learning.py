"""Learning what each signal weighs: the right candidate should be likelier than the others (softmax over candidates).

A linear ranking with the listwise loss of Cao et al. 2007 (ListNet), L2-regularised, by L-BFGS. Half of the questions
learn and the other half judges, then the other way round; what is shipped learned on all of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from search import fusion
from search.measures.examples import Example
from search.measures.metrics import mean, ndcg, recall
from search.measures.relevance import TYPO
from search.retrieval import STEP_SIGNALS

Floats = npt.NDArray[Any]
Group = tuple[Floats, Floats, float]  # features of candidates, which are right, weight of the question
L2_SOPS, L2_STEPS = 0.003, 0.003
# Few questions describe a screenshot, and they are unlike all others.
WEIGHT_OF_KIND = {"shot": 2.0}
RIVALS = 60  # candidates a question learns from: the best by a plain sum, and the right ones
PLAIN = {"best_cosine": 0.35, "title_cosine": 0.25, "best_all": 0.2, "whole": 0.12}
STEP_FEATURES = (*STEP_SIGNALS, "sop", "title_cosine")


def half_of(qid: str) -> int:
    """Which half a question belongs to, the same on every machine."""
    return int(hashlib.sha256(qid.encode()).hexdigest(), 16) % 2


def signals_of(mode: str) -> tuple[str, ...]:
    """Which signals there are with meaning ("hybrid") and without ("words")."""
    return tuple(name for name in fusion.SIGNALS if mode == "hybrid" or not fusion.needs_meaning(name))


def learn_sops(examples: Sequence[Example], rights: Mapping[str, Mapping[str, int]], mode: str) -> Floats:
    """Weights, signals × moods."""
    columns = [fusion.SIGNALS.index(name) for name in signals_of(mode)]
    groups: list[Group] = []
    for example in examples:
        right = _right(example.sops, rights.get(example.qid, {}))
        if right.any():
            kept = _rivals(example, right)
            groups.append((_features(example, columns)[kept], right[kept], WEIGHT_OF_KIND.get(example.kind, 1.0)))
    return _softmax(groups, L2_SOPS).reshape(len(fusion.MOODS), len(columns)).T


def learn_steps(
    examples: Sequence[Example], rights: Mapping[str, Mapping[str, int]], sops: Floats, mode: str
) -> Floats:
    """Weights of STEP_FEATURES, given those of SOPs."""
    groups: list[Group] = []
    for example in examples:
        if example.steps is not None:
            right = _right(example.steps.ids, rights.get(example.qid, {}))
            if right.any():
                groups.append((step_features(example, sops, mode), right, 1.0))
    # A title that resembles the question counts in the SOP's score already.
    free = [STEP_FEATURES.index("title_cosine")]
    return _softmax(groups, L2_STEPS, free) if groups else np.zeros(len(STEP_FEATURES))


def sop_scores(example: Example, sops: Floats, mode: str) -> Floats:
    columns = [fusion.SIGNALS.index(name) for name in signals_of(mode)]
    scores: Floats = example.signals[:, columns] @ (sops @ example.moods)
    return scores


def step_features(example: Example, sops: Floats, mode: str) -> Floats:
    assert example.steps is not None
    of = example.steps.of
    title = example.signals[:, fusion.SIGNALS.index("title_cosine")]
    features = np.column_stack([example.steps.signals, sop_scores(example, sops, mode)[of], title[of]])
    if mode != "hybrid":
        features[:, [STEP_FEATURES.index(name) for name in ("cosine", "title_cosine")]] = 0
    return features


def judged(
    examples: Sequence[Example],
    right_sops: Mapping[str, dict[str, int]],
    right_steps: Mapping[str, dict[str, int]],
    score: Callable[[Example], tuple[Floats, Floats | None]],
) -> dict[str, Any]:
    """nDCG@10 per kind, "all" (without typos), recall@10 and "step", where `score` gives scores of SOPs and steps."""
    values: dict[str, list[float]] = {}
    for example in examples:
        of_sops, of_steps = score(example)
        if right := right_sops.get(example.qid):
            best = [example.sops[at] for at in np.lexsort((-of_sops, -example.is_exact))[:10]]
            values.setdefault(example.kind, []).append(ndcg(best, right))
            if example.kind != TYPO:
                values.setdefault("all", []).append(ndcg(best, right))
                values.setdefault("recall", []).append(recall(best, right))
        if (right := right_steps.get(example.qid)) and example.steps is not None and of_steps is not None:
            best = [example.steps.ids[at] for at in np.argsort(-of_steps, kind="stable")[:10]]
            values.setdefault("step", []).append(ndcg(best, right))
    return {kind: round(mean(of_kind), 4) for kind, of_kind in sorted(values.items())}


def _rivals(example: Example, right: Floats) -> Floats:
    plain = sum(weight * example.signals[:, fusion.SIGNALS.index(name)] for name, weight in PLAIN.items())
    kept = np.asarray(right > 0)
    kept[np.argsort(-np.asarray(plain), kind="stable")[:RIVALS]] = True
    return kept


def _features(example: Example, columns: Sequence[int]) -> Floats:
    """Every signal times every mood, mood by mood."""
    signals = example.signals[:, columns]
    return np.concatenate([signals * mood for mood in example.moods], axis=1)


def _right(ids: Sequence[str], rights: Mapping[str, int]) -> Floats:
    return np.array([rights.get(found, 0) for found in ids], dtype=np.float32)


def _softmax(groups: Sequence[Group], l2: float, free: Sequence[int] = ()) -> Floats:
    """The weights under which the right candidates are likeliest, on features brought to the same spread.

    None is negative but those at `free`: what speaks for a candidate must never count against it, whatever would fit
    these questions a little better.
    """
    features = np.concatenate([group[0] for group in groups])
    share = np.concatenate([right / right.sum() * weight for _, right, weight in groups])
    weights = np.array([weight for _, _, weight in groups])
    sizes = np.array([len(right) for _, right, _ in groups])
    starts = np.concatenate([[0], np.cumsum(sizes)])[:-1]
    of = np.repeat(np.arange(len(groups)), sizes)
    spread = features.std(axis=0) + 1e-9
    scaled = (features / spread).astype(np.float32)

    def loss(at: Floats) -> tuple[float, Floats]:
        scores = scaled @ at.astype(np.float32)
        most = np.maximum.reduceat(scores, starts)
        raised = np.exp(scores - most[of])
        total = np.add.reduceat(raised, starts)
        surprise = float(-np.sum(share * (scores - most[of] - np.log(total)[of]))) / len(groups)
        slope = -scaled.T @ (share - raised / total[of] * weights[of]) / len(groups)
        return surprise + l2 * float(at @ at), slope.astype(np.float64) + 2 * l2 * at

    bounds = [(None if at in free else 0.0, None) for at in range(scaled.shape[1])]
    start = np.full(scaled.shape[1], 0.01)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300})
    return np.asarray(best.x / spread)
