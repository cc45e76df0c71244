"""Figures over rankings."""

import math
from collections.abc import Mapping, Sequence


def ndcg(ranking: Sequence[str], relevant: Mapping[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain of the first `depth`."""
    gained = sum(relevant.get(name, 0) / math.log2(at + 2) for at, name in enumerate(ranking[:depth]))
    best = sum(rel / math.log2(at + 2) for at, rel in enumerate(sorted(relevant.values(), reverse=True)[:depth]))
    return gained / best if best else 0.0


def recall(ranking: Sequence[str], relevant: Mapping[str, int], depth: int = 10) -> float:
    wanted = {name for name, rel in relevant.items() if rel > 0}
    return len(wanted & set(ranking[:depth])) / len(wanted) if wanted else 0.0


def reciprocal_rank(ranking: Sequence[str], relevant: Mapping[str, int], depth: int = 10) -> float:
    for at, name in enumerate(ranking[:depth], start=1):
        if relevant.get(name, 0) > 0:
            return 1 / at
    return 0.0


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of them don't exceed."""
    if not values:
        return 0.0
    return sorted(values)[min(len(values) - 1, math.ceil(share * len(values)) - 1)]
