"""A search kept to some SOPs, and its answers in another order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from search.filters import Filters
from search.index.reading import Reading, Within
from search.results import SopHit


def kept_to(within: tuple[Within, ...], reading: Reading, sops: Collection[int] | None) -> tuple[Within, ...]:
    """What lies within and belongs to these SOPs: before any limit, so a filter never leaves a short list."""
    if sops is None:
        return within
    wanted = np.fromiter(sops, dtype=np.int64, count=len(sops))
    kept = []
    for part, allowed in zip(reading.parts, within, strict=True):
        of_them = allowed.sops & np.isin(part.segment.tables.sop_ids, wanted)
        rows = of_them[part.segment.sop_of_row]
        kept.append(replace(allowed, sops=of_them, rows=rows, is_all=bool(of_them.all())))
    return tuple(kept)


def ordered(hits: tuple[SopHit, ...], filters: Filters | None) -> tuple[SopHit, ...]:
    """The best answers by the day they were published, the newest first, where that was asked for."""
    if filters is None or filters.sort != "fresh":
        return hits
    dated = [hit for hit in hits if hit.published_at]
    return (*sorted(dated, key=lambda hit: hit.published_at, reverse=True), *(h for h in hits if not h.published_at))  # type: ignore[arg-type,return-value]
