"""What people say about a draft: threads on its steps, mentions, and other words that its editors can take over."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from access import audit
from access.holders import holding
from access.models import User
from access.roles import Role
from notices.services import tell
from sops.models import Comment, DraftShare, ReviewRound, Sop, Step, Suggestion
from sops.services import editing

LONGEST = 4_000


class TextChanged(ValidationError):
    """The step says something else by now than when the suggestion was made."""


def readers_of(sop: Sop) -> QuerySet[User]:
    """People who may see the draft: those who edit in its library, and those it is shared with."""
    shared = DraftShare.objects.in_force().filter(sop=sop)
    editors = holding(sop.library_id, Role.EDITOR)
    everyone = User.objects.filter(pk__in=editors.values("pk")) | User.objects.filter(
        pk__in=shared.values("user"), is_active=True
    )
    return everyone.order_by("name", "email")


@transaction.atomic
def comment(*, sop: Sop, by: Any, text: str, step: Step | None = None) -> Comment:
    """A new thread on a step, or on the SOP as a whole. Whom it mentions (“@Name” or “@e-mail”) is told."""
    row = _save(Comment(sop=sop, step=step, author=by, text=_checked(text)))
    audit.record(by=by, verb="commented on", subject=sop.title, library=sop.library, comment=row.pk)
    _tell(row, "comment", f"{by} commented on “{sop.title}”", [sop.owner, _asked_by(sop)])
    return row


@transaction.atomic
def answer(*, thread: Comment, by: Any, text: str) -> Comment:
    """An answer in the thread. Its people are told; an answer opens a resolved thread again."""
    row = _save(Comment(sop=thread.sop, step=thread.step, thread=thread, author=by, text=_checked(text)))
    if thread.resolved_at:
        reopen(thread=thread, by=by)
    audit.record(by=by, verb="answered on", subject=thread.sop.title, library=thread.sop.library, comment=row.pk)
    earlier = User.objects.filter(pk__in=thread.answers.values("author"))
    _tell(row, "comment", f"{by} answered on “{thread.sop.title}”", [thread.author, *earlier])
    return row


@transaction.atomic
def reword(*, row: Comment, by: Any, text: str) -> Comment:
    """The author says it in other words; whom the new words mention for the first time is told.

    PermissionDenied for anybody else: nobody puts words into another's mouth.
    """
    _refuse_unless_own(row, by)
    text = _checked(text)
    if text == row.text:
        return row
    before = set(row.mentioned.values_list("pk", flat=True))
    row.text, row.reworded_at = text, timezone.now()
    _save(row)
    audit.record(by=by, verb="reworded a comment on", subject=row.sop.title, library=row.sop.library, comment=row.pk)
    mentioned = [person for person in row.mentioned.all() if person.pk not in before]
    told = f"{by} mentioned you on “{row.sop.title}”: {text}"
    tell(people=mentioned, kind="mentioned", about=row, text=told, url=row.get_absolute_url(), by=by)
    return row


@transaction.atomic
def unsay(*, row: Comment, by: Any) -> None:
    """The author takes their comment away, as long as nobody has answered it."""
    _refuse_unless_own(row, by)
    if row.answers.exists():
        raise ValidationError("Somebody has answered this already. Change your words, or resolve the thread.")
    if Suggestion.objects.filter(comment=row).exclude(state=Suggestion.State.OPEN).exists():
        raise ValidationError("This suggestion was decided already.")
    audit.record(by=by, verb="took back a comment on", subject=row.sop.title, library=row.sop.library, comment=row.pk)
    row.delete()


def _refuse_unless_own(row: Comment, by: Any) -> None:
    if row.author_id != by.pk:
        raise PermissionDenied("Only who wrote a comment can change it.")


@transaction.atomic
def resolve(*, thread: Comment, by: Any) -> Comment:
    if thread.resolved_at is None:
        thread.resolved_at, thread.resolved_by = timezone.now(), by
        thread.save(update_fields=["resolved_at", "resolved_by"])
        audit.record(by=by, verb="resolved a comment on", subject=thread.sop.title, library=thread.sop.library)
    return thread


@transaction.atomic
def reopen(*, thread: Comment, by: Any) -> Comment:
    if thread.resolved_at is not None:
        thread.resolved_at = thread.resolved_by = None
        thread.save(update_fields=["resolved_at", "resolved_by"])
        audit.record(by=by, verb="reopened a comment on", subject=thread.sop.title, library=thread.sop.library)
    return thread


@transaction.atomic
def suggest(*, step: Step, by: Any, field: str, after: str, text: str = "") -> Suggestion:
    """Other words for a field of the step, for its editors to accept. ValidationError where they are the same words."""
    before, after = str(getattr(step, Suggestion.Field(field))), editing.cleaned_text(after)
    if before == after:
        raise ValidationError("These are the words that stand there now. Change them, then suggest.")
    if field == Suggestion.Field.TITLE and not after:
        raise ValidationError("Say what the step should be called.")
    Step(sop=step.sop, **{field: after}).clean_fields(exclude={f.name for f in Step._meta.fields} - {field})
    row = _save(Comment(sop=step.sop, step=step, author=by, text=_checked(text) if text.strip() else ""))
    suggestion = Suggestion.objects.create(comment=row, field=field, before=before, after=after)
    audit.record(by=by, verb="suggested a change to", subject=step.sop.title, library=step.sop.library, comment=row.pk)
    _tell(row, "suggestion", f"{by} suggests other words in “{step.sop.title}”", [step.sop.owner, _asked_by(step.sop)])
    return suggestion


@transaction.atomic
def accept(*, suggestion: Suggestion, by: Any, anyway: bool = False) -> Step:
    """The suggested words become the step's, as an edit of `by` that names who suggested it; the thread is resolved.

    TextChanged where the field was changed since; `anyway` takes the suggested words all the same.
    """
    suggestion = _open(suggestion)
    row = suggestion.comment
    step = Step.objects.select_for_update().get(pk=row.step_id)
    if getattr(step, suggestion.field) != suggestion.before and not anyway:
        raise TextChanged("The step was changed after this was suggested. Compare both, then use it anyway or decline.")
    edited = editing.update_step(step=step, by=by, revision=None, **{suggestion.field: suggestion.after})
    if edited.revision != step.revision:
        entry = edited.history.latest()
        entry.history_change_reason = (
            f"{editing.EDITED} {suggestion.field}\nSuggested by {row.author or 'somebody who left'}"
        )
        entry.save(update_fields=["history_change_reason"])
    _decide(suggestion, Suggestion.State.ACCEPTED, by)
    return edited


@transaction.atomic
def decline(*, suggestion: Suggestion, by: Any) -> Suggestion:
    """The step stays as it is; the thread is resolved and says so."""
    suggestion = _open(suggestion)
    return _decide(suggestion, Suggestion.State.DECLINED, by)


def _open(suggestion: Suggestion) -> Suggestion:
    locked = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if locked.state != Suggestion.State.OPEN:
        raise ValidationError(f"This suggestion was {locked.get_state_display().lower()} already.")
    return locked


def _decide(suggestion: Suggestion, state: str, by: Any) -> Suggestion:
    suggestion.state, suggestion.decided_by, suggestion.decided_at = state, by, timezone.now()
    suggestion.save(update_fields=["state", "decided_by", "decided_at"])
    row, verb = suggestion.comment, suggestion.get_state_display().lower()
    row.resolved_at, row.resolved_by = timezone.now(), by
    row.save(update_fields=["resolved_at", "resolved_by"])
    audit.record(by=by, verb=f"{verb} a suggestion in", subject=row.sop.title, library=row.sop.library, comment=row.pk)
    _tell(row, "suggestion", f"{by} {verb} what you suggested in “{row.sop.title}”", [row.author], by=by)
    return suggestion


def _save(row: Comment) -> Comment:
    row.save()
    row.mentioned.set(mentioned_in(row.text, row.sop))
    return row


def mentioned_in(text: str, sop: Sop) -> list[User]:
    """People of the draft whom the text names behind an “@”: by their e-mail address, or by name, the longest first."""
    if "@" not in text:
        return []
    rest, found = text.casefold(), []
    people = [(name, person) for person in readers_of(sop) for name in (person.name, person.email) if name]
    for name, person in sorted(people, key=lambda pair: -len(pair[0])):
        if f"@{name.casefold()}" in rest:
            rest = rest.replace(f"@{name.casefold()}", " ")
            found.append(person)
    return found


def _checked(text: str) -> str:
    text = editing.cleaned_text(text)
    if not text:
        raise ValidationError("Write something first.")
    if len(text) > LONGEST:
        raise ValidationError(f"A comment has at most {LONGEST} characters; this one has {len(text)}.")
    return text


def _asked_by(sop: Sop) -> Any:
    current = ReviewRound.objects.open().filter(sop=sop).select_related("asked_by").first()
    return current.asked_by if current else None


def _tell(row: Comment, kind: str, text: str, people: list[Any], by: Any = None) -> None:
    """Whom it mentions hears that; the others that something was said."""
    by, mentioned = by or row.author, list(row.mentioned.all()) if by is None else []
    said = f": {row.text}" if row.text and by == row.author else ""
    url = row.get_absolute_url()
    if mentioned:
        told = f"{by} mentioned you on “{row.sop.title}”{said}"
        tell(people=mentioned, kind="mentioned", about=row, text=told, url=url, by=by)
    others = [person for person in people if person is not None and person not in mentioned]
    tell(people=others, kind=kind, about=row, text=f"{text}{said}", url=url, by=by)
