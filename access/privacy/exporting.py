"""Everything that is kept of a person, as a zip of JSON files that people can read too."""

import json
import zipfile
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.db.models import BinaryField, FileField, ForeignKey, Model
from django.utils import timezone
from django.utils.text import slugify

from access import audit
from access.models import User
from access.privacy import entries
from access.privacy.registry import Held, held

IN_MEMORY = 5_000_000
CHUNK = 500
NEVER = ("password", "salt")


def export(*, person: User, by: Any) -> IO[bytes]:
    """The open zip, at its beginning. In the audit log."""
    audit.record(by=by, verb="exported the data of", subject=str(person), person=person.pk)
    out: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115  # closed by the response
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(person))
        _write(archive, "profile", [profile(person)])
        for one in held():
            rows = [as_dict(row, one.hidden) for row in one.of(person).iterator(chunk_size=CHUNK)]
            if rows:
                _write(archive, slugify(one.label), rows)
        _write(archive, "audit-log", entries.about(person))
    out.seek(0)
    return out


def profile(person: User) -> dict[str, Any]:
    fields = as_dict(person, ())
    return fields | {"groups": [group.name for group in person.groups.order_by("name")]}


def as_dict(row: Model, hidden: tuple[str, ...]) -> dict[str, Any]:
    """The row's fields; of a row that it points to its id and what it is called."""
    found: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in hidden or field.name in NEVER or isinstance(field, BinaryField):
            continue
        if isinstance(field, ForeignKey):
            other = getattr(row, field.name, None)
            found[field.name] = {"id": getattr(row, field.attname), "name": str(other)} if other is not None else None
        elif isinstance(field, FileField):
            found[field.name] = str(getattr(row, field.name) or "")
        else:
            found[field.name] = getattr(row, field.attname)
    return found


def counts(person: User) -> list[tuple[Held, int]]:
    """How much there is of each kind; kinds without any are left out."""
    return [(one, count) for one in held() if (count := one.of(person).count())]


def _write(archive: zipfile.ZipFile, name: str, rows: list[dict[str, Any]]) -> None:
    archive.writestr(f"{name}.json", json.dumps(rows, ensure_ascii=False, indent=1, default=str) + "\n")


def _readme(person: User) -> str:
    return (
        f"What {settings.STEPMARK_SITE_NAME} keeps of {person} ({person.email}),"
        f" on {timezone.localdate().isoformat()}.\n\n"
        "profile.json: the account. audit-log.json: what they did and what was done to them.\n"
        "The other files: one for each kind of thing that they wrote, received, were given or did.\n"
        "Passwords, keys and the secrets of tokens and second factors are in none of them.\n"
        "Searches are not kept.\n"
    )
