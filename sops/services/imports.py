"""A file comes in: kept apart, read into a bundle, looked at, taken or dropped. Nothing is written before that."""

import dataclasses
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from access.models import Library
from sops import importing
from sops.importing import apart, bundles
from sops.importing.limits import MAX_FILE, MB
from sops.models import Import, Sop
from sops.services import taking

# Larger files are read by a worker, with progress on the page.
READ_AT_ONCE = 2 * MB
# Whoever doesn't answer has another day; then the file is forgotten.
KEPT = timedelta(days=1)
AT_MOST_WAITING = 20


def receive(*, library: Library, by: Any, upload: "File[bytes]", name: str) -> Import:
    """The file, kept apart. Small ones are read now, larger ones by a worker: see the row's state."""
    forget_old(by=by)
    size = upload.size or 0
    row = Import(library=library, by=by, name=name[-200:] or "file", size=size)
    if size > MAX_FILE:
        row.state = Import.State.REFUSED
        row.problem = f"The file has {size // MB} MB; the limit is {MAX_FILE // MB} MB. Split it or leave out pictures."
        row.save()
        return row
    row.upload.save("upload", upload, save=True)
    if size <= READ_AT_ONCE:
        return read(row)
    from sops.tasks import read_import

    transaction.on_commit(partial(read_import.delay, row.pk))
    return row


def read(row: Import) -> Import:
    """Read the file into a bundle; READY with a report, or REFUSED with a sentence."""

    def progress(percent: int) -> None:
        if percent > row.progress:
            row.progress = percent
            Import.objects.filter(pk=row.pk).update(progress=percent, state=Import.State.READING)

    try:
        with row.upload.open("rb") as file:
            found = apart.read(file.read(), name=row.name, progress=progress)
    except importing.ImportRefused as problem:
        row.state, row.problem = Import.State.REFUSED, str(problem)
    except Exception:
        # Whatever a strange file leads to: the worker and the page go on, the person is told.
        row.state = Import.State.REFUSED
        row.problem = "The file can't be read. Export it again, or send it in another format."
        row.save(update_fields=["state", "problem"])
        raise
    else:
        row.state, row.kind, row.report, row.progress = Import.State.READY, found.kind, found.left_out[:200], 100
        row.bundle.save("bundle", ContentFile(found.bundle), save=False)
    row.upload.delete(save=False)
    row.save()
    return row


def look(row: Import) -> importing.Found:
    """What the file holds, for the preview."""
    with row.bundle.open("rb") as file:
        return bundles.BundleReader().read(importing.Source("bundle.zip", file.read()), lambda percent: None)


def picture(row: Import, sha256: str) -> bytes | None:
    """A picture of the preview."""
    with row.bundle.open("rb") as file:
        return bundles.picture_in(file.read(), sha256)


@transaction.atomic
def take(row: Import, *, by: Any, chosen: list[int], with_versions: bool = False) -> list[Sop]:
    """The chosen SOPs (by their place in the file) as drafts of the library. The file is forgotten."""
    found = look(row)
    wanted = [sop for at, sop in enumerate(found.sops) if at in chosen]
    if not with_versions:
        wanted = [dataclasses.replace(sop, versions=[]) for sop in wanted]
    taken = taking.take(dataclasses.replace(found, sops=wanted), library=row.library, by=by)
    row.delete()
    transaction.on_commit(partial(_delete_files, row))
    return taken


def drop(row: Import) -> None:
    """Row and files."""
    _delete_files(row)
    row.delete()


def _delete_files(row: Import) -> None:
    for file in (row.upload, row.bundle):
        if file:
            file.delete(save=False)


def forget_old(*, by: Any) -> None:
    """What nobody answered for a day, and more than a person can have on the table."""
    rows = list(Import.objects.filter(created_at__lt=timezone.now() - KEPT)[:100])
    rows += list(Import.objects.filter(by=by).order_by("-pk")[AT_MOST_WAITING - 1 :])
    for row in {row.pk: row for row in rows}.values():
        drop(row)
