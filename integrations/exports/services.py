"""What people do with exports: ask for one, have it tried again, delete it. Workers: see `working`."""

from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from access import audit, limits
from access.models import Library
from integrations.exports.formats import FORMATS
from integrations.exports.gathering import readable_by
from integrations.models import Export
from sops.models import Category, Sop

log = structlog.get_logger(__name__)
AT_ONCE = 5
INDEX = "csv"
KINDS = {**{name: one.label for name, one in FORMATS.items()}, INDEX: "Index (CSV)"}


@transaction.atomic
def start_export(
    *,
    by: Any,
    format: str,
    sop: Sop | None = None,
    library: Library | None = None,
    category: Category | None = None,
    base_url: str = "",
) -> Export:
    """Put an export in line: of an SOP, of a library, or of a category (of a library or of all the person reads).

    Only what is published and what `by` may read. ValidationError with a sentence where it can't be made.
    """
    problem = problem_with(format)
    if problem:
        raise ValidationError(problem)
    chosen = selected(by=by, sop=sop, library=library, category=category)
    count = chosen.count()
    if not count:
        raise ValidationError(_nothing(sop, library, category))
    if Export.objects.visible_to(by).unfinished().count() >= AT_ONCE:
        raise ValidationError(f"{AT_ONCE} of your exports are at work. Wait until one is ready, or delete one.")
    export = Export.objects.create(
        requested_by=by,
        format=format,
        sop=sop,
        library=library,
        category=category,
        title=_title(sop, library, category),
        kept_to=_kept_to(by),
        base_url=settings.STEPMARK_BASE_URL or base_url.rstrip("/"),
        total=count,
        expires_at=_expiry(),
    )
    where = sop.library if sop else library
    audit.record(by=by, verb="exported", subject=f"{export.title} as {KINDS[format]}", library=where, export=export.pk)
    send(export.pk)
    return export


def selected(
    *,
    by: Any,
    sop: Sop | None = None,
    library: Library | None = None,
    category: Category | None = None,
    kept_to: list[int] | None = None,
) -> QuerySet[Sop]:
    """The SOPs, by category and title. Also asked by the worker: what `by` may read then is what goes in."""
    if sop is None and library is None and category is None:
        raise ValidationError("Choose an SOP, a library or a category.")
    readable = readable_by(by, kept_to)
    if sop is not None:
        return readable.filter(pk=sop.pk)
    if library is not None:
        readable = readable.filter(library=library)
    if category is not None:
        readable = readable.filter(listed_category=category)
    first = (F("listed_category__kind").desc(nulls_last=True), "listed_category__position", "listed_category__name")
    return readable.order_by(*first, "listed_title", "pk")


def problem_with(format: str) -> str:
    """Why this format can't be had here, as a sentence; empty where it can."""
    if format == INDEX:
        return ""
    if format not in FORMATS:
        return f"There is no format “{format[:40]}”. Choose one of: {', '.join(KINDS)}."
    return FORMATS[format].problem()


@transaction.atomic
def retry_export(*, export: Export, by: Any) -> bool:
    """Try a failed export again. False if it isn't in a state to be tried."""
    again = Export.objects.filter(pk=export.pk, state=Export.State.FAILED).update(
        state=Export.State.WAITING, error="", attempts=0, done=0, worker="", lease_until=None, expires_at=_expiry()
    )
    if again:
        audit.record(by=by, verb="exported again", subject=str(export), library=export.library, export=export.pk)
        send(export.pk)
    return bool(again)


@transaction.atomic
def delete_export(*, export: Export, by: Any) -> None:
    """Remove the row and its file. A worker that is at it notices and stops."""
    audit.record(by=by, verb="deleted export", subject=str(export), library=export.library, export=export.pk)
    remove(export)


def remove(export: Export) -> None:
    """The row now, the file once that is certain."""
    file = export.file
    export.delete()
    if file:
        transaction.on_commit(lambda: file.storage.delete(str(file.name)))


def destroy_files_with(sop_id: int) -> None:
    """The files of exports that hold this SOP, after a redaction. Their rows stay, and say to start again."""
    for export in Export.objects.exclude(file=""):
        if any(row["sop"] == sop_id for row in export.contents):
            export.file.storage.delete(str(export.file.name))


def send(export_id: int) -> None:
    """Tell the workers, once the row is stored. A message that gets lost is sent again by the sweep."""
    transaction.on_commit(lambda: _send_now(export_id))


def _send_now(export_id: int) -> None:
    from integrations.exports.tasks import make_export

    Export.objects.filter(pk=export_id).update(nudged_at=timezone.now())
    try:
        make_export.apply_async([export_id], retry=False)
    except (OperationalError, OSError):
        log.warning("message_not_sent", export=export_id, exc_info=True)


def _kept_to(by: Any) -> list[int] | None:
    """A worker has only the person, not the token they came with: what it was for is noted."""
    if not limits.is_kept_to_libraries(by):
        return None
    return list(limits.kept_to_libraries(Library.objects.all(), by).values_list("pk", flat=True))


def _expiry() -> Any:
    return timezone.now() + timedelta(hours=settings.STEPMARK_EXPORT_KEEP_HOURS)


def _title(sop: Sop | None, library: Library | None, category: Category | None) -> str:
    if sop is not None:
        assert sop.current_version is not None
        return sop.current_version.document.title
    if library is not None and category is not None:
        return f"{library.name}: {category.name}"
    return str(library or category)


def _nothing(sop: Sop | None, library: Library | None, category: Category | None) -> str:
    if sop is not None:
        return "This SOP is not published, so there is nothing to export. Publish it first."
    where = library.name if library else str(category)
    return f"“{where}” has no published SOP that you may read, so there is nothing to export."
