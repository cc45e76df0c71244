"""Switching people off and on again. Off counts from the next request on, in every browser and for every token."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from access import audit, signin_sessions, signin_tokens
from access.models import Invitation, User


@transaction.atomic
def switch_off(*, person: User, by: Any) -> None:
    """No session, token or invitation of theirs works any more. ValidationError for the last site admin."""
    if not person.is_active:
        return
    if (
        person.is_superuser
        and not User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk).exists()
    ):
        raise ValidationError(f"{person} is the last admin of the site. Make somebody else one first.")
    person.is_active = False
    person.save(update_fields=["is_active"])
    sessions = signin_sessions.end_all(person)
    tokens = signin_tokens.revoke_all(person=person, by=by)
    Invitation.objects.filter(person=person, accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    audit.record(by=by, verb="switched off", subject=str(person), sessions=sessions, tokens=tokens)


@transaction.atomic
def switch_on(*, person: User, by: Any) -> None:
    """They may sign in again; what was revoked stays revoked."""
    if person.is_active:
        return
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record(by=by, verb="switched on", subject=str(person))
