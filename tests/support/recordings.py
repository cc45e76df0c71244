"""Recordings for tests: rows with a file whose content nobody looks at."""

import hashlib
import json
from pathlib import Path

from django.core.files.base import ContentFile

from access.models import Library, User
from ingest.models import Job, Recording


def make_job(library: Library, by: User, name: str = "deal.mp4", trouble: dict[str, str] | None = None) -> Job:
    """A recording with its job in line; `trouble` says in which of the small stages something goes wrong."""
    content = f"{name} {trouble}".encode()
    recording = Recording(
        library=library,
        uploaded_by=by,
        name=name,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        mime_type="video/mp4",
        duration_s=12.0,
    )
    recording.file.save("recording.mp4", ContentFile(content), save=False)
    recording.save()
    if trouble:
        Path(f"{recording.file.path}.trouble").write_text(json.dumps(trouble))
    return Job.objects.create(recording=recording)
