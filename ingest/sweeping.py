"""Removes what nobody needs any more: folders of finished work, uploads that were cut off."""

import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from ingest.jobs import work_folder
from ingest.models import Job

KEEP_FAILED = timedelta(days=1)  # so long "Try again" goes on where it stopped
KEEP_UPLOADS_SECONDS = 24 * 3600


def sweep() -> None:
    root = Path(settings.STEPMARK_WORK_DIR)
    if root.is_dir():
        wanted = _wanted()
        for folder in root.iterdir():
            if folder not in wanted:
                shutil.rmtree(folder, ignore_errors=True)
    for upload in Path(settings.FILE_UPLOAD_TEMP_DIR or root).glob("*.upload*"):
        if time.time() - upload.stat().st_mtime > KEEP_UPLOADS_SECONDS:
            upload.unlink(missing_ok=True)


def _wanted() -> set[Path]:
    recently = timezone.now() - KEEP_FAILED
    jobs = Job.objects.select_related("recording")
    kept = jobs.unfinished() | jobs.filter(state=Job.State.FAILED, finished_at__gte=recently)
    return {work_folder(job.recording) for job in kept}
