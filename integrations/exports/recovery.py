"""What the sweep does each minute: exports whose worker died go on, what has expired goes away."""

import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from integrations.exports import services
from integrations.models import Export

SEND_AGAIN = timedelta(seconds=60)
KEEP_UNKNOWN = timedelta(days=1)
INTERRUPTED = "The work was interrupted {times} times, perhaps because the machine has too little memory. Try again."


def sweep() -> None:
    requeue_stalled()
    remove_expired()
    _remove_files_without_a_row()
    _remove_old_scratch()


def requeue_stalled() -> None:
    """Give back what died with its worker, and send again what no message reached."""
    now = timezone.now()
    for export in Export.objects.running().filter(lease_until__lt=now):
        mine = Export.objects.running().filter(pk=export.pk, worker=export.worker)
        if export.attempts >= settings.STEPMARK_MAX_ATTEMPTS:
            sentence = INTERRUPTED.format(times=export.attempts)
            mine.update(state=Export.State.FAILED, error=sentence, lease_until=None, finished_at=now)
        elif mine.update(state=Export.State.WAITING, worker="", lease_until=None):
            services.send(export.pk)
    waiting = Export.objects.filter(state=Export.State.WAITING, nudged_at__lt=now - SEND_AGAIN)
    for export_id in waiting.order_by("pk").values_list("pk", flat=True)[:20]:
        services.send(export_id)


def remove_expired() -> None:
    for export in Export.objects.expired():
        services.remove(export)


def _remove_files_without_a_row() -> None:
    """What was stored just before the process was killed that would have noted it."""
    if not default_storage.exists("exports"):
        return
    known = set(Export.objects.exclude(file="").values_list("file", flat=True))
    for name in (f"exports/{name}" for name in default_storage.listdir("exports")[1]):
        if name not in known and timezone.now() - default_storage.get_modified_time(name) > KEEP_UNKNOWN:
            default_storage.delete(name)


def _remove_old_scratch() -> None:
    """Folders of workers that were killed."""
    root = Path(settings.STEPMARK_VAR_DIR) / "exporting"
    for folder in root.iterdir() if root.is_dir() else ():
        if time.time() - folder.stat().st_mtime > KEEP_UNKNOWN.total_seconds():
            shutil.rmtree(folder, ignore_errors=True)
