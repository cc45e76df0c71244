"""Secrets shared with other systems: for administrators of the site. What was set is never shown again."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from integrations.crm.answering import site_of
from integrations.crm.secrets import KNOWN, set_secret
from integrations.models import ConnectionSecret


@never_cache
@require_GET
@login_required
def connections(request: HttpRequest) -> HttpResponse:
    return _page(request)


@never_cache
@sensitive_post_parameters("secret")
@require_POST
@login_required
def set_one(request: HttpRequest) -> HttpResponse:
    """`name` of the connection and its `secret`; empty forgets it."""
    _administrators_only(request.user)
    try:
        set_secret(name=request.POST.get("name", ""), value=request.POST.get("secret", ""), by=request.user)
    except ValidationError as problem:
        return _page(request, status=422, problem=" ".join(problem.messages))
    messages.success(request, "Stored." if request.POST.get("secret", "").strip() else "Forgotten.")
    return redirect("integrations:connections")


def _page(request: HttpRequest, status: int = 200, problem: str = "") -> HttpResponse:
    _administrators_only(request.user)
    stored = {row.name: row for row in ConnectionSecret.objects.select_related("set_by")}
    rows = [
        (name, title, setting, bool(getattr(settings, setting, "")), stored.get(name))
        for name, (title, setting) in KNOWN.items()
    ]
    context: dict[str, Any] = {
        "rows": rows,
        "problem": problem,
        "site": site_of(request),
        "framers": settings.STEPMARK_FRAME_ANCESTORS,
    }
    return render(request, "integrations/crm/connections.html", context, status=status)


def _administrators_only(user: Any) -> None:
    if not user.is_superuser:
        raise PermissionDenied
