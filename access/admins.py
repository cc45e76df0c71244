"""Libraries must have somebody who decides about them: an admin who can sign in."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from access.models import Library, Membership, User
from access.roles import Role


def orphaned() -> QuerySet[Library]:
    """Libraries without an active admin of their own, be it by themselves or through a group."""
    admins = Membership.objects.filter(library=OuterRef("pk"), role=Role.ADMIN).filter(
        Q(user__is_active=True) | Q(group__user__is_active=True)
    )
    return Library.objects.filter(~Exists(admins))


@contextmanager
def keeping_admins() -> Iterator[None]:
    """What happens inside is undone, with a ValidationError, where it leaves a library without an admin."""
    with transaction.atomic():
        # Two admins who remove each other at the same moment: the second waits here and then sees the first one gone.
        admins = Membership.objects.select_for_update().filter(role=Role.ADMIN)
        list(admins.order_by("pk").values_list("pk", flat=True))  # in one order, so that neither waits for the other
        before = list(orphaned().values_list("pk", flat=True))
        yield
        lost = orphaned().exclude(pk__in=before).order_by("name")[:3]
        if lost:
            names = ", ".join(f"“{library}”" for library in lost)
            raise ValidationError(f"{names} would be left without an admin. Make somebody else admin first.")


def keep_a_site_admin(person: User) -> None:
    """ValidationError where `person` is the last active admin of the site."""
    # All of them, in one order: of two who step down at the same moment the second waits, and then is the last.
    rows = User.objects.select_for_update().filter(is_superuser=True, is_active=True).order_by("pk")
    if list(rows.values_list("pk", flat=True)) == [person.pk]:
        raise ValidationError(f"{person} is the last admin of the site. Make somebody else one first.")
