"""Feedback from readers: given, answered, closed by a version. The other side is told each time."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from access import audit
from notices.services import settle, tell
from sops import attachments, markdown
from sops.models import Feedback, Sop, Step, Version
from sops.responsible import responsible_for
from sops.services.editing import cleaned_text
from sops.signals import announce, feedback_given

GIVEN, ANSWERED = "feedback_given", "feedback_answered"
Status = Feedback.Status
# From where to where. A decision can be taken back.
WAYS = {
    Status.OPEN: {Status.ACCEPTED, Status.DONE, Status.DECLINED},
    Status.ACCEPTED: {Status.DONE, Status.DECLINED, Status.OPEN},
    Status.DONE: {Status.OPEN},
    Status.DECLINED: {Status.OPEN},
}
SAID = {
    Status.OPEN: "opened again",
    Status.ACCEPTED: "accepted",
    Status.DONE: "done",
    Status.DECLINED: "declined",
}
MAX_OPEN_PER_PERSON = 50  # of one SOP: nobody drowns an owner


@transaction.atomic
def give(
    *, sop: Sop, version: Version | None, step_key: str = "", kind: str, text: str, by: Any, picture: bytes = b""
) -> Feedback:
    """Feedback on the SOP, or with `step_key` on a step of the version that was read. ValidationError in sentences."""
    given = Feedback(sop=sop, version=version, kind=kind, text=cleaned_text(text), given_by=by)
    if not given.text:
        raise ValidationError("Say in a few words what you mean.")
    if Feedback.objects.undecided().filter(sop=sop, given_by=by).count() >= MAX_OPEN_PER_PERSON:
        raise ValidationError(
            f"{MAX_OPEN_PER_PERSON} of your reports on this SOP wait already. Let them be answered first."
        )
    if step_key:
        _name_step(given, step_key)
    given.full_clean(exclude=["picture"])
    if picture:
        name, content = attachments.stripped(picture)
        given.picture.save(name, ContentFile(content), save=False)
    given.save()
    tell(
        people=responsible_for(sop),
        kind=GIVEN,
        about=given,
        text=f"{_headline(given)}: “{_short(given.text)}”",
        url=given.get_absolute_url(),
        by=by,
    )
    announce(feedback_given, feedback_id=given.pk)
    return given


@transaction.atomic
def answer(*, feedback: Feedback, status: str, text: str, by: Any, closed_in: Version | None = None) -> Feedback:
    """Decide on it and answer whoever gave it. ValidationError for a step that can't be taken, or a bare “no”."""
    feedback = (
        Feedback.objects.select_for_update(of=("self",)).select_related("sop__library", "given_by").get(pk=feedback.pk)
    )
    text = cleaned_text(text)
    if status not in Status.values:
        raise ValidationError("Choose what is to become of it: accepted, done or declined.")
    if status not in WAYS[Status(feedback.status)] and status != feedback.status:
        raise ValidationError(f"It is {feedback.get_status_display().lower()} already. Open it again first.")
    if status == Status.DECLINED and not text:
        raise ValidationError("Say why it is declined: whoever took the time to report it reads your answer.")
    feedback.status, feedback.answered_by, feedback.answered_at = status, by, timezone.now()
    feedback.answer = text or (feedback.answer if status != Status.OPEN else "")
    feedback.closed_in = closed_in if status == Status.DONE else None
    feedback.full_clean(exclude=["picture", "step"])
    feedback.save()
    said = SAID[Status(status)]
    audit.record(
        by=by, verb=f"{said} feedback on", subject=feedback.where, library=feedback.sop.library, pk=feedback.pk
    )
    if status != Status.OPEN:
        settle(about=feedback, kinds=[GIVEN])
    _tell_giver(feedback, said, by)
    return feedback


@transaction.atomic
def close_answered(*, sop: Sop, pks: Iterable[Any], version: Version, by: Any) -> int:
    """This version answers these: they are done. Those of other SOPs and those decided already stay as they are."""
    chosen = Feedback.objects.undecided().filter(sop=sop, pk__in=[int(pk) for pk in pks if str(pk).isdecimal()])
    closed = list(chosen)
    for feedback in closed:
        answer(feedback=feedback, status=Status.DONE, text="", by=by, closed_in=version)
    return len(closed)


def _tell_giver(feedback: Feedback, said: str, by: Any) -> None:
    if feedback.given_by is None:
        return
    where = feedback.where
    if feedback.closed_in:
        text = f"Version {feedback.closed_in.number} answers your feedback on {where}."
    else:
        text = f"Your feedback on {where} was {said}."
    if feedback.answer and said != SAID[Status.OPEN]:
        text = f"{text} “{_short(feedback.answer)}”"
    tell(
        people=[feedback.given_by], kind=ANSWERED, about=feedback, text=text, url=feedback.get_absolute_url(), by=by,
        replaces=True,
    )  # fmt: skip


def _headline(given: Feedback) -> str:
    """“Step 2 of “Create a quote” is outdated”, “An idea for “Create a quote””."""
    if given.kind == Feedback.Kind.IDEA:
        return f"An idea for {given.where}"
    return f"{given.where[:1].upper()}{given.where[1:]} is {given.get_kind_display().lower()}"


def _name_step(given: Feedback, key: str) -> None:
    """Bind it to the step of the version that was read."""
    document = given.version.document if given.version else None
    for number, step in enumerate(document.steps if document else [], start=1):
        if step.key == key:
            title = step.title or step.body.strip().split("\n", 1)[0]
            given.step_number, given.step_title = number, markdown.plain(title)[:300]
            given.step = Step.objects.filter(key=key).first()
            return
    raise ValidationError("This step is not in the version that you read. Load the page again.")


def _short(text: str, limit: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"
