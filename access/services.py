"""Changes to memberships and tokens. Every one of them is in the audit log."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from access import audit
from access.models import Library, Membership, User
from access.roles import Role
from access.signin_tokens import make_token as make_token
from access.signin_tokens import revoke_token as revoke_token


@transaction.atomic
def set_role(
    *, library: Library, role: Role | int, by: Any, user: User | None = None, group: Group | None = None
) -> Membership:
    """Give a person or a group a role in the library, in place of the one they had."""
    before = Membership.objects.filter(library=library, user=user, group=group).first()
    if before and before.role == role:
        return before
    if before and before.role == Role.ADMIN and role != Role.ADMIN:
        _keep_an_admin(library, leaving=before)
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
    if membership.role == Role.ADMIN:
        _keep_an_admin(membership.library, leaving=membership)
    audit.record(
        by=by,
        verb="removed member",
        subject=str(membership.user or membership.group),
        library=membership.library,
        before=membership.get_role_display(),
    )
    membership.delete()


@transaction.atomic
def set_open(*, library: Library, is_open: bool, by: Any) -> None:
    if library.is_open != is_open:
        library.is_open = is_open
        library.save(update_fields=["is_open"])
        audit.record(by=by, verb="opened" if is_open else "closed", subject=library.name, library=library)


def _keep_an_admin(library: Library, *, leaving: Membership) -> None:
    others = Membership.objects.filter(library=library, role=Role.ADMIN).exclude(pk=leaving.pk)
    if not others.exists():
        raise ValidationError(f"“{library}” would be left without an admin. Make somebody else admin first.")
