"""The page that takes recordings."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from access.fetch import get_editable
from access.models import Library
from ingest import lingering, models_found, uploads
from ingest.containers import FORMATS
from ingest.errors import RecordingRefused
from ingest.models import Recording


@login_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The form, and what it sends. Too long a request is refused by its length, before its body is read.

    The check of the form's token follows in `_received`, because it reads the body.
    """
    if request.method != "POST":
        return _form(request)
    try:
        uploads.check_length(request.META.get("CONTENT_LENGTH"))
    except RecordingRefused as refusal:
        return lingering.answer_first(request, _form(request, [refusal.detail], status=413))
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return _received(request)


@csrf_protect
def _received(request: HttpRequest) -> HttpResponse:
    library = get_editable(Library, request.user, slug=request.POST.get("library", ""))
    recordings, refused = _store_all(request, library)
    if refused or not recordings:
        return _form(request, refused or ["Choose a recording first."], recordings, status=422)
    messages.success(request, "The recording has arrived." if len(recordings) == 1 else "The recordings have arrived.")
    return redirect(recordings[0]) if len(recordings) == 1 else redirect("ingest:list")


def _store_all(request: HttpRequest, library: Library) -> tuple[list[Recording], list[str]]:
    """What was stored, and a sentence for each file that was not."""
    recordings, refused = [], []
    files = request.FILES.getlist("file")
    beside = {name: request.FILES.get(name) if len(files) == 1 else None for name in ("transcript", "events")}
    for file in files:
        try:
            recordings.append(uploads.receive(library=library, by=request.user, upload=file, **beside))
        except RecordingRefused as refusal:
            refused.append(f"{uploads.clean_name(file.name or '')}: {refusal.detail}")
    return recordings, refused


def _last_library(user: Any) -> str:
    """The library into which the person recorded last: most likely it is the same again."""
    last = Recording.objects.filter(uploaded_by=user).order_by("-pk").values_list("library__slug", flat=True)
    return last.first() or ""


def _form(
    request: HttpRequest, problems: list[str] | None = None, stored: list[Recording] | None = None, status: int = 200
) -> HttpResponse:
    posted = request.POST if request.method == "POST" and status != 413 else request.GET
    context: dict[str, Any] = {
        "libraries": Library.objects.editable_by(request.user),
        "chosen": posted.get("library") or _last_library(request.user),
        "problems": problems or [],
        "stored": stored or [],
        "formats": FORMATS,
        "limit_bytes": settings.STEPMARK_MAX_RECORDING_BYTES,
        "limit_seconds": settings.STEPMARK_MAX_RECORDING_SECONDS,
        "limit_minutes": settings.STEPMARK_MAX_RECORDING_SECONDS // 60,
        "how_to_add_speech": "" if models_found.speech_model() else models_found.HOW_TO_ADD,
    }
    return render(request, "ingest/upload.html", context, status=status)
