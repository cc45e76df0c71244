"""Who holds a role in a library: the people behind memberships and groups, for lists and completion."""

from django.db.models import Q, QuerySet

from access.models import Library, Membership, User
from access.roles import Role


def holding(library: Library | int, role: Role) -> QuerySet[User]:
    """Active people with that role or a higher one, by name. Administrators of the site only where they are members."""
    memberships = Membership.objects.filter(library=library, role__gte=role)
    people = Q(pk__in=memberships.filter(user__isnull=False).values("user")) | Q(
        pk__in=User.groups.through.objects.filter(group__in=memberships.values("group")).values("user")
    )
    return User.objects.filter(people, is_active=True).order_by("name", "email")
