"""A person's own keys to the API."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from access import services
from access.models import ApiToken

SCOPES = ("read", "write")
NAME_LENGTH = 80


@require_GET
@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    return _page(request)


@never_cache
@require_POST
@login_required
def make(request: HttpRequest) -> HttpResponse:
    """`name` and `scope`. The page that answers is the only one that ever shows the token."""
    name = request.POST.get("name", "").strip()[:NAME_LENGTH]
    scope = request.POST.get("scope", "")
    if not name or scope not in SCOPES:
        return _page(request, problem="Give the token a name, so that you know later what uses it.", status=422)
    assert request.user.is_authenticated
    return _page(request, secret=services.make_token(user=request.user, name=name, scope=scope), name=name)


@require_POST
@login_required
def revoke(request: HttpRequest) -> HttpResponse:
    """`token` is the digest of one of the person's own."""
    token = get_object_or_404(ApiToken, user=request.user, digest=request.POST.get("token", ""))
    services.revoke_token(token=token, by=request.user)
    messages.success(request, f"“{token.name}” no longer works.")
    return redirect("access:tokens")


def _page(request: HttpRequest, status: int = 200, **context: str) -> HttpResponse:
    rows = ApiToken.objects.filter(user=request.user).order_by("-created")
    return render(request, "access/tokens.html", {"tokens": rows, **context}, status=status)
