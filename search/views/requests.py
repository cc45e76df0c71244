"""Requests for an SOP that is missing: asked for after a search in vain, answered by the library's editors."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.fetch import get_editable, get_visible
from access.models import Library
from access.paths import own_path
from search.requests import services
from search.requests.models import SopRequest
from sops.models import Sop

PER_PAGE = 25


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """`?show=mine|answer`, `?library=`, `?page=`: one's own, and those that one may answer."""
    user: Any = request.user
    edited = Library.objects.editable_by(user)
    may_answer = edited.exists()
    side = request.GET.get("show") or ("answer" if may_answer else "mine")
    rows = SopRequest.objects.visible_to(user).for_pages(user)
    is_answering = side == "answer" and may_answer
    rows = rows.filter(library__in=edited.values("pk")) if is_answering else rows.filter(requested_by=user.pk)
    if library := request.GET.get("library", "")[:60]:
        rows = rows.filter(library__slug=library)
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"found": found, "may_answer": may_answer, "is_answering": is_answering}
    return render(request, "search/requests.html", context)


@login_required
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """`q` (what was searched for), `library` (slug), `text` (optional)."""
    library = get_visible(Library, request.user, slug=request.POST.get("library", "")[:60])
    try:
        asked = services.ask(
            library=library, query=request.POST.get("q", ""), text=request.POST.get("text", ""), by=request.user
        )
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect(own_path(request.POST.get("next", "")) or "search:requests")
    messages.success(request, f"The editors of {library} know of it now. You are told what comes of it.")
    return redirect(asked)


@login_required
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    return _one(request, get_visible(SopRequest.objects.for_pages(request.user), request.user, pk=pk))


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """`status`, `text`, and for “done” the SOP's `sop` (its key or its address). 422 with a sentence."""
    row = get_editable(SopRequest.objects.for_pages(request.user), request.user, pk=pk)
    try:
        sop = _named(request)
        status, text = request.POST.get("status", ""), request.POST.get("text", "")
        services.answer(asked=row, status=status, text=text, sop=sop, by=request.user)
    except ValidationError as problem:
        return _one(request, row, problems=problem.messages, status=422)
    messages.success(request, "Answered. Whoever asked for it is told.")
    return redirect(row)


def _named(request: HttpRequest) -> Sop | None:
    """The SOP by its key, or by an address that was pasted."""
    given = request.POST.get("sop", "").strip()
    if not given:
        return None
    key = given.split("?")[0].split("#")[0].rstrip("/").rsplit("/", 1)[-1][:40]
    sop: Sop | None = Sop.objects.visible_to(request.user).filter(key=key).first()
    if sop is None:
        raise ValidationError("There is no such SOP: paste the address of its page.")
    return sop


def _one(request: HttpRequest, row: Any, *, status: int = 200, **more: object) -> HttpResponse:
    may_answer = SopRequest.objects.editable_by(request.user).filter(pk=row.pk).exists()
    context = {"row": row, "answered_by_sop": row.sop if row.sop_is_seen else None, "may_answer": may_answer}
    return render(request, "search/request.html", context | more, status=status)
