"""What the pages about people share: who may use them, whom an address names, undoing the last change of a role."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from access.models import Library, Membership, User
from access.roles import Role

UNDO = "people_undo"


def site_admin(request: HttpRequest) -> User:
    """Who asks, if they administer the whole site; else 403."""
    if not (isinstance(request.user, User) and request.user.is_superuser):
        raise PermissionDenied
    return request.user


def role_from(request: HttpRequest) -> Role:
    given = request.POST.get("role", "")
    try:
        return Role(int(given))
    except ValueError as problem:
        raise ValidationError("Choose a role.") from problem


def person_from(given: str) -> User:
    """The person with that e-mail address, or ValidationError with what was looked for."""
    address = given.strip()[:254]
    if not address:
        raise ValidationError("Enter an e-mail address.")
    person = User.objects.filter(email__iexact=address).first()
    if person is None:
        raise ValidationError(f"Nobody here has the address “{address}”.")
    return person


def remember_for_undo(
    request: HttpRequest, *, library: Library, holder: User | Group, before: int | None, after: int | None
) -> None:
    """Keeps one step, the last: what the next page offers to undo."""
    request.session[UNDO] = {
        "library": library.pk,
        "kind": "group" if isinstance(holder, Group) else "user",
        "holder": holder.pk,
        "before": before,
        "after": after,
        "told": told(holder, before, after, library),
    }


def told(holder: Any, before: int | None, after: int | None, library: Library) -> str:
    """The change as a sentence."""
    was = f" (was {Role(before).label.lower()})" if before else ""
    if after is None:
        return f"{holder} has no role in {library} any more{was}."
    return f"{holder} is {Role(after).label.lower()} in {library} now{was}."


def role_of(library: Library, holder: User | Group) -> int | None:
    field = "group" if isinstance(holder, Group) else "user"
    return Membership.objects.filter(library=library, **{field: holder}).values_list("role", flat=True).first()
