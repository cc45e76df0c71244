"""Removes what nobody needs any more: folders of finished work, uploads that were cut off, files without a row."""

import shutil
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from ingest import retention
from ingest.jobs import work_folder
from ingest.models import FILES, Job, Recording

KEEP_FAILED = timedelta(days=1)  # so long "Try again" goes on where it stopped
KEEP_UNKNOWN = timedelta(days=1)  # an upload that takes longer than this is no upload any more


def sweep() -> None:
    retention.remove_old()
    _remove_work()
    _remove_cut_off_uploads()
    _remove_files_without_a_row()


def _remove_work() -> None:
    root = Path(settings.STEPMARK_WORK_DIR)
    wanted = _wanted()
    for folder in root.iterdir() if root.is_dir() else ():
        if folder not in wanted:
            shutil.rmtree(folder, ignore_errors=True)


def _wanted() -> set[Path]:
    recently = timezone.now() - KEEP_FAILED
    jobs = Job.objects.select_related("recording")
    kept = jobs.unfinished() | jobs.filter(state=Job.State.FAILED, finished_at__gte=recently)
    return {work_folder(job.recording) for job in kept}


def _remove_cut_off_uploads() -> None:
    """What a web process left when it was killed while a file came in."""
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        if time.time() - path.stat().st_mtime < KEEP_UNKNOWN.total_seconds():
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _remove_files_without_a_row() -> None:
    """What was stored just before the process was killed that would have written the row."""
    if not default_storage.exists("recordings"):
        return
    known: set[str] = set()
    for names in Recording.objects.values_list(*FILES):
        known.update(names)
    for name in _stored():
        is_old = timezone.now() - default_storage.get_modified_time(name) > KEEP_UNKNOWN
        if name not in known and is_old:
            default_storage.delete(name)


def _stored() -> Iterable[str]:
    return [f"recordings/{name}" for name in default_storage.listdir("recordings")[1]]
