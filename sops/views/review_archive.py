"""Out of use and back: the archive of a library, and what links to an archived SOP answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.fetch import get_editable
from access.models import Library
from sops.drafts import SOPS
from sops.models import Sop, Step
from sops.reading import around
from sops.rows import sop_key
from sops.services import archiving
from sops.views.cards import sop_titles

PER_PAGE = 60
View = Callable[..., HttpResponse]


@login_required
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, key: str) -> HttpResponse:
    """Take it out of use with a `reason` and, where there is one, what `replaced_by` names. 422 with sentences."""
    sop = get_editable(SOPS, request.user, key=key)
    problems: list[str] = []
    wanted = request.POST.get("replaced_by", "").strip()
    if request.method == "POST":
        try:
            replacement = Sop.objects.visible_to(request.user).filter(key=sop_key(wanted)).first() if wanted else None
            if wanted and replacement is None:
                raise ValidationError(f"There is no SOP “{wanted}”. Choose one from the list, or leave it empty.")
            archiving.archive(sop=sop, by=request.user, reason=request.POST.get("reason", ""), replaced_by=replacement)
        except ValidationError as problem:
            problems = problem.messages
        else:
            messages.success(request, f"“{sop.title}” is archived. Its links explain that, and it can be brought back.")
            return redirect("sops:put-away", slug=sop.library.slug)
    context = {
        "sop": sop,
        "problems": problems,
        "reason": request.POST.get("reason", ""),
        "replaced_by": wanted,
        "used_in": around.where_used(sop, request.user),
        "sop_titles": sop_titles(request.user),
    }
    return render(request, "sops/review/archive.html", context, status=422 if problems else 200)


@login_required
@require_POST
def bring_back(request: HttpRequest, key: str) -> HttpResponse:
    """In use again, as it was. Whoever may edit in its library may do that; for others it isn't there."""
    sop = get_object_or_404(_rows().editable_by(request.user), key=key)
    archiving.bring_back(sop=sop, by=request.user)
    sop.refresh_from_db()
    now = "Readers see it again." if sop.is_published else "It is a draft; publish it for readers."
    messages.success(request, f"“{sop.title}” is back. {now}")
    return redirect("sops:edit", key=key)


@login_required
@require_GET
def put_away(request: HttpRequest, slug: str) -> HttpResponse:
    """A library's archived and removed SOPs, for its editors. `?page=`."""
    library = get_editable(Library, request.user, slug=slug)
    rows = _rows().editable_by(request.user).filter(library=library).order_by("listed_title")
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "sops/review/put_away.html", {"library": library, "found": found})


def archived_answer(request: HttpRequest, *, key: str = "", step_key: str = "") -> HttpResponse | None:
    """410 with what became of it, where the SOP (or the step's SOP) is archived and the person may know; else None."""
    archived = SOPS.archived_to(request.user).select_related("replaced_by", "library")
    if step_key:
        archived = archived.filter(pk__in=Step.objects.filter(key=step_key).values("sop"))
    else:
        archived = archived.filter(key=key)
    sop = archived.first()
    if sop is None:
        return None
    replacement = Sop.objects.visible_to(request.user).filter(pk=sop.replaced_by_id).first()
    context: dict[str, Any] = {
        "sop": sop,
        "replacement": replacement,
        "may_edit": Library.objects.editable_by(request.user).filter(pk=sop.library_id).exists(),
        "is_step": bool(step_key),
    }
    return render(request, "sops/review/archived.html", context, status=410)


def explains_archived(*, of_step: bool = False) -> Callable[[View], View]:
    """Where the view finds nothing: what became of it, if it is archived."""

    def around_view(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, key: str, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, key, *args, **kwargs)
            except Http404:
                found = archived_answer(request, **{"step_key" if of_step else "key": key})
                if found is None:
                    raise
                return found

        return answer

    return around_view


def _rows() -> Any:
    return (
        Sop.objects.put_away()
        .select_related("library", "replaced_by", "current_version")
        .defer("current_version__data")
    )
