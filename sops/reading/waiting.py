"""Reviews that wait for a person: open, theirs to approve by right, not their own words, not approved by them yet."""

from typing import Any

from access.models import Library
from sops.models import Approval, ApprovalPolicy, ReviewRound, Sop
from sops.services.approvals import Rule, last_authors, named_in
from sops.services.publishing import documents_of

SHOWN = 20


def waiting_for(user: Any) -> list[ReviewRound]:
    """The longest waiting first. Nine queries at most, however many reviews are open."""
    rounds = list(
        ReviewRound.objects.visible_to(user).open().select_related("sop__library", "asked_by").order_by("asked_at")
    )
    if not rounds:
        return []
    libraries = {row.sop.library_id for row in rounds}
    rules = dict(ApprovalPolicy.objects.filter(library__in=libraries).values_list("library", "rule"))
    approves_in = set(Library.objects.approvable_by(user).filter(pk__in=libraries).values_list("pk", flat=True))
    named = named_in(library for library in libraries if rules.get(library) == Rule.NAMED)
    mine = [row for row in rounds if _is_by_right(row.sop, user, rules, named, approves_in)]
    if not mine:
        return []
    authors, documents = last_authors([row.sop for row in mine]), documents_of([row.sop for row in mine])
    given = set(Approval.objects.filter(round__in=mine, by=user.pk).values_list("round", "content_hash"))
    return [
        row
        for row in mine
        if authors.get(row.sop_id) != user and (row.pk, documents[row.sop_id].content_hash()) not in given
    ][:SHOWN]


def _is_by_right(sop: Sop, user: Any, rules: dict[int, str], named: dict[Any, set[int]], approves_in: set[int]) -> bool:
    """As `approvals.approvers_of` has it, from rows that were fetched for all."""
    if rules.get(sop.library_id) != Rule.NAMED:
        return sop.library_id in approves_in
    chosen = (named.get((sop.library_id, sop.category_id)) if sop.category_id else None) or named.get(
        (sop.library_id, None)
    )
    return user.pk in chosen if chosen else sop.library_id in approves_in
