"""What this app does when another announces something."""

import shutil
from collections.abc import Sequence
from typing import Any

import structlog
from django.dispatch import receiver

from ingest import tasks
from ingest.jobs import work_folder
from ingest.models import Recording
from sops.models import Screenshot, Sop
from sops.signals import picture_redacted, picture_stored, sop_moved

logger = structlog.get_logger(__name__)


@receiver(picture_stored)
def read_it(sender: Any, screenshot_id: int, **_: Any) -> None:
    try:
        tasks.read_picture.delay(screenshot_id)
    except Exception:  # no broker: the picture stays without words, nothing else depends on them
        logger.warning("reading_not_queued", screenshot=screenshot_id, exc_info=True)


@receiver(picture_redacted)
def cover_it(sender: Any, sop_id: int, new_sha: str, boxes: Sequence[Sequence[float]], **_: Any) -> None:
    """Frames that were kept go at once; the video is written anew by a worker."""
    shot = Screenshot.objects.filter(sop_id=sop_id, sha256=new_sha, steps__start_s__isnull=False).first()
    if shot is None:
        return  # that picture came from elsewhere
    for recording in Recording.objects.filter(job__sop_id=sop_id):
        shutil.rmtree(work_folder(recording), ignore_errors=True)
        tasks.cover_recording.delay(recording.pk, [list(box) for box in boxes], shot.width / shot.height)


@receiver(sop_moved)
def move_its_recording(sender: Any, sop_id: int, **_: Any) -> None:
    """The recording shows what the SOP shows: the same people may see it."""
    library = Sop.objects.values_list("library", flat=True).get(pk=sop_id)
    Recording.objects.filter(job__sop_id=sop_id).update(library=library)
