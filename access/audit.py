"""The audit log: one function writes it."""

from typing import Any

from access.models import AuditEvent, Library

# Verbs that read well only in another order, or with what was before.
SENTENCES = {
    "set role": "{actor} made {subject} {after}{was}",
    "removed member": "{actor} removed {subject}{was}",
    "opened": "{actor} opened {subject} to everyone signed in",
    "closed": "{actor} closed {subject} to all but its members",
}


def record(*, by: Any, verb: str, subject: str = "", library: Library | None = None, **detail: Any) -> AuditEvent:
    """Note that `by` did `verb` to `subject`; ids and old and new values go into `detail`."""
    return AuditEvent.objects.create(
        actor=by if getattr(by, "pk", None) else None,
        actor_name=str(by)[:160],
        verb=verb,
        library=library,
        subject=subject[:240],
        detail=detail,
    )


def sentence(event: AuditEvent) -> str:
    """The event as people would say it."""
    before, after = event.detail.get("before"), event.detail.get("after")
    template = SENTENCES.get(event.verb, "{actor} {verb} {subject}")
    return template.format(
        actor=event.actor_name,
        verb=event.verb,
        subject=event.subject,
        after=str(after).lower(),
        was=f" (was {str(before).lower()})" if before else "",
    )
