"""Who looks after an SOP: its owner, else the admins of its library."""

from django.db.models import Q, QuerySet

from access.models import Library, Membership, User
from access.roles import Role
from sops.models import Sop


def responsible_for(sop: Sop) -> list[User]:
    """The owner while they are there and may see it; otherwise everybody who administers the library."""
    owner = sop.owner
    if owner and Sop.objects.visible_to(owner).filter(pk=sop.pk).exists():
        return [owner]
    return list(admins_of(sop.library))


def admins_of(library: Library) -> QuerySet[User]:
    """People who hold the role themselves or through a group."""
    roles = Membership.objects.filter(library=library, role=Role.ADMIN)
    holders = Q(pk__in=roles.values("user")) | Q(groups__in=roles.values("group"))
    return User.objects.filter(is_active=True, pk__in=User.objects.filter(holders).values("pk")).order_by("pk")
