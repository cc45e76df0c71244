"""Asking for an SOP that is missing, and answering. The other side is told each time."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from access import audit
from access.holders import holding
from access.models import Library
from access.roles import Role
from notices.services import settle, tell
from search.kept.recent import kept_form
from search.requests.models import SopRequest
from sops.models import Sop

ASKED, ANSWERED = "sop_request", "sop_request_answered"
Status = SopRequest.Status
# From where to where. A decision can be taken back.
WAYS = {
    Status.OPEN: {Status.PLANNED, Status.DONE, Status.DECLINED},
    Status.PLANNED: {Status.DONE, Status.DECLINED, Status.OPEN},
    Status.DONE: {Status.OPEN},
    Status.DECLINED: {Status.OPEN},
}
SAID = {
    Status.OPEN: "is open again",
    Status.PLANNED: "is planned",
    Status.DONE: "is there",
    Status.DECLINED: "was declined",
}
MAX_OPEN_PER_PERSON = 30  # in one library: nobody drowns its editors


@transaction.atomic
def ask(*, library: Library, query: str, text: str = "", by: Any) -> SopRequest:
    """Ask the library's editors for an SOP on this; the request that is there where they asked for it already.

    ValidationError in a sentence.
    """
    query = kept_form(query)
    if not query:
        raise ValidationError("Say what the SOP should be about.")
    own = SopRequest.objects.undecided().filter(library=library, requested_by=by)
    same = own.filter(query__iexact=query).first()
    if same is not None:
        return same
    if own.count() >= MAX_OPEN_PER_PERSON:
        raise ValidationError(f"{MAX_OPEN_PER_PERSON} of your requests wait there already. Let them be answered first.")
    asked = SopRequest(library=library, query=query, text=_clean(text), requested_by_id=by.pk)
    asked.full_clean(exclude=["library", "requested_by"])
    asked.save()
    tell(
        people=holding(library, Role.EDITOR),
        kind=ASKED,
        about=asked,
        text=f"{by} looked for “{query[:120]}” in {library} and asks for an SOP.",
        url=asked.get_absolute_url(),
        by=by,
    )
    return asked


@transaction.atomic
def answer(*, asked: SopRequest, status: str, text: str = "", sop: Sop | None = None, by: Any) -> SopRequest:
    """Decide on it and tell whoever asked. `sop` is the one that answers it. ValidationError in a sentence."""
    asked = (
        SopRequest.objects.select_for_update(of=("self",)).select_related("library", "requested_by").get(pk=asked.pk)
    )
    text = _clean(text)
    if status not in Status.values:
        raise ValidationError("Choose what is to become of it: planned, done or declined.")
    if status != asked.status and status not in WAYS[Status(asked.status)]:
        raise ValidationError(f"It is {asked.get_status_display().lower()} already. Open it again first.")
    if status == Status.DECLINED and not text:
        raise ValidationError("Say why it is declined: whoever asked for it reads your answer.")
    asked.status, asked.answered_by_id, asked.answered_at = status, by.pk, timezone.now()
    asked.answer = text or (asked.answer if status != Status.OPEN else "")
    asked.sop = sop if status == Status.DONE else None
    asked.full_clean(exclude=["library", "requested_by", "answered_by", "sop"])
    asked.save()
    said = SAID[Status(status)]
    audit.record(
        by=by, verb=f"said that a requested SOP {said}:", subject=asked.query, library=asked.library, pk=asked.pk
    )
    if status != Status.OPEN:
        settle(about=asked, kinds=[ASKED])
    _tell(asked, said, by)
    return asked


def _tell(asked: SopRequest, said: str, by: Any) -> None:
    if asked.requested_by is None:
        return
    text = f"The SOP on “{asked.query[:80]}” that you asked for {said}."
    if asked.answer and said != SAID[Status.OPEN]:
        text = f"{text} “{asked.answer[:120]}”"
    tell(
        people=[asked.requested_by], kind=ANSWERED, about=asked, text=text, url=asked.get_absolute_url(), by=by,
        replaces=True,
    )  # fmt: skip


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "").strip()
