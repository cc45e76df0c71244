"""What admins do with a library's folder, and how it hears of what happens to SOPs."""

from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from kombu.exceptions import OperationalError

from access import audit
from access.models import Library
from integrations.exports.folders.stores import StoreProblem, store_of
from integrations.exports.folders.syncing import INDEX, MAX_TRIES, stem_of
from integrations.exports.formats import FORMATS
from integrations.models import ExportFolder, FolderFile
from sops.models import Sop

log = structlog.get_logger(__name__)


@transaction.atomic
def save_folder(
    *, library: Library, by: Any, place: str, name: str, formats: list[str], is_on: bool = True, base_url: str = ""
) -> ExportFolder:
    """Set up the library's folder, or change it; then everything is written anew.

    ValidationError with a sentence where it can't be used. Files at an earlier place are taken away.
    """
    folder = ExportFolder.objects.filter(library=library).first() or ExportFolder(library=library)
    before = ExportFolder.objects.filter(pk=folder.pk).first()
    folder.place, folder.name, folder.is_on = place, name, is_on
    folder.formats = [form for form in FORMATS if form in formats]
    folder.base_url = base_url.rstrip("/") or folder.base_url
    folder.full_clean(exclude=["formats", "base_url"])
    if not folder.formats:
        raise ValidationError("Choose at least one format.")
    try:
        store_of(folder)
    except StoreProblem as problem:
        raise ValidationError(str(problem)) from problem
    folder.save()
    if before and (before.place, before.name) != (place, name):
        _empty(before)
    _ask_for_all(folder)
    verb = "set up export folder" if is_on else "switched off export folder"
    audit.record(by=by, verb=verb, subject=folder.name, library=library, place=place, formats=folder.formats)
    _send(folder.pk)
    return folder


@transaction.atomic
def retry(*, folder: ExportFolder, by: Any) -> int:
    """Have everything written anew; how many files that is."""
    count = _ask_for_all(folder)
    audit.record(by=by, verb="rewrote export folder", subject=folder.name, library=folder.library)
    _send(folder.pk)
    return count


def heard_of(sop_id: int) -> None:
    """Something about this SOP changed: its own files are looked at, and those of SOPs that name it."""
    sop = Sop.objects.select_related("current_version").filter(pk=sop_id).first()
    if sop is None:
        return
    for folder in ExportFolder.objects.filter(library=sop.library_id, is_on=True):
        FolderFile.objects.get_or_create(folder=folder, sop=sop, defaults={"stem": stem_of(sop)})
    naming = [pk for pk, named in FolderFile.objects.values_list("pk", "named") if sop_id in named]
    affected = FolderFile.objects.filter(sop=sop) | FolderFile.objects.filter(pk__in=naming)
    folders = set(affected.values_list("folder", flat=True))
    FolderFile.objects.filter(pk__in=affected.values("pk")).ask()
    for folder_id in folders:
        _send(folder_id)


def sync_what_waits() -> None:
    """For the sweep: messages get lost, storages come back."""
    waiting = FolderFile.objects.open().filter(tries__lt=MAX_TRIES).values_list("folder", flat=True)
    for folder_id in set(waiting):
        _send(folder_id)


def _ask_for_all(folder: ExportFolder) -> int:
    """A row for each published SOP; all are asked for, also those that must go."""
    known = set(folder.files.values_list("sop", flat=True))
    published = Sop.objects.published().filter(library=folder.library_id).select_related("current_version")
    FolderFile.objects.bulk_create(
        [FolderFile(folder=folder, sop=sop, stem=stem_of(sop)) for sop in published if sop.pk not in known]
    )
    return folder.files.all().ask()


def _empty(folder: ExportFolder) -> None:
    """Take away what lies at a place that is not used any more; what can't be deleted there stays."""
    try:
        store = store_of(folder)
        for file in folder.files.all():
            for name in file.names:
                store.delete(name)
        store.delete(INDEX)
    except StoreProblem:
        log.warning("old_export_folder_not_emptied", folder=folder.pk, exc_info=True)
    folder.files.update(names=[])


def _send(folder_id: int) -> None:
    transaction.on_commit(lambda: _send_now(folder_id))


def _send_now(folder_id: int) -> None:
    from integrations.exports.tasks import sync_folder

    try:
        sync_folder.apply_async([folder_id], retry=False)
    except (OperationalError, OSError):
        log.warning("message_not_sent", folder=folder_id, exc_info=True)
