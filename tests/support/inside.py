"""What a test asks of a site that runs in other processes: `python -m tests.support.inside COMMAND …`, JSON out."""

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402

from access.models import Library, User  # noqa: E402
from ingest import jobs, uploads  # noqa: E402
from ingest.errors import RecordingRefused  # noqa: E402
from ingest.models import Recording  # noqa: E402
from sops.services.publishing import document_of  # noqa: E402
from tests.support.cast import gather  # noqa: E402
from tests.support.recordings import make_job  # noqa: E402


def people() -> dict[str, Any]:
    gather()
    return {}


def upload(path: str) -> dict[str, Any]:
    """Through the service that page and API use."""
    file = SimpleUploadedFile(Path(path).name, Path(path).read_bytes())
    try:
        recording = uploads.receive(library=_sales(), by=_ed(), upload=file)
    except RecordingRefused as refusal:
        return {"refused": refusal.code, "detail": refusal.detail}
    return {"id": recording.pk}


def trouble(wanted: str) -> dict[str, Any]:
    """A recording that makes the small stages behave as wished."""
    job = make_job(_sales(), _ed(), trouble=json.loads(wanted))
    jobs.send(job.pk)
    return {"id": job.recording_id}


def requeue() -> dict[str, Any]:
    from ingest.tasks import requeue_stalled

    requeue_stalled()
    return {}


def draft(recording_id: str) -> dict[str, Any]:
    """The draft's content, without what differs between any two SOPs: their keys."""
    job = Recording.objects.get(pk=recording_id).job
    if job.sop is None:
        return {}
    document = dataclasses.asdict(document_of(job.sop))
    details = job.sop.steps.present().values("start_s", "end_s", "confidence", "evidence", "unsure")
    for step in document["steps"]:
        step.pop("key")
    document.pop("key")
    return {**document, "details": list(details)}


def _sales() -> Library:
    return Library.objects.get(slug="sales")


def _ed() -> User:
    return User.objects.get(email="ed@example.com")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
