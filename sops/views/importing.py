"""Import: send a file, look at what was found and what could not be taken, take it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.fetch import get_editable
from access.models import Library
from sops.importing.readers import EXTENSIONS, READERS
from sops.models import Import
from sops.pictures import checked
from sops.services import imports
from sops.views.importing_preview import previews_of

TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


class UploadForm(forms.Form):
    library = forms.SlugField()
    file = forms.FileField(allow_empty_file=True)


@login_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """GET: choose a file and a library (`?library=`). POST: read it, go to the preview; 422 where there is no file."""
    libraries = Library.objects.editable_by(request.user).order_by("name")
    if not libraries.exists():
        raise PermissionDenied
    problem = ""
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        library = libraries.filter(slug=request.POST.get("library", "")).first()
        if form.is_valid() and library:
            file = form.cleaned_data["file"]
            row = imports.receive(library=library, by=request.user, upload=file, name=file.name)
            return redirect("sops:import-preview", pk=row.pk)
        problem = "Choose a file first." if library else "Choose a library in which you may edit."
    context = {
        "libraries": libraries,
        "wanted": request.POST.get("library") or request.GET.get("library", ""),
        "problem": problem,
        "accept": ",".join(EXTENSIONS),
        "readers": READERS,
        "waiting": Import.objects.filter(by=request.user.pk, library__in=libraries)[:10],
    }
    return render(request, "sops/import/start.html", context, status=422 if problem else 200)


@login_required
@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found, before anything is written; while a worker reads, how far it is (scripts ask again)."""
    row = _mine(request, pk)
    context = {"row": row, "is_reading": row.state in (Import.State.WAITING, Import.State.READING)}
    if getattr(request, "htmx", False) and context["is_reading"]:
        return render(request, "sops/import/progress.html", context)
    if row.state == Import.State.READY:
        found = imports.look(row)
        has_versions = any(sop.versions for sop in found.sops)
        context |= {"sops": previews_of(found, row), "terms": found.glossary, "has_versions": has_versions}
    response = render(request, "sops/import/preview.html", context)
    if getattr(request, "htmx", False):
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_GET
def picture(request: HttpRequest, pk: int, sha256: str) -> HttpResponse:
    """A picture of the preview, for the person who sent the file."""
    row = _mine(request, pk)
    content = imports.picture(row, sha256) if row.state == Import.State.READY else None
    if content is None:
        raise Http404
    extension, _, _ = checked(content)
    response = HttpResponse(content, content_type=TYPES[extension])
    patch_cache_control(response, private=True, max_age=3600)
    return response


@login_required
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The chosen SOPs become drafts. One: to its editor; several: to the library's drafts."""
    row = _mine(request, pk)
    if row.state != Import.State.READY:
        return redirect("sops:import-preview", pk=pk)
    chosen = [int(number) for number in request.POST.getlist("sop") if number.isascii() and number.isdecimal()]
    library = row.library
    try:
        if not chosen:
            raise ValidationError("Choose at least one SOP.")
        sops = imports.take(row, by=request.user, chosen=chosen, with_versions="versions" in request.POST)
    except ValidationError as problem:
        messages.error(request, f"Nothing was imported. {' '.join(problem.messages)}")
        return redirect("sops:import-preview", pk=pk)
    if len(sops) == 1:
        messages.success(request, "Imported as a draft. Look it through, then publish it.")
        return redirect("sops:edit", key=sops[0].key)
    messages.success(request, f"{len(sops)} SOPs were imported as drafts.")
    return redirect(f"{_library_url(library)}?status=draft")


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Not this file after all: it is forgotten."""
    imports.drop(_mine(request, pk))
    messages.info(request, "The file was dropped. Nothing was imported.")
    return redirect("sops:import")


def _mine(request: HttpRequest, pk: int) -> Import:
    """The person's own upload, as long as they may edit in that library."""
    return get_editable(Import.objects.filter(by=request.user.pk).select_related("library"), request.user, pk=pk)


def _library_url(library: Library) -> str:
    return reverse("sops:library", args=[library.slug])
