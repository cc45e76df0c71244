"""Feedback as lists show it: to be answered, and given by oneself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.http import QueryDict

from sops.models import Feedback

SIDES = ("mine", "all", "given")  # of SOPs that I own; of all that I may answer; what I gave
STATES = {"undecided": "To decide", **dict(Feedback.Status.choices), "any": "All"}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; anything unknown counts as not asked."""

    side: str
    status: str
    sop: str

    @classmethod
    def from_query(cls, query: QueryDict, *, side: str) -> "Asked":
        asked_side, status = query.get("show", ""), query.get("status", "")
        side = asked_side if asked_side in SIDES else side
        usual = "any" if side == "given" else "undecided"
        return cls(side, status if status in STATES else usual, query.get("sop", "")[:40])


def rows(asked: Asked, person: Any) -> QuerySet[Feedback]:
    """Oldest first where somebody has to decide, latest first otherwise."""
    found = for_lists(of_side(asked.side, person))
    if asked.sop:
        found = found.filter(sop__key=asked.sop)
    if asked.status == "undecided":
        return found.undecided().order_by("given_at", "pk")  # type: ignore[attr-defined]
    return found if asked.status == "any" else found.filter(status=asked.status)


def of_side(side: str, person: Any) -> QuerySet[Feedback]:
    if side == "given":
        return Feedback.objects.visible_to(person).filter(given_by=person)
    answerable = Feedback.objects.editable_by(person)
    return answerable.filter(sop__owner=person) if side == "mine" else answerable


def usual_side(person: Any) -> str:
    """Owners see what is theirs to answer, other editors what they may answer, readers what they gave."""
    for side in ("mine", "all"):
        if of_side(side, person).exists():
            return side
    return "given"


def counts(asked: Asked, person: Any) -> dict[str, int]:
    """How many of each state on this side."""
    found = of_side(asked.side, person)
    if asked.sop:
        found = found.filter(sop__key=asked.sop)
    of = dict(found.order_by().values_list("status").annotate(n=Count("pk")))
    return {**of, "undecided": of.get("open", 0) + of.get("accepted", 0), "any": sum(of.values())}


def for_lists(feedback: QuerySet[Feedback]) -> QuerySet[Feedback]:
    """With all that a row shows at hand, without the documents of the versions."""
    return feedback.select_related(
        "sop__library", "sop__owner", "step", "version", "closed_in", "given_by", "answered_by"
    ).defer("version__data", "closed_in__data")


def names(people: Sequence[Any]) -> str:
    """Who it goes to, in words."""
    shown = [str(person) for person in people[:2]]
    if not shown:
        return "the people who look after the library"
    return " and ".join(shown) if len(people) <= 2 else f"{', '.join(shown)} and others"
