"""A person's own keys to the API; and everybody's, for site admins."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from access import signin_tokens
from access.limits import Scope
from access.models import ApiToken, Library, User

NAME_LENGTH = 80
PER_PAGE = 50
EXPLAINED = {
    Scope.READ: "Search and read what you may read.",
    Scope.WRITE: "Also change drafts, publish, send recordings: what you may do, except people and roles.",
    Scope.INGEST: "For a recorder: sends recordings and asks how far they are. It reads no SOP.",
    Scope.ADMIN: "Everything you may do, people and roles too.",
}


@require_GET
@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    return _page(request)


@never_cache
@require_POST
@login_required
def make(request: HttpRequest) -> HttpResponse:
    """`name`, `scope`, `days`, `which` ("all" or "some") and `library` slugs.

    The page that answers is the only one that ever shows the token; 422 with a sentence where something is missing.
    """
    assert isinstance(request.user, User)
    name = request.POST.get("name", "").strip()[:NAME_LENGTH]
    try:
        if not name:
            raise ValidationError("Give the token a name, so that you know later what uses it.")
        secret = signin_tokens.make_token(
            user=request.user,
            name=name,
            scope=request.POST.get("scope", ""),
            days=_days(request),
            libraries=_libraries(request),
        )
    except ValidationError as problem:
        return _page(request, status=422, problem=" ".join(problem.messages), tried=request.POST)
    return _page(request, secret=secret, name=name)


@never_cache
@require_POST
@login_required
def rotate(request: HttpRequest) -> HttpResponse:
    """`token` (the digest of one of the person's own) gets a new secret; the old one goes on for `grace` hours."""
    token = _own(request)
    grace = request.POST.get("grace", "")
    try:
        hours = int(grace) if grace.isdecimal() and len(grace) < 5 else -1
        secret = signin_tokens.rotate_token(token=token, grace_hours=hours, by=request.user)
    except ValidationError as problem:
        return _page(request, status=422, problem=" ".join(problem.messages))
    return _page(request, secret=secret, name=token.name)


@require_POST
@login_required
def revoke(request: HttpRequest) -> HttpResponse:
    """`token` is the digest of one of the person's own."""
    token = _own(request)
    signin_tokens.revoke_token(token=token, by=request.user)
    messages.success(request, f"“{token.name}” no longer works.")
    return redirect("access:tokens")


@require_GET
@login_required
def every(request: HttpRequest) -> HttpResponse:
    """Everybody's tokens, for site admins; `q` looks into names and people."""
    _site_admin(request)
    words = request.GET.get("q", "").strip()[:100]
    page = Paginator(signin_tokens.all_tokens(words), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "access/all_tokens.html", {"page": page, "words": words})


@require_POST
@login_required
def revoke_any(request: HttpRequest) -> HttpResponse:
    """`token` is the digest of anybody's, for site admins."""
    _site_admin(request)
    token = get_object_or_404(ApiToken.objects.select_related("user"), digest=request.POST.get("token", ""))
    signin_tokens.revoke_token(token=token, by=request.user)
    messages.success(request, f"“{token.name}” of {token.user} no longer works.")
    return redirect("access:tokens-all")


def _own(request: HttpRequest) -> ApiToken:
    return get_object_or_404(ApiToken, user=request.user, digest=request.POST.get("token", ""))


def _site_admin(request: HttpRequest) -> None:
    if not request.user.is_superuser:
        raise PermissionDenied


def _days(request: HttpRequest) -> int | None:
    """The days that were chosen, None for ever. What the site doesn't offer is refused."""
    choices = signin_tokens.day_choices()
    given = request.POST.get("days", "")
    if not given:
        return min(signin_tokens.DEFAULT_DAYS, max(choices))
    if not given.isdecimal() or len(given) > 5 or int(given) not in choices:
        raise ValidationError("Choose how long the token may live.")
    return int(given) or None


def _libraries(request: HttpRequest) -> list[Library] | None:
    if request.POST.get("which", "all") != "some":
        return None
    return list(Library.objects.visible_to(request.user).filter(slug__in=request.POST.getlist("library")))


def _page(request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
    rows = ApiToken.objects.filter(user=request.user).prefetch_related("libraries").order_by("-created")
    scopes = [scope for scope in Scope if scope != Scope.ADMIN or signin_tokens.may_make_admin_tokens(request.user)]
    days = signin_tokens.day_choices()
    context = {
        "tokens": rows,
        "scopes": [(scope.value, scope.label, EXPLAINED[scope]) for scope in scopes],
        "days": days,
        "default_days": min(signin_tokens.DEFAULT_DAYS, max(days)),
        "graces": [(0, "stops at once"), (1, "one more hour"), (24, "one more day"), (168, "one more week")],
        "libraries": Library.objects.visible_to(request.user),
        **context,
    }
    return render(request, "access/tokens.html", context, status=status)
