"""The chain: each entry holds the hash of the one before it and of all that it says itself.

An entry is stored in the transaction of what it reports, so that both happen or neither. It is taken into the chain
right after that commit, in a short transaction of its own that locks the head: parallel writers make one chain, and
nobody's long transaction makes the others wait or end in a deadlock. What a crash left out of the chain is taken in
by the next writer, or by the sweep.

What an entry says is hashed with a salt of its own. Where a person's data must go (`rewrite`), what it says changes
and the old salt is forgotten, while the chain keeps the old hash and a newer entry vouches for the new words.
"""

import hashlib
import json
from datetime import UTC
from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from access.models import AuditEvent, AuditHead

REWROTE = "rewrote entries"  # its detail: {"seals": {sequence: seal}}
REMOVED = "removed old entries"  # its detail: {"last": sequence, "hash": hash}, of the newest that was removed
BATCH = 500
KEY = "access.audit.head"
log = structlog.get_logger(__name__)


def seal_after_commit() -> None:
    transaction.on_commit(seal, robust=True)


def seal() -> int:
    """Take in what was committed since; how many entries."""
    if not _waiting().exists():
        return 0
    with transaction.atomic():
        head = locked_head()
        count = 0
        while batch := list(_waiting().order_by("pk")[:BATCH]):
            for event in batch:
                _append(head, event)
            count += len(batch)
        store(head)
    return count


def locked_head() -> AuditHead:
    """The head's row, this transaction's alone until it ends."""
    AuditHead.objects.get_or_create(pk=1)
    return AuditHead.objects.select_for_update().get(pk=1)


def store(head: AuditHead) -> None:
    """Sign the head and write it."""
    head.signature = signature(head)
    head.save()


def signature(head: AuditHead, secret: str | None = None) -> str:
    said = f"{head.first}:{head.anchor}:{head.sequence}:{head.hash}"
    return salted_hmac(KEY, said, secret=secret, algorithm="sha256").hexdigest()


def seal_of(event: AuditEvent) -> str:
    """The salted hash of everything that the entry says."""
    said: list[Any] = [
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        *(event.actor_ref, event.actor_name, event.verb, event.subject, event.library_ref),
        *(event.ip, event.agent, event.session, event.token, event.detail),
    ]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return _hash(event.salt, text)


def hash_of(event: AuditEvent) -> str:
    return _hash(event.previous, str(event.sequence), event.seal)


def rows() -> QuerySet[AuditEvent]:
    """The rows as no one else gets them: open to the few changes that this package makes."""
    return QuerySet(AuditEvent)


def vouch(seals: dict[int, str], *, by: Any, **detail: Any) -> None:
    """Note in the chain what rewritten entries say now. Inside the transaction that rewrites them."""
    from access import audit

    numbers = sorted(seals)
    for start in range(0, len(numbers), BATCH):
        part = {str(number): seals[number] for number in numbers[start : start + BATCH]}
        audit.record(by=by, verb=REWROTE, subject=_count(len(part)), seals=part, **detail)


def _append(head: AuditHead, event: AuditEvent) -> None:
    event.actor_ref = event.actor_ref or event.actor_id
    event.library_ref = event.library_ref or event.library_id
    event.sequence, event.previous = head.sequence + 1, head.hash
    event.seal = seal_of(event)
    event.hash = hash_of(event)
    head.sequence, head.hash = event.sequence, event.hash
    names = ("actor_ref", "library_ref", "sequence", "previous", "seal", "hash")
    rows().filter(pk=event.pk).update(**{name: getattr(event, name) for name in names})


def _waiting() -> QuerySet[AuditEvent]:
    return rows().filter(sequence=None)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _count(number: int) -> str:
    return "1 entry" if number == 1 else f"{number:,} entries"


def in_order() -> QuerySet[AuditEvent]:
    """The chain's entries, oldest first."""
    return rows().exclude(sequence=None).order_by("sequence")
