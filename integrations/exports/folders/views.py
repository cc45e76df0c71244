"""The page of a library's export folder, for its admins."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from access.fetch import get_administered
from access.models import Library
from integrations.exports.choices import choices_of
from integrations.exports.folders import services
from integrations.exports.folders.forms import FolderForm
from integrations.exports.folders.stores import StoreProblem, store_of
from integrations.models import ExportFolder, FolderFile

PER_PAGE = 100


@login_required
@require_http_methods(["GET", "POST"])
def folder(request: HttpRequest, slug: str) -> HttpResponse:
    """GET shows it; POST saves it and has everything written anew."""
    library = get_administered(Library, request.user, slug=slug)
    row = ExportFolder.objects.filter(library=library).first()
    formats = choices_of(with_index=False)
    if request.method == "GET":
        return _page(request, library, row, FolderForm(initial=_initial(library, row), choices=formats))
    form = FolderForm(request.POST, choices=formats)
    if form.is_valid():
        base_url = request.build_absolute_uri("/")
        try:
            services.save_folder(library=library, by=request.user, base_url=base_url, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem.messages)  # type: ignore[arg-type]
        else:
            messages.success(request, "Saved. The files are being written.")
            return redirect("integrations:export-folder", slug)
    return _page(request, library, row, form, status=422)


@login_required
@require_POST
def again(request: HttpRequest, slug: str) -> HttpResponse:
    library = get_administered(Library, request.user, slug=slug)
    row = ExportFolder.objects.filter(library=library).first()
    if row is None:
        messages.info(request, "This library has no export folder yet.")
    else:
        count = services.retry(folder=row, by=request.user)
        messages.success(request, f"{count} SOP{'s are' if count != 1 else ' is'} being written again.")
    return redirect("integrations:export-folder", slug)


def _initial(library: Library, row: ExportFolder | None) -> dict[str, Any]:
    if row is None:
        return {"is_on": True, "place": "local", "name": library.slug, "formats": ["pdf"]}
    return {"is_on": row.is_on, "place": row.place, "name": row.name, "formats": row.formats}


def _page(
    request: HttpRequest, library: Library, row: ExportFolder | None, form: FolderForm, status: int = 200
) -> HttpResponse:
    files: QuerySet[FolderFile] = row.files.select_related("sop") if row else FolderFile.objects.none()
    where, problem = "", row.error if row else ""
    if row:
        try:
            where = store_of(row).where()
        except StoreProblem as told:
            problem = str(told)
    context: dict[str, Any] = {
        "library": library,
        "folder": row,
        "form": form,
        "where": where,
        "problem": problem,
        "found": Paginator(files, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "integrations/exports/folder.html", context, status=status)
