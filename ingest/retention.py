"""Original recordings go when their time is over. Drafts and SOPs that were made of them stay."""

import shutil
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import audit
from access.models import Library
from ingest import jobs, privacy
from ingest.models import FILES, Job, Recording


def remove_old() -> int:
    """Remove the files of recordings that are older than their library keeps them; how many."""
    count = 0
    for library in Library.objects.filter(pk__in=Recording.objects.filter(removed_at=None).values("library")):
        days = privacy.days_of(library)
        if not days:
            continue
        old = Recording.objects.filter(
            library=library, removed_at=None, created_at__lt=timezone.now() - timedelta(days=days)
        )
        at_work = Job.objects.unfinished().values("recording")
        for recording in old.exclude(pk__in=at_work).select_related("library"):
            remove(recording, by="Stepmark", kept_days=days)
            count += 1
    return count


def goes_at(recording: Recording) -> datetime | None:
    """When its files will be removed; None where they are kept for ever, or gone."""
    days = privacy.days_of(recording.library)
    return recording.created_at + timedelta(days=days) if days and recording.removed_at is None else None


@transaction.atomic
def remove(recording: Recording, *, by: Any, **detail: Any) -> None:
    """Video, transcript and what the stages made of them. The row stays: it says what was and is no more."""
    files = [(file.storage, str(file.name)) for file in recording.files]
    folder = jobs.work_folder(recording)
    Recording.objects.filter(pk=recording.pk).update(**dict.fromkeys(FILES, ""), removed_at=timezone.now())
    Job.objects.filter(recording=recording).update(found=[])
    audit.record(
        by=by,
        verb="removed old recording" if detail else "removed the video of",
        subject=recording.name,
        library=recording.library,
        recording=recording.pk,
        **detail,
    )
    for storage, name in files:
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))  # type: ignore[misc]
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
