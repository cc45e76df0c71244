"""Changes to memberships and tokens. Every one of them is in the audit log."""

from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from access import audit
from access.admins import keep_a_site_admin, keeping_admins
from access.models import Library, Membership, User
from access.roles import Role
from access.signin_tokens import make_token as make_token
from access.signin_tokens import revoke_token as revoke_token


@transaction.atomic
def set_role(
    *, library: Library, role: Role | int, by: Any, user: User | None = None, group: Group | None = None
) -> Membership:
    """Give a person or a group a role in the library, in place of the one they had.

    ValidationError, and nothing changed, for a role that doesn't exist and for the last admin.
    """
    if role not in Role.values:
        raise ValidationError("Choose a role.")
    before = Membership.objects.filter(library=library, user=user, group=group).first()
    if before and before.role == role:
        return before
    is_stepping_down = before is not None and before.role == Role.ADMIN
    with keeping_admins() if is_stepping_down else nullcontext():
        membership, _ = Membership.objects.update_or_create(
            library=library, user=user, group=group, defaults={"role": Role(role)}
        )
    audit.record(
        by=by,
        verb="set role",
        subject=str(user or group),
        library=library,
        before=before.get_role_display() if before else None,
        after=Role(role).label,
    )
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, by: Any) -> None:
    """Take the role away. ValidationError, and nothing changed, for the last admin."""
    was, library, holder = membership.get_role_display(), membership.library, membership.user or membership.group
    with keeping_admins() if membership.role == Role.ADMIN else nullcontext():
        membership.delete()
    audit.record(by=by, verb="removed member", subject=str(holder), library=library, before=was)


@transaction.atomic
def set_site_admin(*, person: User, is_admin: bool, by: Any) -> None:
    """Site admins may everything, everywhere. ValidationError for the last one, and for who is switched off."""
    if person.is_superuser == is_admin:
        return
    if is_admin and not person.is_active:
        raise ValidationError(f"{person} is switched off. Switch the account on first.")
    if not is_admin:
        keep_a_site_admin(person)
    person.is_superuser = person.is_staff = is_admin
    person.save(update_fields=["is_superuser", "is_staff"])
    audit.record(by=by, verb="made a site admin" if is_admin else "took site admin from", subject=str(person))


@transaction.atomic
def set_open(*, library: Library, is_open: bool, by: Any) -> None:
    if library.is_open != is_open:
        library.is_open = is_open
        library.save(update_fields=["is_open"])
        audit.record(by=by, verb="opened" if is_open else "closed", subject=library.name, library=library)


@transaction.atomic
def set_public(*, library: Library, is_public: bool, by: Any) -> None:
    """Read without signing in, or no longer. ValidationError where the site doesn't allow it."""
    if is_public and not settings.STEPMARK_PUBLIC_LIBRARIES:
        raise ValidationError("This site has no public libraries. Who operates it can allow them.")
    if library.is_public != is_public:
        library.is_public = is_public
        library.save(update_fields=["is_public"])
        verb = "made public" if is_public else "made no longer public"
        audit.record(by=by, verb=verb, subject=library.name, library=library)
