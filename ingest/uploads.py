"""A file arrives: looked at before it is accepted, stored under a name of ours, its job put in line."""

import hashlib
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from access import audit
from access.models import Library
from ingest import jobs, sandbox
from ingest.errors import RecordingRefused
from ingest.events import log
from ingest.models import Job, Recording
from ingest.stages.words import captions

NAME_LENGTH = 160
# Of a request, beside the recording: transcript, event log and form.
BESIDE_BYTES = captions.LARGEST_BYTES + log.MOST_BYTES + 1_000_000
ENDINGS = {
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "video/x-matroska": ".mkv",
    "video/x-msvideo": ".avi",
}


def receive(
    *,
    library: Library,
    by: Any,
    upload: UploadedFile,
    transcript: UploadedFile | None = None,
    events: UploadedFile | None = None,
) -> Recording:
    """The stored recording with its job in line, or RecordingRefused and nothing stored.

    `events`: a log of clicks and entries; what is stored of it has lost its secrets.
    """
    check_size(upload.size or 0)
    name = clean_name(upload.name or "")
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        facts = sandbox.look(_on_disk(upload, Path(folder)))
        if transcript is not None:
            _check_transcript(transcript, Path(folder))
        noted = _noted(events) if events is not None else None
        recording = Recording(
            library=library,
            uploaded_by=by,
            name=name,
            size=upload.size or 0,
            sha256=_sha256(upload),
            mime_type=facts.mime_type,
            duration_s=facts.duration_s,
        )
        return _store(recording, upload, transcript, noted, ENDINGS[facts.mime_type])


def check_size(size: int) -> None:
    limit = settings.STEPMARK_MAX_RECORDING_BYTES
    if size > limit:
        raise RecordingRefused(
            "too_large",
            f"The file has {megabytes(size)}; the limit is {megabytes(limit)}."
            " Record a shorter part, or export it with a lower quality.",
        )


def check_length(declared: str | None) -> None:
    """Refuse a request by the length that it announces, before its body is read."""
    if not declared or not declared.isdigit():
        raise RecordingRefused("length_required", "Send the file with a Content-Length, not in chunks.")
    if int(declared) > settings.STEPMARK_MAX_RECORDING_BYTES + BESIDE_BYTES:
        check_size(int(declared))


def megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB" if size >= 1e7 else f"{size / 1e6:.1f} MB"


def clean_name(name: str) -> str:
    """The file's name for showing: the last part of a path, without signs that don't show or turn the line around."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " if c.isspace() else "" for c in last)
    shown = " ".join(unicodedata.normalize("NFC", shown).split())
    if len(shown) > NAME_LENGTH:
        ending = Path(shown).suffix[:10]
        shown = f"{shown[: NAME_LENGTH - len(ending) - 1]}…{ending}"
    return shown.strip(". ") or "recording"


def _on_disk(upload: UploadedFile, folder: Path) -> Path:
    """The upload as a file: large ones are on disk already, small ones are written."""
    if hasattr(upload, "temporary_file_path"):
        return Path(upload.temporary_file_path())
    path = folder / "recording"
    _write(upload, path)
    return path


def _write(upload: UploadedFile, path: Path) -> None:
    with path.open("wb") as out:
        for chunk in upload.chunks():
            out.write(chunk)


def _check_transcript(transcript: UploadedFile, folder: Path) -> None:
    if (transcript.size or 0) > captions.LARGEST_BYTES:
        raise RecordingRefused(
            "bad_transcript",
            f"The transcript has {megabytes(transcript.size or 0)}; the limit is {megabytes(captions.LARGEST_BYTES)}.",
        )
    inside = folder / "transcript"
    inside.mkdir()
    path = inside / clean_name(transcript.name or "")[:80]
    _write(transcript, path)
    captions.read(path)


def _noted(sent: UploadedFile) -> ContentFile:
    """The log as it is kept."""
    if (sent.size or 0) > log.MOST_BYTES:
        raise log.too_large(sent.size or 0)
    return ContentFile(log.written(log.parse(sent.read())))


def _sha256(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _store(
    recording: Recording,
    upload: UploadedFile,
    transcript: UploadedFile | None,
    events: ContentFile | None,
    ending: str,
) -> Recording:
    """Files first, then the rows; without the rows the files go again."""
    stored = []
    try:
        recording.file.save(f"recording{ending}", upload, save=False)
        stored.append(recording.file)
        if transcript is not None:
            recording.transcript.save("transcript.txt", transcript, save=False)
            stored.append(recording.transcript)
        if events is not None:
            recording.events.save("events.json", events, save=False)
            stored.append(recording.events)
        with transaction.atomic():
            recording.save()
            job = Job.objects.create(recording=recording)
            audit.record(
                by=recording.uploaded_by,
                verb="uploaded recording",
                subject=recording.name,
                library=recording.library,
            )
            jobs.send(job.pk)
    except BaseException:
        for file in stored:
            file.storage.delete(str(file.name))
        raise
    return recording
