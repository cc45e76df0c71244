"""The history's rows of an SOP, newest first: read lightly, in runs; whole rows only where a line shows them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from sops.models import Sop, Step
from sops.trail.filters import Filters

RUN = 600
# A page that finds too little in so many rows ends there; its next page goes on.
MOST_RUNS = 4
LIGHT = ("history_id", "history_date", "history_user_id", "history_change_reason", "history_type", "id", "title")


@dataclass(frozen=True)
class Light:
    """What a line can be grouped by, without the row's texts."""

    of: str  # "sop" | "step"
    history_id: int
    at: datetime
    user_id: int | None
    reason: str
    kind: str  # "+" | "~" | "-"
    row_id: int
    title: str

    @property
    def said(self) -> str:
        """What was done: the reason's first line. The others say why."""
        return (self.reason.partition("\n")[0] or "changed").strip()

    @property
    def why(self) -> str:
        return self.reason.partition("\n")[2].strip()


def light_rows(sop: Sop, filters: Filters) -> Iterator[Light]:
    """Newest first, from where `filters.before` ended. Two queries a run."""
    ends = filters.before
    for _ in range(MOST_RUNS):
        of_sop = [] if filters.step else _run("sop", sop.history.all(), filters, ends and ends[0])
        of_steps = _run("step", Step.history.filter(sop_id=sop.pk), filters, ends and ends[1])
        both = list(merge(of_sop, of_steps, key=lambda row: row.at, reverse=True))[:RUN]
        yield from both
        if len(both) < RUN:
            return
        ends = ends_of(both, ends)


def ends_of(rows: Iterable[Light], before: tuple[int, int] | None) -> tuple[int, int]:
    """Where these rows end in both tables: the next page begins below."""
    far = 10**17
    ends = {"sop": before[0] if before else far, "step": before[1] if before else far}
    for row in rows:
        ends[row.of] = min(ends[row.of], row.history_id)
    return ends["sop"], ends["step"]


def whole_rows(of: str, history_ids: list[int]) -> dict[int, Any]:
    """Rows of the history by their ids, each with `before_id`: the row that was there before it."""
    history = Sop.history if of == "sop" else Step.history
    earlier = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    rows = history.filter(history_id__in=history_ids).annotate(before_id=Subquery(earlier.values("history_id")[:1]))
    return {row.history_id: row for row in rows} if history_ids else {}


def places_before(history_ids: list[int]) -> dict[int, tuple[int, int]]:
    """For rows of steps: the place before and the place after, by the row's id."""
    earlier = Step.history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    rows = Step.history.filter(history_id__in=history_ids).annotate(was=Subquery(earlier.values("position")[:1]))
    return {at: (was or place, place) for at, was, place in rows.values_list("history_id", "was", "position")}


def _run(of: str, rows: "QuerySet[Any]", filters: Filters, below: int | None) -> list[Light]:
    if filters.person:
        rows = rows.filter(history_user_id=filters.person)
    if filters.step:
        rows = rows.filter(key=filters.step)
    if below is not None:
        rows = rows.filter(history_id__lt=below)
    # Numbers of rows grow with time, and the index on the SOP ends with them: no sorting.
    return [
        Light(of, number, at, user, reason or "", kind, row, title)
        for number, at, user, reason, kind, row, title in rows.order_by("-history_id").values_list(*LIGHT)[:RUN]
    ]
