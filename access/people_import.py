"""Does what a table of people says: one transaction, so a line that fails takes all others back with it."""

from collections import defaultdict
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction

from access import audit
from access.admins import keeping_admins
from access.models import Library, Membership, User
from access.people_csv import Line, Plan, plan
from access.roles import Role

PER_EVENT = 500  # lines that one entry of the audit log names
BATCH = 500


class Changed(ValidationError):
    """Things stand otherwise than in the preview."""


@transaction.atomic
def carry_out(*, text: str, fingerprint: str, by: Any) -> tuple[Plan, list[User]]:
    """Accounts, roles and groups of all good lines; and the people who are new.

    `Changed`, and nothing done, where the preview that was shown no longer holds.
    """
    made = plan(text)
    if made.fingerprint != fingerprint:
        raise Changed("Something changed since the preview. Look at it again.")
    with keeping_admins():
        new = _accounts(made.good)
        people = {person.email.lower(): person for person in User.objects.filter(pk__in=_pks(made.good))}
        _roles(made.good, people, by)
        _groups(made.good, people, by)
    _note(by, "imported people", [person.email for person in new])
    return made, new


def _accounts(lines: list[Line]) -> list[User]:
    names: dict[str, str] = {}
    for line in lines:
        names[line.email] = names.get(line.email) or line.name
    known = set(User.objects.values_list("email", flat=True))
    new = [User(email=email, name=name) for email, name in names.items() if email not in known]
    for person in new:
        person.password = make_password(None)
    User.objects.bulk_create(new, batch_size=BATCH)
    return new


def _pks(lines: list[Line]) -> list[int]:
    wanted = {line.email for line in lines}
    return [pk for pk, email in User.objects.values_list("pk", "email") if email.lower() in wanted]


def _roles(lines: list[Line], people: dict[str, User], by: Any) -> None:
    told: dict[Library, list[str]] = defaultdict(list)
    rows = []
    for line in lines:
        if line.library and line.role:
            rows.append(Membership(library=line.library, user=people[line.email], role=line.role))
            told[line.library].append(f"{line.email}: {Role(line.role).label.lower()}")
    Membership.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["library", "user"],
        update_fields=["role"],
    )
    for library, roles in told.items():
        _note(by, "imported roles", roles, library)


def _groups(lines: list[Line], people: dict[str, User], by: Any) -> None:
    through = User.groups.through
    pairs = {
        (people[line.email].pk, group.pk): f"{line.email}: {group.name}" for line in lines for group in line.groups
    }
    rows = [through(user_id=user, group_id=group) for user, group in pairs]
    through.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    _note(by, "imported members of groups", list(pairs.values()))


def _note(by: Any, verb: str, lines: list[str], library: Library | None = None) -> None:
    for first in range(0, len(lines), PER_EVENT):
        part = lines[first : first + PER_EVENT]
        audit.record(by=by, verb=verb, subject=f"{len(part)} lines", library=library, lines=part)
