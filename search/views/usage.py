"""What is searched for in a library, for those who edit it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.fetch import get_editable
from access.models import Library
from access.paths import own_path
from search.usage import aliases, reading
from sops.models import GlossaryTerm


@login_required
@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """`?days=7|30|90|365`: searches, clicks, and what found nothing or was not opened."""
    library = get_editable(Library, request.user, slug=slug)
    return _page(request, library)


@login_required
@require_POST
def alias(request: HttpRequest, slug: str) -> HttpResponse:
    """`alias` becomes another word for the glossary's `term` (its number). Search knows it at once."""
    user: Any = request.user
    library = get_editable(Library, user, slug=slug)
    chosen = request.POST.get("term", "")
    term = get_editable(GlossaryTerm, user, library=library, pk=chosen) if chosen.isdecimal() else None
    back = own_path(request.POST.get("next", ""))
    try:
        if term is None:
            raise ValidationError("Choose the term that it is another word for.")
        aliases.add(term=term, alias=request.POST.get("alias", ""), by=user)
    except ValidationError as problem:
        if back:
            messages.error(request, " ".join(problem.messages))
            return redirect(back)
        return _page(request, library, status=422, problems=problem.messages)
    messages.success(request, f"Search takes it for “{term.term}” from now on.")
    return redirect(back or "search:usage", *([] if back else [slug]))


def _page(request: HttpRequest, library: Library, *, status: int = 200, **more: object) -> HttpResponse:
    days = reading.days_of(request.GET.get("days", ""))
    context = {
        "library": library,
        "days": days,
        "choices": reading.DAYS,
        "usage": reading.of_library(library, request.user, days),
        "terms": GlossaryTerm.objects.filter(library=library),
    }
    return render(request, "search/usage.html", context | more, status=status)
