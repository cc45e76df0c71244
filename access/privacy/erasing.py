"""A person is erased: the account has no name any more and lets nobody in; what others need stays, as of "a former
person". Can't be undone.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from access import audit, signin_people
from access.admins import keep_a_site_admin, keeping_admins
from access.audit import chain
from access.models import User
from access.privacy import entries, exporting
from access.privacy.naming import Named, shortened
from access.privacy.registry import OnErase, erasers, held
from access.signals import person_left

NAME = "A former person"
DOMAIN = "erased.invalid"  # RFC 2606: no mail ever arrives there


@dataclass(frozen=True)
class Part:
    label: str
    count: int
    what: str  # happens to it


def is_erased(person: User) -> bool:
    return person.email.endswith(f"@{DOMAIN}")


def preview(person: User) -> list[Part]:
    """What erasing would do, without doing it."""
    parts = [Part(one.label, count, one.on_erase.value) for one, count in exporting.counts(person)]
    for eraser in erasers():
        label, count = eraser(person=person, former=NAME, by=None, is_preview=True)
        if count:
            parts.append(Part(label, count, "changed for good"))
    return [*parts, Part("Entries of the audit log", entries.count(person), "kept under a pseudonym")]


def problems(person: User, by: Any) -> list[str]:
    """Why they can't be erased now, as sentences."""
    if is_erased(person):
        return ["This person was erased already."]
    if person == by:
        return ["You can't erase yourself. Ask another admin of the site."]
    try:
        keep_a_site_admin(person)
        with transaction.atomic():
            with keeping_admins():
                person.memberships.all().delete()
                person.groups.clear()
            transaction.set_rollback(True)
    except ValidationError as problem:
        return list(problem.messages)
    return []


@transaction.atomic
def erase(*, person: User, by: Any, successor: User | None = None) -> str:
    """The pseudonym under which the audit log goes on to know them. ValidationError where it can't be done; then
    nothing has changed. What they own goes to the successor, or else to an admin of its library.
    """
    if is_erased(person):
        raise ValidationError("This person was erased already.")
    if person == by:
        raise ValidationError("You can't erase yourself. Ask another admin of the site.")
    _overwrite_what_is_deleted()
    former = f"{NAME} ({secrets.token_hex(3)})"
    with keeping_admins():
        keep_a_site_admin(person)
        if person.is_active:
            signin_people.switch_off(person=person, by=by, successor=successor)
        else:  # switched off before: whatever they still own moves now
            person_left.send(sender=User, person_id=person.pk, successor_id=successor and successor.pk, by=by)
        was = User.objects.get(pk=person.pk)
        for eraser in erasers():
            eraser(person=was, former=NAME, by=by, is_preview=False)
        for one in held():
            if one.on_erase is OnErase.GOES:
                one.of(was).delete()
        was.groups.clear()
    _without_name(Named(was, NAME))
    _anonymise(person)
    changed = entries.rewrite(was, Named(was, former), by=by)
    # Found by the account's number: a name would bring back what was just erased.
    audit.record(by=by, verb="erased", subject=former, person=person.pk, entries=changed)
    transaction.on_commit(_forget_old_pages, robust=True)
    return former


def _without_name(named: Named) -> None:
    """Texts of others that name them: notices, reasons of changes, mentions."""
    for one in held():
        for field in one.texts:
            for row in named.rows(one.model._base_manager.all(), (field,)):
                text = shortened(one.model, field, named.replaced(getattr(row, field)))
                one.model._base_manager.filter(pk=row.pk).update(**{field: text})


def _anonymise(person: User) -> None:
    person.name, person.email = NAME, f"former-{person.pk}@{DOMAIN}"
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.set_unusable_password()
    person.save()


def _overwrite_what_is_deleted() -> None:
    """SQLite leaves old rows readable in its file unless told otherwise; PostgreSQL's vacuum removes them."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def _forget_old_pages() -> None:
    chain.seal()
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
