"""Who can see this, and why: answered in words, from the same rows that decide."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from access.models import Library, Membership, User
from access.roles import Role

MAY = {
    Role.VIEWER: "can read",
    Role.EDITOR: "can read and edit",
    Role.APPROVER: "can read, edit and approve",
    Role.ADMIN: "can do everything here",
}


@dataclass(frozen=True)
class Counts:
    """People who can do at least that."""

    readers: int
    editors: int
    approvers: int
    admins: int


@dataclass(frozen=True)
class Answer:
    """What a person may do in a library, and why; `role` is None where they see nothing of it."""

    person: User
    role: Role | None
    may: str
    because: str


def counts(library: Library) -> Counts:
    def at_least(role: Role) -> int:
        return _holding(library, role).count()

    readers = User.objects.filter(is_active=True).count() if library.is_open else at_least(Role.VIEWER)
    return Counts(readers, at_least(Role.EDITOR), at_least(Role.APPROVER), at_least(Role.ADMIN))


def explain(library: Library, person: User) -> Answer:
    """The strongest of what a person has: own role, roles of their groups, the open library."""
    strongest = (
        Membership.objects.filter(library=library)
        .filter(Q(user=person) | Q(group__in=person.groups.values("pk")))
        .select_related("group")
        .order_by("-role", "group")
        .first()
    )
    return _answer(library, person, strongest)


def _answer(library: Library, person: User, strongest: Membership | None) -> Answer:
    if not person.is_active:
        return Answer(person, None, "can't sign in", "the account is switched off")
    if person.is_superuser:
        return Answer(person, Role.ADMIN, MAY[Role.ADMIN], "as an administrator of the whole site")
    if strongest:
        role = Role(strongest.role)
        as_what = f"as a member of the group {strongest.group}" if strongest.group_id else "by their own role"
        return Answer(person, role, MAY[role], f"{as_what} ({role.label.lower()})")
    if library.is_open:
        return Answer(person, Role.VIEWER, MAY[Role.VIEWER], "because the library is open to everyone signed in")
    return Answer(person, None, "sees nothing of it", "the library is for members only, and they are not one")


def explain_everywhere(person: User) -> list[tuple[Library, Answer, int | None]]:
    """Each library with what the person may do there and why, and the role of their own; three queries in all."""
    groups = {group.pk: group for group in person.groups.all()}
    held = Membership.objects.filter(Q(user=person) | Q(group__in=groups)).order_by("-role", "group")
    by_library: dict[int, list[Membership]] = {}
    for row in held:
        by_library.setdefault(row.library_id, []).append(row)
    found = []
    for library in Library.objects.all():
        rows = by_library.get(library.pk, [])
        own = next((row.role for row in rows if row.user_id), None)
        for row in rows:
            if row.group_id:
                row.group = groups[row.group_id]
        found.append((library, _answer(library, person, rows[0] if rows else None), own))
    return found


def has_any_role(person: User, libraries: QuerySet[Library]) -> bool:
    """Whether they hold a role of their own or a group's in one of these libraries; an open library gives none."""
    held = Membership.objects.filter(library__in=libraries.values("pk"))
    return held.filter(Q(user=person) | Q(group__in=person.groups.values("pk"))).exists()


def people_named(words: str, limit: int = 5) -> QuerySet[User]:
    return User.objects.filter(Q(name__icontains=words) | Q(email__icontains=words)).order_by("name", "email")[:limit]


def _holding(library: Library, role: Role) -> QuerySet[User]:
    memberships = Membership.objects.filter(library=library, role__gte=role)
    holding: Any = Q(pk__in=memberships.filter(user__isnull=False).values("user"))
    holding |= Q(groups__in=memberships.filter(group__isnull=False).values("group")) | Q(is_superuser=True)
    return User.objects.filter(holding, is_active=True).distinct()
