"""The audit log: one function writes it. What it writes is chained once it is committed; see `chain`."""

from typing import Any

from django.conf import settings

from access import limits
from access.audit import chain, context
from access.models import AuditEvent, Library

# Verbs that read well only in another order, or with what was before.
SENTENCES = {
    "set role": "{actor} made {subject} {after}{was}",
    "removed member": "{actor} removed {subject}{was}",
    "opened": "{actor} opened {subject} to everyone signed in",
    "made public": "{actor} made {subject} public: read without signing in",
    "made no longer public": "{actor} made {subject} private again",
    "imported roles": "{actor} imported roles: {subject}",
    "closed": "{actor} closed {subject} to all but its members",
}


def record(*, by: Any, verb: str, subject: str = "", library: Library | None = None, **detail: Any) -> AuditEvent:
    """Note that `by` did `verb` to `subject`; ids and old and new values go into `detail`.

    Where the request came from is known here; `ip` and `agent` in `detail` say it where they are known better.
    """
    here = context.where()
    token = limits.token_of(by)
    event = AuditEvent.objects.create(
        actor=by if getattr(by, "pk", None) else None,
        actor_ref=getattr(by, "pk", None) or None,
        actor_name=str(by)[:160],
        verb=verb[:60],
        library=library,
        library_ref=library.pk if library else None,
        subject=subject[:240],
        ip=str(detail.pop("ip", here.ip))[:45],
        agent=str(detail.pop("agent", here.agent))[:200],
        session="" if token else here.session,
        token=(token.name or "without a name")[:80] if token else "",
        detail=detail,
    )
    chain.seal_after_commit()
    return event


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


def days_kept() -> int:
    """How many days entries are kept; 0: for ever."""
    return int(settings.STEPMARK_AUDIT_DAYS)


def views_kept() -> bool:
    """Whether the log also says who read what in libraries for members only."""
    return bool(settings.STEPMARK_AUDIT_VIEWS)
