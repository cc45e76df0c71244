"""A person in the audit log: their entries for an export, a pseudonym in their place after an erasure."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from access.audit import chain
from access.audit.exporting import row
from access.audit_models import new_salt
from access.models import AuditEvent
from access.privacy.naming import Named, shortened

TEXTS = ("actor_name", "subject", "detail")
OF_THE_ACTOR = ("ip", "agent", "session", "token")
CHUNK = 500


def about(person: Any) -> list[dict[str, Any]]:
    """What they did, and what was done to them; of others not where they were."""
    rows = []
    for event in _rows(person, Named(person, "")).select_related("library", "actor").order_by("pk"):
        said = row(event)
        if not _is_theirs(event, person):
            said |= {"ip": "", "browser": "", "session": "", "token": "", "email": ""}
        rows.append(said)
    return rows


def count(person: Any) -> int:
    return _rows(person, Named(person, "")).count()


@transaction.atomic
def rewrite(person: Any, named: Named, *, by: Any) -> int:
    """`named.former` in place of the person in every entry; the chain goes on to verify. How many entries."""
    chain.seal()
    chain.locked_head()
    seals: dict[int, str] = {}
    for event in _rows(person, named).exclude(sequence=None).order_by("pk").iterator(chunk_size=CHUNK):
        changes: dict[str, Any] = {
            field: shortened(AuditEvent, field, named.replaced(getattr(event, field))) for field in TEXTS
        }
        if _is_theirs(event, person):
            changes |= {"actor_name": named.former[:160], **dict.fromkeys(OF_THE_ACTOR, "")}
        if all(getattr(event, field) == value for field, value in changes.items()):
            continue
        changes["salt"] = new_salt()  # without the old one nobody can try what the old words were
        for field, value in changes.items():
            setattr(event, field, value)
        chain.rows().filter(pk=event.pk).update(**changes)
        assert event.sequence is not None
        seals[event.sequence] = chain.seal_of(event)
    if seals:
        chain.vouch(seals, by=by, because=f"{named.former} was erased")
    return len(seals)


def _is_theirs(event: AuditEvent, person: Any) -> bool:
    """Done by them; or, at the door, by whoever typed their address."""
    return event.actor_ref == person.pk or event.actor_name.lower() == person.email.lower()


def _rows(person: Any, named: Named) -> Any:
    rows = chain.rows()
    return rows.filter(Q(actor_ref=person.pk) | Q(pk__in=named.rows(rows, TEXTS).values("pk")))
