"""Switching somebody off from a page: what they own moves, and no library is left without an admin."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from access import signin_people
from access.admins import keeping_admins
from access.models import User


@transaction.atomic
def deactivate(*, person: User, by: Any, successor: User | None = None) -> None:
    """Counts from the next request on. What they own is the successor's, or else of an admin of its library.

    ValidationError, and nothing changed: for oneself, for the last admin of a library or of the site, and for a
    successor who couldn't see what they get.
    """
    if person == by:
        raise ValidationError("You can't switch yourself off. Ask another site admin.")
    if successor is not None and (successor == person or not successor.is_active):
        raise ValidationError(f"{successor} can't take over. Choose somebody else who can sign in.")
    with keeping_admins():
        signin_people.switch_off(person=person, by=by, successor=successor)
