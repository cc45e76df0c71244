"""A person's own searches: recent ones and saved ones."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.fetch import get_editable
from access.paths import own_path
from search.filters import Filters
from search.kept import recent, saved
from search.kept.models import RecentSearch, SavedSearch
from search.kept.showing import rows_of


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Saved searches with their alerts, and the recent ones."""
    user: Any = request.user
    context = {"saved": rows_of(user), "recent": recent.recent(user), "most": recent.MOST}
    return render(request, "search/kept.html", context)


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """`q` and the filters of the page; then back to it."""
    user: Any = request.user
    filters = Filters.of(request.POST).as_query()
    try:
        kept = saved.save(text=request.POST.get("q", ""), filters=filters, by=user)
        messages.success(request, f"Saved. You are told when something new answers “{kept.text[:60]}”.")
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return _back(request)


@login_required
@require_POST
def set_alerts(request: HttpRequest, pk: int) -> HttpResponse:
    """`alerts`: 1 or 0."""
    row = get_editable(SavedSearch.objects.select_related("user"), request.user, pk=pk)
    has_alerts = request.POST.get("alerts") == "1"
    saved.set_alerts(saved=row, has_alerts=has_alerts)
    words = "You are told when something new answers" if has_alerts else "No more news about"
    messages.success(request, f"{words} “{row.text[:60]}”.")
    return _back(request)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_editable(SavedSearch, request.user, pk=pk)
    saved.remove(saved=row)
    messages.success(request, f"“{row.text[:60]}” is no longer saved.")
    return _back(request)


@login_required
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Clear the recent searches: one (`pk`), or all of them."""
    user: Any = request.user
    rows, pk = RecentSearch.objects.visible_to(user), request.POST.get("pk", "")
    if pk:
        rows = rows.filter(pk=int(pk)) if pk.isdecimal() and len(pk) < 18 else rows.none()
    recent.forget(rows=rows, by=user)
    messages.success(request, "Forgotten." if pk else "Your recent searches are forgotten.")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To where the form stood, on this site."""
    return redirect(own_path(request.POST.get("next", "")) or "search:kept")
