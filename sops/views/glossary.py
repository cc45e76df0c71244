"""The glossary of a library: for readers a list, for editors the place to change it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.fetch import get_editable, get_visible
from access.models import Library
from sops import termlike
from sops.models import GlossaryTerm
from sops.services import glossary
from sops.views.answers import sentences_of


@login_required
@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """`?edit=<id>` opens a term for changing, `?term=` fills in a new one."""
    library = get_visible(Library, request.user, slug=slug)
    return _page(request, library)


def _page(request: HttpRequest, library: Library, *, status: int = 200, **more: object) -> HttpResponse:
    may_edit = Library.objects.editable_by(request.user).filter(pk=library.pk).exists()
    context = {
        "library": library,
        "terms": GlossaryTerm.objects.filter(library=library),
        "may_edit": may_edit,
        "candidates": termlike.candidates(library) if may_edit else [],
        "edited": request.GET.get("edit", ""),
        "wanted": request.GET.get("term", "")[:80],
        "removed": request.session.pop(_removed_key(library), None) if may_edit else None,
    }
    return render(request, "sops/glossary.html", context | more, status=status)


@login_required
@require_POST
def save(request: HttpRequest, slug: str) -> HttpResponse:
    """`term`, `definition`, `aliases` (between commas), and `id` of the one to change. 422 with a sentence."""
    library = get_editable(Library, request.user, slug=slug)
    wanted = request.POST.get("id", "")
    row = get_editable(GlossaryTerm, request.user, library=library, pk=wanted) if wanted.isdecimal() else None
    given = {name: request.POST.get(name, "") for name in ("term", "definition", "aliases")}
    try:
        row = glossary.save_term(
            library=library,
            term=given["term"],
            definition=given["definition"],
            aliases=given["aliases"].split(","),
            by=request.user,
            row=row,
        )
    except ValidationError as problem:
        return _page(request, library, status=422, problems=sentences_of(problem), given=given, edited=wanted)
    messages.info(request, f"“{row.term}” is explained.")
    return redirect("sops:glossary", slug=slug)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """It is gone from the texts at once; the page that follows offers to bring it back."""
    row = get_editable(GlossaryTerm.objects.select_related("library"), request.user, library__slug=slug, pk=pk)
    kept = {"term": row.term, "definition": row.definition, "aliases": ", ".join(row.aliases)}
    request.session[_removed_key(row.library)] = kept
    glossary.remove_term(row=row, by=request.user)
    return redirect("sops:glossary", slug=slug)


def _removed_key(library: Library) -> str:
    return f"removed-term-{library.pk}"
