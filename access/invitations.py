"""Accounts for people who have none yet: made by an admin, opened by the person through a link in an e-mail, once."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from access import audit
from access.models import Invitation, Library, User


class Refused(ValidationError):
    """Why an invitation lets nobody in, as a sentence."""


@transaction.atomic
def invite(*, email: str, library: Library, by: Any, request: HttpRequest) -> User:
    """An account that can't be entered until its owner sets a password. ValidationError if it is no address."""
    User._meta.get_field("email").clean(email, None)
    person = User.objects.create_user(email)
    audit.record(by=by, verb="invited", subject=person.email, library=library)
    _make(person, by, request, library)
    return person


@transaction.atomic
def send_again(*, person: User, by: Any, request: HttpRequest) -> None:
    """A new link; the ones before it stop working. ValidationError for who is off or has been in already."""
    if not person.is_active:
        raise ValidationError(f"{person} is switched off. Switch the account on first.")
    if person.has_usable_password():
        raise ValidationError(f"{person} has a password already. “Forgot the password?” sends a link.")
    withdraw(person=person, by=by)
    audit.record(by=by, verb="invited again", subject=person.email)
    _make(person, by, request, None)


def send_first(*, person_ids: list[int], by_id: int, base: str) -> None:
    """Invitations for accounts that were made without one; who has one or was in already is left out."""
    by = User.objects.filter(pk=by_id).first()
    waiting = User.objects.filter(pk__in=person_ids, is_active=True, last_login=None, invitations=None).order_by("pk")
    for person in waiting:
        if not person.has_usable_password():
            with transaction.atomic():
                audit.record(by=by, verb="invited", subject=person.email)
                _make(person, by, _Base(base), None)


class _Base:
    """Makes addresses absolute where there is no request."""

    def __init__(self, base: str):
        self.base = base.rstrip("/")

    def build_absolute_uri(self, path: str) -> str:
        return f"{self.base}{path}"


@transaction.atomic
def withdraw(*, person: User, by: Any) -> int:
    """Open invitations of the person stop working; how many there were."""
    count = open_ones().filter(person=person).update(withdrawn_at=timezone.now())
    if count:
        audit.record(by=by, verb="withdrew the invitation of", subject=person.email)
    return count


def open_ones() -> QuerySet[Invitation]:
    """Sent, not used, not withdrawn; also those whose time is over, so that an admin sees them."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None)


def find(secret: str) -> Invitation:
    """The invitation behind a link. `Refused` with the reason where it lets nobody in."""
    found = Invitation.objects.select_related("person").filter(digest=_digest(secret)).first()
    if found is None:
        raise Refused("There is no such invitation. Look whether the whole link was copied.")
    if found.accepted_at:
        raise Refused("This invitation was used already. Sign in, or set a new password if you forgot yours.")
    if found.withdrawn_at or not found.person.is_active:
        raise Refused("This invitation was withdrawn. Ask an admin for a new one.")
    if found.expires_at <= timezone.now():
        # For good: a clock that is set back later must not open it again.
        Invitation.objects.filter(pk=found.pk).update(withdrawn_at=timezone.now())
        raise Refused("This invitation is too old. Ask an admin for a new one.")
    return found


@transaction.atomic
def accept(*, secret: str, password: str, name: str = "") -> User:
    """Set the password, and the address is verified by it: only its owner had the link. Once: `Refused` after that."""
    invitation = find(secret)
    person = invitation.person
    taken = open_ones().filter(pk=invitation.pk).update(accepted_at=timezone.now())
    if not taken:  # two browsers at the same moment: the first one wins
        raise Refused("This invitation was used already. Sign in, or set a new password if you forgot yours.")
    person.name = name.strip()[:120] or person.name
    person.set_password(password)
    person.save(update_fields=["name", "password"])
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    audit.record(by=person, verb="accepted the invitation", subject=person.email)
    return person


def _make(person: User, by: Any, request: HttpRequest | _Base, library: Library | None) -> None:
    secret = secrets.token_urlsafe(32)
    Invitation.objects.create(
        person=person,
        invited_by=by if getattr(by, "pk", None) else None,
        digest=_digest(secret),
        expires_at=timezone.now() + timedelta(days=settings.STEPMARK_INVITATION_DAYS),
    )
    transaction.on_commit(lambda: _send(person, library, by, request, secret))


def _send(person: User, library: Library | None, by: Any, request: HttpRequest | _Base, secret: str) -> None:
    context = {
        "library": library,
        "by": by,
        "days": settings.STEPMARK_INVITATION_DAYS,
        "site_name": settings.STEPMARK_SITE_NAME,
        "link": request.build_absolute_uri(reverse("access:invitation", args=[secret])),
    }
    text = render_to_string("access/invitation.txt", context)
    where = f"{library} in {settings.STEPMARK_SITE_NAME}" if library else settings.STEPMARK_SITE_NAME
    send_mail(f"{by} invites you to {where}", text, None, [person.email])


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
