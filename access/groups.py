"""Groups of people: made, renamed, filled, dissolved. What a group holds, its people hold.

A group has people, never other groups: there is nothing to go round in circles.
"""

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet

from access import audit
from access.admins import keeping_admins
from access.models import ProvidedGroup, User

NAME_LENGTH = 150


def all_groups(words: str = "") -> QuerySet[Group]:
    """By name, each with `people` and `roles`: how many are in it, and in how many libraries it has a role."""
    rows = Group.objects.annotate(people=Count("user", distinct=True), roles=Count("memberships", distinct=True))
    return (rows.filter(name__icontains=words) if words else rows).order_by("name", "pk")


@transaction.atomic
def make(*, name: str, by: Any) -> Group:
    group = Group.objects.create(name=_free_name(name))
    audit.record(by=by, verb="made the group", subject=group.name)
    return group


@transaction.atomic
def rename(*, group: Group, name: str, by: Any) -> None:
    name = _free_name(name, group)
    if name != group.name:
        before, group.name = group.name, name
        group.save(update_fields=["name"])
        audit.record(by=by, verb="renamed the group", subject=name, before=before)


@transaction.atomic
def put_in(*, group: Group, person: User, by: Any) -> None:
    """ValidationError for who can't sign in any more."""
    if not person.is_active:
        raise ValidationError(f"{person} is switched off. Switch the account on first.")
    if not group.user_set.filter(pk=person.pk).exists():
        group.user_set.add(person)
        audit.record(by=by, verb="added to group", subject=str(person), group=group.name)


@transaction.atomic
def take_out(*, group: Group, person: User, by: Any) -> None:
    """ValidationError, and nothing changed, where a library would be left without an admin."""
    if not group.user_set.filter(pk=person.pk).exists():
        raise ValidationError(f"{person} is not in “{group}”.")
    with keeping_admins():
        group.user_set.remove(person)
        ProvidedGroup.objects.filter(group=group, person=person).delete()
    audit.record(by=by, verb="removed from group", subject=str(person), group=group.name)


@transaction.atomic
def dissolve(*, group: Group, by: Any) -> None:
    """The group and the roles it held are gone; ValidationError where a library would be left without an admin."""
    roles = [f"{row.get_role_display()} in {row.library}" for row in group.memberships.select_related("library")]  # type: ignore[attr-defined]
    people, name = group.user_set.count(), group.name
    with keeping_admins():
        group.delete()
    audit.record(by=by, verb="dissolved the group", subject=name, people=people, roles=roles)


def _free_name(name: str, group: Group | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise ValidationError("Give the group a name.")
    if len(name) > NAME_LENGTH:
        raise ValidationError(f"A group's name has at most {NAME_LENGTH} letters; this one has {len(name)}.")
    if "@" in name:
        raise ValidationError("A group's name has no “@”: it would look like an address.")
    others = Group.objects.filter(name__iexact=name)
    if (others.exclude(pk=group.pk) if group else others).exists():
        raise ValidationError(f"There is a group “{name}” already.")
    return name
