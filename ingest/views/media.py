"""What is seen of a recording: the video, and the pictures of steps that were just found."""

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_safe

from access.fetch import get_visible
from ingest import media_links, ranges
from ingest.jobs import work_folder
from ingest.models import Recording

PICTURES = {".webp": "image/webp", ".png": "image/png", ".jpg": "image/jpeg"}


@login_required
@require_safe
def video(request: HttpRequest, pk: int) -> HttpResponse:
    """The address that stays: it leads to a link that is signed for this person and ends after some hours."""
    response = redirect(media_links.link(_recording(request, pk), user=request.user))
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_safe
def media(request: HttpRequest, ticket: str) -> HttpResponseBase:
    """The video, or the range of bytes asked for. 404: another person's link, an old one, or no right any more."""
    pk = media_links.recording_of(ticket, user=request.user)
    if pk is None:
        raise Http404
    recording = _recording(request, pk)
    return ranges.serve(
        request, recording.file, size=recording.size, content_type=recording.mime_type, etag=recording.sha256
    )


def _recording(request: HttpRequest, pk: int) -> Recording:
    recording = get_visible(Recording, request.user, pk=pk)
    if recording.removed_at:
        raise Http404
    return recording


@login_required
@require_GET
def found_picture(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The picture of a step that was just found; gone when the draft is there."""
    recording = get_visible(Recording, request.user, pk=pk)
    try:
        name = recording.job.found[number]["picture"]
        file = (work_folder(recording) / "screenshots" / Path(name).name).open("rb")
    except (IndexError, KeyError, OSError) as missing:
        raise Http404 from missing
    kind = PICTURES.get(Path(name).suffix, "application/octet-stream")
    return FileResponse(file, content_type=kind, headers={"Cache-Control": "private, max-age=600"})
