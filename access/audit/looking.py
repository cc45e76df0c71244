"""Who read what in libraries for members only: noted where the setting asks for it."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Model

from access import audit
from access.audit import context
from access.models import Library

AGAIN_SECONDS = 600  # a page asks for its row more than once, and people load it again
LOOKED = "looked at"


def note(row: Model, person: Any) -> None:
    """`person` was shown `row`. Once in ten minutes for each; changes are recorded by those who make them."""
    if not settings.STEPMARK_AUDIT_VIEWS or not context.is_looking():
        return
    library = _library_of(row)
    if library is None or library.is_open:
        return
    if cache.add(f"looked:{person.pk}:{row._meta.label_lower}:{row.pk}", True, AGAIN_SECONDS):
        kind = str(row._meta.verbose_name)
        audit.record(by=person, verb=LOOKED, subject=str(row), library=library, kind=kind, id=row.pk)


def _library_of(row: Any) -> Library | None:
    path = getattr(row, "library_path", "")
    for part in path.split("__") if path and path != "pk" else ():
        row = getattr(row, part, None)
    return row if isinstance(row, Library) else None
