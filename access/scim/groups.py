"""Groups as a directory keeps them. Members put in here are not shown to it, and it can't take them out."""

import re
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Prefetch, QuerySet

from access import audit, signin_groups
from access.models import ExternalId, ProvidedGroup, User
from access.scim.base import Problem, address

SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Group"
SOURCE = "directory"
FIELDS = {"displayname": "name__iexact", "externalid": "external_id__value", "id": "pk"}
ONE_MEMBER = re.compile(r'^members\[value eq "(\d{1,17})"\]$', re.IGNORECASE)
NAME_LENGTH = 150
MOST_MEMBERS = 10_000


def rows() -> QuerySet[Group]:
    """Groups with the members that the directory gave them."""
    members = ProvidedGroup.objects.filter(source=SOURCE).select_related("person").order_by("person")
    given = Prefetch("provided_members", members, to_attr="from_directory")
    return Group.objects.select_related("external_id").prefetch_related(given).order_by("pk")


def shape(request: Any, group: Group) -> dict[str, Any]:
    external = getattr(group, "external_id", None)
    people = [row.person for row in group.from_directory]  # type: ignore[attr-defined]
    return {
        "schemas": [SCHEMA],
        "id": str(group.pk),
        **({"externalId": external.value} if external and external.value else {}),
        "displayName": group.name,
        "members": [
            {"value": str(person.pk), "display": str(person), "$ref": address(request, "scim:user", person.pk)}
            for person in people
        ],
        "meta": {"resourceType": "Group", "location": address(request, "scim:group", group.pk)},
    }


@transaction.atomic
def create(*, data: dict[str, Any], by: Any) -> Group:
    name = _name(data)
    if Group.objects.filter(name__iexact=name).exists():
        raise Problem(409, f"There is a group “{name}” already.", "uniqueness")
    group = Group.objects.create(name=name)
    # Also without an id of its own: the row says that the directory made the group and may delete it.
    ExternalId.objects.create(group=group, value=str(data.get("externalId") or "")[:250])
    audit.record(by=by, verb="added group", subject=name)
    _set_members(group, _people(data.get("members") or []), by)
    return rows().get(pk=group.pk)


@transaction.atomic
def replace(*, group: Group, data: dict[str, Any], by: Any) -> Group:
    _rename(group, _name(data), by)
    _set_members(group, _people(data.get("members") or []), by)
    return rows().get(pk=group.pk)


@transaction.atomic
def patch(*, group: Group, operations: list[tuple[str, str, Any]], by: Any) -> Group:
    for verb, path, value in operations:
        one = ONE_MEMBER.match(path)
        if one and verb == "remove":
            _take(group, User.objects.filter(pk=one[1]), by)
        elif path.lower() == "members":
            _change_members(group, verb, value, by)
        elif path.lower() == "displayname" and verb != "remove":
            _rename(group, _name({"displayName": value}), by)
        elif not path and isinstance(value, dict):
            if "displayName" in value:
                _rename(group, _name(value), by)
            if "members" in value:
                _change_members(group, verb, value["members"], by)
        elif path.lower() not in ("externalid", "id"):
            raise Problem(400, f"“{path[:60]}” can't be changed here.", "invalidPath")
    return rows().get(pk=group.pk)


@transaction.atomic
def delete(*, group: Group, by: Any) -> None:
    """Only those that the directory made: others hold roles that somebody gave here."""
    if not ExternalId.objects.filter(group=group).exists():
        raise Problem(403, f"“{group}” was made here, not by the directory.", "mutability")
    audit.record(by=by, verb="removed group", subject=group.name)
    group.delete()


def _change_members(group: Group, verb: str, value: Any, by: Any) -> None:
    if verb == "remove" and value is None:
        _set_members(group, User.objects.none(), by)
    elif verb == "remove":
        _take(group, _people(value), by)
    elif verb == "replace":
        _set_members(group, _people(value), by)
    else:
        for person in _people(value):
            signin_groups.add(person=person, group=group, source=SOURCE, by=by)


def _set_members(group: Group, people: QuerySet[User], by: Any) -> None:
    for row in ProvidedGroup.objects.filter(group=group, source=SOURCE).exclude(person__in=people):
        signin_groups.take(row=row, by=by)
    for person in people:
        signin_groups.add(person=person, group=group, source=SOURCE, by=by)


def _take(group: Group, people: QuerySet[User], by: Any) -> None:
    for row in ProvidedGroup.objects.filter(group=group, source=SOURCE, person__in=people):
        signin_groups.take(row=row, by=by)


def _people(members: Any) -> QuerySet[User]:
    """Who is meant; 400 where one of them doesn't exist."""
    if not isinstance(members, list) or len(members) > MOST_MEMBERS:
        raise Problem(400, f"“members” is a list of at most {MOST_MEMBERS} people.", "invalidValue")
    values = [str(member.get("value", "")) if isinstance(member, dict) else "" for member in members]
    if not all(value.isdecimal() and len(value) < 18 for value in values):
        raise Problem(400, "A member is named by the id of a person.", "invalidValue")
    people = User.objects.filter(pk__in=set(values))
    if people.count() != len(set(values)):
        raise Problem(400, "One of the members doesn't exist.", "invalidValue")
    return people


def _rename(group: Group, name: str, by: Any) -> None:
    if name == group.name:
        return
    if Group.objects.filter(name__iexact=name).exclude(pk=group.pk).exists():
        raise Problem(409, f"There is a group “{name}” already.", "uniqueness")
    audit.record(by=by, verb="renamed group", subject=group.name, after=name)
    group.name = name
    group.save(update_fields=["name"])


def _name(data: dict[str, Any]) -> str:
    name = data.get("displayName")
    if not isinstance(name, str) or not name.strip() or len(name) > NAME_LENGTH:
        raise Problem(400, f"“displayName” is a text of 1 to {NAME_LENGTH} characters.", "invalidValue")
    return name.strip()
