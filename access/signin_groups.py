"""Groups that a provider or a directory gives. What somebody gave by hand is never taken away by it."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from access import audit
from access.models import Library, Membership, ProvidedGroup, User
from access.roles import Role


@transaction.atomic
def provide(*, person: User, values: Collection[str], mapping: dict[str, Any], source: str) -> None:
    """The person is in exactly those groups that `source` says, besides those they were put in here."""
    wanted = {group.pk: group for value in values for group in _groups(mapping.get(value), source)}
    given = {row.group_id: row for row in ProvidedGroup.objects.filter(person=person, source=source)}
    for pk, group in wanted.items():
        if pk not in given and not person.groups.filter(pk=pk).exists():
            add(person=person, group=group, source=source, by=source)
    for pk, row in given.items():
        if pk not in wanted:
            take(row=row, by=source)


def add(*, person: User, group: Group, source: str, by: Any) -> None:
    """Put them in; remembered as the source's doing only where they weren't in it before."""
    if person.groups.filter(pk=group.pk).exists():
        return
    person.groups.add(group)
    ProvidedGroup.objects.get_or_create(person=person, group=group, source=source)
    audit.record(by=by, verb="added to group", subject=str(person), group=group.name)


def take(*, row: ProvidedGroup, by: Any) -> None:
    """Take them out, unless another source gives the same group."""
    person, group = row.person, row.group
    row.delete()
    if not ProvidedGroup.objects.filter(person=person, group=group).exists():
        person.groups.remove(group)
        audit.record(by=by, verb="removed from group", subject=str(person), group=group.name)


def _groups(target: Any, source: str) -> list[Group]:
    """What one value of the claim stands for: a group, a role in a library, or several of those."""
    if target is None:
        return []
    if isinstance(target, list):
        return [group for one in target for group in _groups(one, source)]
    if isinstance(target, str):
        return [Group.objects.get_or_create(name=target)[0]]
    return _with_role(str(target.get("library", "")), str(target.get("role", "")), source)


def _with_role(slug: str, role: str, source: str) -> list[Group]:
    """A group of its own that holds the role: roles given here and roles from there never overwrite each other."""
    library = Library.objects.filter(slug=slug).first()
    if library is None or role.upper() not in Role.names:
        audit.record(by=source, verb="named an unknown role", subject=f"{slug}: {role}")
        return []
    group, _ = Group.objects.get_or_create(name=f"{library.name}: {Role[role.upper()].label.lower()} ({source})"[:150])
    Membership.objects.get_or_create(library=library, group=group, defaults={"role": Role[role.upper()]})
    return [group]
