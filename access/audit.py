"""The audit log: one function writes it."""

from typing import Any

from access.models import AuditEvent, Library


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
