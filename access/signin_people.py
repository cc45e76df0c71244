"""Switching people off and on again. Off counts from the next request on, in every browser and for every token."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from access import audit, signin_sessions, signin_tokens
from access.admins import keep_a_site_admin
from access.models import Invitation, User
from access.signals import person_left


@transaction.atomic
def switch_off(*, person: User, by: Any, successor: User | None = None) -> None:
    """No session, token or invitation of theirs works any more, and what they own moves to the successor, or else
    to an admin of its library. ValidationError for the last site admin, and where the successor can't take over.
    """
    if not person.is_active:
        return
    keep_a_site_admin(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    sessions = signin_sessions.end_all(person)
    tokens = signin_tokens.revoke_all(person=person, by=by)
    Invitation.objects.filter(person=person, accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    audit.record(by=by, verb="switched off", subject=str(person), sessions=sessions, tokens=tokens)
    person_left.send(sender=User, person_id=person.pk, successor_id=successor.pk if successor else None, by=by)


@transaction.atomic
def switch_on(*, person: User, by: Any) -> None:
    """They may sign in again; what was revoked stays revoked."""
    if person.is_active:
        return
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record(by=by, verb="switched on", subject=str(person))
