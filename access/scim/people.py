"""People as a directory sees and changes them. `userName` is the e-mail address they sign in with."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet

from access import audit, signin_people
from access.models import ExternalId, User
from access.scim.base import Problem, address

SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"
FIELDS = {"username": "email__iexact", "externalid": "external_id__value", "id": "pk", "emails.value": "email__iexact"}
# Names by which the same thing is addressed in a patch.
NAMES = {"displayname", "name.formatted", "name"}
ADDRESSES = {"username", "emails", 'emails[type eq "work"].value', "emails[primary eq true].value", "emails.value"}


def rows() -> QuerySet[User]:
    return User.objects.select_related("external_id").order_by("pk")


def shape(request: Any, person: User) -> dict[str, Any]:
    external = getattr(person, "external_id", None)
    return {
        "schemas": [SCHEMA],
        "id": str(person.pk),
        **({"externalId": external.value} if external else {}),
        "userName": person.email,
        "displayName": str(person),
        "name": {"formatted": str(person)},
        "emails": [{"value": person.email, "type": "work", "primary": True}],
        "active": person.is_active,
        "meta": {
            "resourceType": "User",
            "created": person.date_joined.isoformat(),
            "location": address(request, "scim:user", person.pk),
        },
    }


@transaction.atomic
def create(*, data: dict[str, Any], by: Any) -> User:
    """A person who comes in by the company's sign-in, or sets a password by “Forgot the password?”."""
    email = _email(data)
    if User.objects.filter(email__iexact=email).exists():
        raise Problem(409, f"There is somebody with the address {email} already.", "uniqueness")
    person = User.objects.create_user(email, name=_name(data) or "")
    audit.record(by=by, verb="added person", subject=person.email)
    _remember(person, data)
    if _truth(data.get("active", True)) is False:
        signin_people.switch_off(person=person, by=by)
    return person


@transaction.atomic
def replace(*, person: User, data: dict[str, Any], by: Any) -> User:
    """All of what is sent; what is not sent stays, but `active`, which is then true."""
    _set_address(person, _email(data), by)
    _set_name(person, _name(data))
    _remember(person, data)
    _set_active(person, _truth(data.get("active", True)), by)
    return person


@transaction.atomic
def patch(*, person: User, operations: list[tuple[str, str, Any]], by: Any) -> User:
    """`add` and `replace` of active, name and address; what a directory sends besides is none of ours and ignored."""
    for verb, path, value in operations:
        if verb == "remove":
            continue
        for attribute, one in _attributes(path, value).items():
            if attribute == "active":
                _set_active(person, _truth(one), by)
            elif attribute in NAMES:
                _set_name(person, str((one.get("formatted") or "") if isinstance(one, dict) else one))
            elif attribute in ADDRESSES:
                _set_address(person, _first(one), by)
            elif attribute == "externalid":
                _remember(person, {"externalId": one})
    return person


def _attributes(path: str, value: Any) -> dict[str, Any]:
    if path:
        return {path.lower(): value}
    if not isinstance(value, dict):
        raise Problem(400, "An operation without a path needs an object as its value.", "invalidValue")
    return {str(name).lower(): one for name, one in value.items()}


def _set_active(person: User, active: bool | None, by: Any) -> None:
    if active is None:
        raise Problem(400, "“active” is true or false.", "invalidValue")
    if active:
        signin_people.switch_on(person=person, by=by)
    else:
        signin_people.switch_off(person=person, by=by)


def _set_name(person: User, name: str | None) -> None:
    if name and name.strip() and name.strip() != person.name:
        person.name = name.strip()[:120]
        person.save(update_fields=["name"])


def _set_address(person: User, email: str, by: Any) -> None:
    email = _checked(email)
    if email == person.email:
        return
    if User.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise Problem(409, f"There is somebody with the address {email} already.", "uniqueness")
    before, person.email = person.email, email
    person.save(update_fields=["email"])
    person.emailaddress_set.all().delete()  # type: ignore[attr-defined]  # verified was the old one
    audit.record(by=by, verb="changed the address of", subject=str(person), before=before, after=email)


def _remember(person: User, data: dict[str, Any]) -> None:
    value = data.get("externalId")
    if isinstance(value, str) and value:
        ExternalId.objects.update_or_create(person=person, defaults={"value": value[:250]})


def _email(data: dict[str, Any]) -> str:
    name = data.get("userName")
    if not isinstance(name, str) or "@" not in name:
        name = _first(data.get("emails") or name)
    return _checked(name)


def _first(value: Any) -> str:
    """The address in whatever form it came: text, object, list of objects."""
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, dict) and one.get("primary")), value[0] if value else "")
    return str(value.get("value", "") if isinstance(value, dict) else value or "")


def _checked(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
        User._meta.get_field("email").run_validators(email)
    except ValidationError as problem:
        raise Problem(400, "“userName” must be an e-mail address: people sign in with it.", "invalidValue") from problem
    return email


def _name(data: dict[str, Any]) -> str:
    name = data.get("name") if isinstance(data.get("name"), dict) else {}
    assert isinstance(name, dict)
    parts = " ".join(str(name.get(part)) for part in ("givenName", "familyName") if name.get(part))
    return str(data.get("displayName") or name.get("formatted") or parts)


def _truth(value: Any) -> bool | None:
    """Entra sends "False" as text."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).lower())
