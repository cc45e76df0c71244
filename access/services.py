"""Changes to memberships and tokens. Every one of them is in the audit log."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from access import audit
from access.models import ApiToken, Library, Membership, User
from access.roles import Role


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


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Any) -> None:
    """From now on nobody gets in with it."""
    audit.record(by=by, verb="revoked token", subject=token.name, scope=token.scope)
    token.delete()


@transaction.atomic
def make_token(*, user: User, name: str, scope: str = "read") -> str:
    """A new token's secret; it is shown once and stored only as a hash."""
    _, secret = ApiToken.objects.create(user=user)
    ApiToken.objects.filter(token_key=secret[:15]).update(name=name, scope=scope)
    audit.record(by=user, verb="made token", subject=name, scope=scope)
    return secret


def _keep_an_admin(library: Library, *, leaving: Membership) -> None:
    others = Membership.objects.filter(library=library, role=Role.ADMIN).exclude(pk=leaving.pk)
    if not others.exists():
        raise ValidationError(f"“{library}” would be left without an admin. Make somebody else admin first.")
