"""Nothing is left without an owner when somebody leaves."""

from typing import Any

from django.db import transaction

from access.holders import holding
from access.models import Library, User
from access.roles import Role
from sops.models import Sop
from sops.services import ownership


@transaction.atomic
def hand_over_all(*, from_person: User, successor: User | None, by: Any) -> list[Sop]:
    """All they own goes to the successor; without one to an admin of its library, else to a site admin.

    ValidationError, and nothing moves, where a successor couldn't see what they get.
    """
    owned = Sop.objects.filter(owner=from_person, removed_at=None).order_by()
    handed: list[Sop] = []
    for library in Library.objects.filter(pk__in=owned.values("library")):
        heir = successor or _heir(library, from_person)
        if heir is not None:
            handed += ownership.hand_over(from_person=from_person, to_person=heir, libraries=[library], by=by)
    return handed


def _heir(library: Library, leaving: User) -> User | None:
    admins = holding(library, Role.ADMIN).exclude(pk=leaving.pk)
    site_admins = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=leaving.pk).order_by("pk")
    return admins.first() or site_admins.first()
