"""Recordings and the work on them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.fetch import get_editable
from ingest import jobs, panels, retention, showing
from ingest.models import Job, Recording

STOP_POLLING = 286
PER_PAGE = 25


@login_required
@require_GET
def recordings(request: HttpRequest) -> HttpResponse:
    """All recordings that the person may see, or only their own (`?mine=1`)."""
    rows = Recording.objects.visible_to(request.user).select_related("job__sop", "library", "uploaded_by")
    mine = request.GET.get("mine") == "1"
    rows = rows.filter(uploaded_by=request.user) if mine else rows
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "ingest/list.html", {"page": page, "mine": mine})


@login_required
@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    recording = _visible(request, pk)
    may_change = Recording.objects.editable_by(request.user).filter(pk=pk).exists()
    return render(request, "ingest/job.html", {**_context(recording), "may_change": may_change})


@login_required
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes while the job runs. Once it is over: stop asking, load the page anew."""
    recording = _visible(request, pk)
    if recording.job.is_unfinished:
        return render(request, "ingest/job.html#progress", _context(recording))
    return HttpResponse(status=STOP_POLLING, headers={"HX-Refresh": "true"})


@login_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    recording = get_editable(Recording, request.user, pk=pk)
    if not jobs.retry(job=recording.job, by=request.user):
        messages.info(request, "There is nothing to try again: the work is going on or the draft is there.")
    return redirect(recording)


@login_required
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    recording = get_editable(Recording, request.user, pk=pk)
    if not jobs.cancel(job=recording.job, by=request.user):
        messages.info(request, "It was over before it could be stopped.")
    return redirect(recording)


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    recording = get_editable(Recording, request.user, pk=pk)
    jobs.delete(recording=recording, by=request.user)
    messages.success(request, f"“{recording.name}” was deleted.")
    return redirect("ingest:list")


@login_required
@require_GET
def home_panel(request: HttpRequest) -> HttpResponse:
    """The panel of Home by itself, asked for again while something is at work."""
    panel = panels.home(request)
    return render(request, *panel) if panel else HttpResponse()


def _visible(request: HttpRequest, pk: int) -> Recording:
    rows = Recording.objects.visible_to(request.user).select_related("job__sop", "library", "uploaded_by")
    return get_object_or_404(rows, pk=pk)


def _context(recording: Recording) -> dict[str, Any]:
    job = recording.job
    job.recording = recording
    return {
        "recording": recording,
        "goes_at": retention.goes_at(recording),
        "job": job,
        "rows": showing.rows_of(job),
        "steps": showing.steps_of(job),
        "percent": round(job.share * 100),
        "seconds_left": showing.seconds_left(job),
        "seconds_worked": showing.seconds_worked(job),
        "draft": showing.draft_of(job),
        "stage_name": showing.stage_name(job),
        "ahead": Job.objects.unfinished().filter(pk__lt=job.pk).count() if job.state == Job.State.WAITING else 0,
    }
