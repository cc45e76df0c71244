"""The page of a person's exports: start, watch, download, delete."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from access import audit
from access.fetch import get_visible
from access.models import Library
from integrations.exports import downloads, services
from integrations.exports.choices import choices_of
from integrations.exports.forms import StartForm
from integrations.models import Export
from sops.models import Category

STOP_POLLING = 286
PER_PAGE = 25


@login_required
@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """`?library=` and `?category=` choose beforehand."""
    return _page(request)


@login_required
@require_GET
def rows(request: HttpRequest) -> HttpResponse:
    """The list alone, asked for again while something is at work; then 286: stop asking."""
    context = _list(request)
    is_over = not any(export.is_unfinished for export in context["found"])
    return render(request, "integrations/exports/list.html", context, status=STOP_POLLING if is_over else 200)


@login_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    form = StartForm(request.POST, person=request.user)
    if form.is_valid():
        try:
            form.start(request.build_absolute_uri("/"))
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, "The export is being made. It appears here when it is ready.")
            return redirect("integrations:exports")
    return _page(request, form=form, status=422)


@login_required
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, if the person may still read all that is in it; else a page that says why not (403, 410)."""
    export = get_visible(Export, request.user, pk=pk)
    reason = downloads.refusal(export, request.user)
    if reason:
        gone = reason in (downloads.EXPIRED, downloads.NOT_READY)
        context = {"export": export, "reason": reason}
        return render(request, "integrations/exports/refused.html", context, status=410 if gone else 403)
    audit.record(
        by=request.user, verb="downloaded export", subject=str(export), library=export.library, export=export.pk
    )
    return FileResponse(export.file.open("rb"), as_attachment=True, filename=export.file_name)


@login_required
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    export = get_visible(Export, request.user, pk=pk)
    if not services.retry_export(export=export, by=request.user):
        messages.info(request, "There is nothing to try again: the export is at work or ready.")
    return redirect("integrations:exports")


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    export = get_visible(Export, request.user, pk=pk)
    services.delete_export(export=export, by=request.user)
    messages.success(request, f"The export “{export.title}” was deleted.")
    return redirect("integrations:exports")


def _page(request: HttpRequest, form: StartForm | None = None, status: int = 200) -> HttpResponse:
    given = form.data if form else request.GET
    context = {
        **_list(request),
        "form": form,
        "formats": choices_of(),
        "libraries": Library.objects.visible_to(request.user),
        "categories": Category.objects.all(),
        "given": {name: given.get(name, "") for name in ("library", "category", "format")},
    }
    return render(request, "integrations/exports/page.html", context, status=status)


def _list(request: HttpRequest) -> dict[str, Any]:
    mine = Export.objects.visible_to(request.user).select_related("sop", "library", "category")
    found = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "found": found,
        "at_work": any(export.is_unfinished for export in found),
        "rows_url": f"{reverse('integrations:export-rows')}?page={found.number}",
    }
