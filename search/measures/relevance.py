"""How well the right SOPs and steps are found, by kind of query, through the real service."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from access.models import User
from search import service
from search.measures.corpus import Corpus, Loaded
from search.measures.metrics import mean, ndcg, percentile, recall, reciprocal_rank

TYPO = "typo"  # kept apart from "all"


def measure(corpus: Corpus, loaded: Loaded, say: Callable[[str], object]) -> dict[str, Any]:
    """The figures, and under "per_query" the value of each query for comparing two systems."""
    user = User.objects.create_user("measure@example.com", name="Measure")
    per_query: dict[str, dict[str, Any]] = {}
    times: list[float] = []
    for at, question in enumerate(corpus.questions):
        begun = time.perf_counter()
        results = service.find_steps(user=user, query=question.text, limit=10)
        times.append((time.perf_counter() - begun) * 1000)
        row: dict[str, Any] = {"kind": question.kind}
        if right := corpus.right_sops.get(question.qid):
            ranking = [loaded.sop_keys[sop.key] for sop in results.sops]
            row |= {
                "ndcg": ndcg(ranking, right),
                "recall": recall(ranking, right),
                "mrr": reciprocal_rank(ranking, right),
            }
        if right := corpus.right_steps.get(question.qid):
            row["step_ndcg"] = ndcg([loaded.step_keys[key] for _, key, _ in results.steps], right)
        per_query[question.qid] = row
        if (at + 1) % 500 == 0:
            say(f"{at + 1} of {len(corpus.questions)} queries")
    return {**_figures(list(per_query.values())), **_times(times), "queries": len(per_query), "per_query": per_query}


def _figures(rows: list[dict[str, Any]]) -> dict[str, Any]:
    clean = [row for row in rows if row["kind"] != TYPO]
    kinds = sorted({row["kind"] for row in clean})

    def of(rows: list[dict[str, Any]], name: str) -> float:
        return round(mean([row[name] for row in rows if name in row]), 4)

    by_kind = {kind: of([row for row in clean if row["kind"] == kind], "ndcg") for kind in kinds}
    typos = [row for row in rows if row["kind"] == TYPO]
    return {
        "ndcg@10": {"all": of(clean, "ndcg"), TYPO: of(typos, "ndcg"), **by_kind},
        "step_ndcg@10": of(clean, "step_ndcg"),
        "step_ndcg@10_by_kind": {kind: of([r for r in clean if r["kind"] == kind], "step_ndcg") for kind in kinds},
        "recall@10": of(clean, "recall"),
        "mrr@10": of(clean, "mrr"),
    }


def _times(times: list[float]) -> dict[str, float]:
    return {"p50_ms": round(percentile(times, 0.5), 2), "p95_ms": round(percentile(times, 0.95), 2)}
