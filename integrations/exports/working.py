"""A worker's work on one export: take it, write it, keep the row up to date, end with a file or with a sentence."""

import os
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.files import File
from django.db import close_old_connections, connection
from django.db.models import F, QuerySet
from django.utils import timezone

from integrations.exports import building, services, typesetters
from integrations.exports.errors import ExportFailed, Stopped
from integrations.exports.formats import FORMATS
from integrations.exports.gathering import gather, readable_by
from integrations.models import Export

log = structlog.get_logger(__name__)
OUR_FAULT = "Something went wrong on our side; it was logged. Try again; if it fails once more, tell your admin."
NO_ROOM = "There is no room left on the disk for this export. Ask the person who runs this site to make some."
GONE = "Nothing of this is published or readable for you any more, so there is nothing to export."


def work(export_id: int) -> None:
    """Make the export, if it is there to be taken. Never raises because of what is exported."""
    export = claim(export_id)
    if export is None:
        return
    folder = Path(tempfile.mkdtemp(prefix="export-", dir=_scratch()))
    try:
        with _kept_alive(export):
            _store(export, _build(export, folder))
    except Stopped:
        pass
    except ExportFailed as failure:
        _fail(export, str(failure))
    except OSError as problem:
        log.exception("export_broken", export=export.pk)
        _fail(export, NO_ROOM if problem.errno == 28 else OUR_FAULT)
    except Exception:
        log.exception("export_broken", export=export.pk)
        _fail(export, OUR_FAULT)
    finally:
        typesetters.close()
        shutil.rmtree(folder, ignore_errors=True)


def claim(export_id: int) -> Export | None:
    """Take the export if it is waiting; two workers can never both win."""
    taken = Export.objects.filter(pk=export_id, state=Export.State.WAITING).update(
        state=Export.State.RUNNING,
        worker=f"{socket.gethostname()} {os.getpid()} {uuid4().hex[:8]}",
        lease_until=_lease(),
        attempts=F("attempts") + 1,
        done=0,
        error="",
    )
    rows = Export.objects.select_related("requested_by", "sop", "library", "category")
    return rows.get(pk=export_id) if taken else None


def _build(export: Export, folder: Path) -> building.Built:
    """`Stopped` if the export was deleted meanwhile."""
    by = export.requested_by
    if not by.is_active:
        raise ExportFailed(GONE)
    if export.sop is None and export.library is None and export.category is None:
        raise ExportFailed(GONE)
    chosen = services.selected(
        by=by, sop=export.sop, library=export.library, category=export.category, kept_to=export.kept_to
    )
    ids = list(chosen.values_list("pk", flat=True))
    if not ids:
        raise ExportFailed(GONE)
    _renew(export, total=len(ids))
    sops = gather(ids, readable=readable_by(by, export.kept_to), base_url=export.base_url)

    def on_done(number: int) -> None:
        _renew(export, done=number)

    if export.format == services.INDEX:
        return building.index_only(sops, folder, title=export.title, on_done=on_done)
    form = FORMATS[export.format]
    if export.sop is None:
        return building.build_many(sops, form, folder, title=export.title, on_done=on_done)
    only = next(sops, None)
    if only is None:
        raise ExportFailed(GONE)
    return building.build_one(only, form, folder)


def _store(export: Export, built: building.Built) -> None:
    """File first, then the row in one UPDATE: killed in between, the sweep removes a file without a row."""
    if not built.contents:
        raise ExportFailed(GONE)
    with built.path.open("rb") as content:
        export.file.save(built.file_name, File(content), save=False)
    stored = _mine(export).update(
        state=Export.State.DONE,
        file=export.file.name,
        file_name=built.file_name,
        size=built.path.stat().st_size,
        contents=built.contents,
        named=sorted(built.named),
        done=len(built.contents),
        total=len(built.contents),
        lease_until=None,
        finished_at=timezone.now(),
    )
    if not stored:
        export.file.storage.delete(str(export.file.name))
        raise Stopped


def _fail(export: Export, sentence: str) -> None:
    _mine(export).update(state=Export.State.FAILED, error=sentence, lease_until=None, finished_at=timezone.now())


def _renew(export: Export, **progress: int) -> None:
    if not _mine(export).update(lease_until=_lease(), **progress):
        raise Stopped


def _mine(export: Export) -> QuerySet[Export]:
    return Export.objects.filter(pk=export.pk, worker=export.worker, state=Export.State.RUNNING)


@contextmanager
def _kept_alive(export: Export) -> Iterator[None]:
    """Renews the lease while a single big SOP takes longer than a lease."""
    over = threading.Event()

    def tick() -> None:
        while not over.wait(settings.STEPMARK_LEASE_SECONDS / 3):
            close_old_connections()
            _mine(export).update(lease_until=_lease())
        connection.close()

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)


def _lease() -> object:
    return timezone.now() + timedelta(seconds=settings.STEPMARK_LEASE_SECONDS)


def _scratch() -> Path:
    folder = Path(settings.STEPMARK_VAR_DIR) / "exporting"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
