"""A draft in review: sent, approved, sent back, taken back. Each holds the SOP's row, so that two can't collide."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from access import audit
from notices.services import settle, tell
from sops.models import Approval, ReviewRound, Sop
from sops.services.approvals import Standing, standing
from sops.services.publishing import document_of, documents_of, problems_of

State = ReviewRound.State
ASKED = ("review_requested",)


class ChangedMeanwhile(ValidationError):
    """The words are not those that the person read."""


def standing_of(sop: Sop) -> Standing:
    """Where the draft stands as it is now."""
    return standing(sop, document_of(sop).content_hash())


@transaction.atomic
def send(*, sop: Sop, by: Any, note: str = "") -> ReviewRound:
    """Ask for approval of the draft as it is now. Sending it again after changes asks again.

    ValidationError with every problem that would stand in the way of publishing, or where there is nothing to review.
    """
    sop = _locked(sop)
    document = document_of(sop)
    problems, content_hash = problems_of(document), document.content_hash()
    now = standing(sop, content_hash)
    if problems:
        raise ValidationError(problems)
    if sop.current_version and sop.shows(document):
        raise ValidationError(f"Nothing has changed since version {sop.current_version.number}.")
    if now.round and not now.is_changed:
        raise ValidationError("It is approved already." if now.is_approved else "It is in review already.")
    if not now.approvers:
        raise ValidationError("Nobody else may approve it. Ask an admin of the library to make somebody an approver.")
    asked = now.round or ReviewRound(sop=sop)
    asked.content_hash, asked.note = content_hash, note.strip()[:500]
    asked.asked_by, asked.asked_at = by, timezone.now()
    asked.save()
    audit.record(by=by, verb="sent to review", subject=sop.title, library=sop.library, content_hash=content_hash)
    said = f"{by} asks you to approve “{sop.title}”." + (f" {asked.note}" if asked.note else "")
    tell(
        people=now.approvers,
        kind="review_requested",
        about=asked,
        text=said,
        url=asked.get_absolute_url(),
        by=by,
        replaces=True,
    )
    return asked


@transaction.atomic
def approve(*, sop: Sop, by: Any, content_hash: str) -> Standing:
    """Agree to exactly the content with this hash.

    ChangedMeanwhile where the draft says something else by now; ValidationError for one's own text or without a review;
    PermissionDenied for who is none of its approvers.
    """
    sop = _locked(sop)
    document = document_of(sop)
    now = standing(sop, document.content_hash())
    if now.round is None:
        raise ValidationError("It is not in review any more.")
    if now.author is not None and now.author == by:
        raise ValidationError(now.why_not(by))
    if not now.may_be_approved_by(by):
        raise PermissionDenied
    if content_hash != now.content_hash:
        raise ChangedMeanwhile("It was changed while you were reading. Look at what is new, then approve it.")
    _, is_new = Approval.objects.get_or_create(
        round=now.round, by=by, content_hash=content_hash, defaults={"at": timezone.now()}
    )
    if not is_new:
        return now
    audit.record(by=by, verb="approved", subject=sop.title, library=sop.library, content_hash=content_hash)
    then = standing(sop, content_hash)
    if then.is_approved and then.round:
        then.round.approved_data, then.round.approved_hash = document.to_json_dict(), content_hash
        then.round.approved_at = timezone.now()
        then.round.save(update_fields=["approved_data", "approved_hash", "approved_at"])
        settle(about=then.round, kinds=ASKED)
    still = "It can be published." if then.is_approved else f"{then.missing} more to go."
    _tell_authors(now, sop, "approved", f"{by} approved “{sop.title}”. {still}", by)
    return then


@transaction.atomic
def send_back(*, sop: Sop, by: Any, reason: str) -> ReviewRound:
    """Not like this: the round ends, and its approvals with it. PermissionDenied for who is none of its approvers."""
    sop = _locked(sop)
    now = standing_of(sop)
    if now.round is None:
        raise ValidationError("It is not in review any more.")
    if not now.may_be_approved_by(by):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError("Say what has to change.")
    _close(now.round, State.SENT_BACK, by, reason)
    audit.record(by=by, verb="sent back", subject=sop.title, library=sop.library, reason=now.round.reason)
    _tell_authors(now, sop, "sent_back", f"{by} sent “{sop.title}” back: {now.round.reason}", by)
    return now.round


@transaction.atomic
def take_back(*, sop: Sop, by: Any) -> ReviewRound:
    """The draft leaves the review; nobody has to approve it now."""
    sop = _locked(sop)
    current = ReviewRound.objects.open().filter(sop=sop).first()
    if current is None:
        raise ValidationError("It is not in review any more.")
    _close(current, State.TAKEN_BACK, by)
    audit.record(by=by, verb="took back from review", subject=sop.title, library=sop.library)
    return current


def stages_of(sops: Iterable[Sop]) -> dict[int, str]:
    """“in review” or “approved” for those of the SOPs that are, by id. Three queries, however many there are."""
    rounds = {row.sop_id: row for row in ReviewRound.objects.open().filter(sop__in=list(sops)).select_related("sop")}
    maybe = [row.sop for row in rounds.values() if row.approved_hash]
    documents = documents_of(maybe) if maybe else {}
    return {
        sop_id: "approved"
        if sop_id in documents and documents[sop_id].content_hash() == row.approved_hash
        else "in review"
        for sop_id, row in rounds.items()
    }


def with_review_stages(sops: Iterable[Sop]) -> None:
    """Give each of them its `review_stage`, as `stages_of` has it; for rows that a list shows."""
    rows = list(sops)
    stages = stages_of(rows)
    for sop in rows:
        sop.review_stage = stages.get(sop.pk, "")  # type: ignore[attr-defined]


def _locked(sop: Sop) -> Sop:
    """Its row as it is now; whoever else reviews or publishes it waits."""
    return Sop.objects.select_for_update().get(pk=sop.pk)


def _close(current: ReviewRound, state: str, by: Any, reason: str = "") -> None:
    current.state, current.closed_by, current.closed_at = state, by, timezone.now()
    current.reason = reason.strip()[:2000]
    current.save(update_fields=["state", "closed_by", "closed_at", "reason"])
    settle(about=current, kinds=ASKED)


def _tell_authors(now: Standing, sop: Sop, kind: str, text: str, by: Any) -> None:
    """Who asked, who wrote it last and who owns it."""
    assert now.round is not None
    people = [now.round.asked_by, now.author, sop.owner]
    tell(people=people, kind=kind, about=now.round, text=text, url=now.round.get_absolute_url(), by=by)
