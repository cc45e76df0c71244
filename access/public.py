"""Pages that are also read without signing in, where the site has public libraries."""

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from access.api import throttling
from access.models import Library

View = Callable[..., HttpResponseBase]


def public_too(otherwise: View | None = None, *, is_costly: bool = False) -> Callable[[View], View]:
    """Like `login_required`; but who isn't signed in gets `otherwise` (or the page itself) for what is public.

    What isn't public leads to signing in, whether it exists or not. Without a public library nothing is different.
    `is_costly`: strangers ask only so often a minute, counted by their address; 429 beyond that.
    """

    def decorate(view: View) -> View:
        for_signed_in = login_required(view)

        @wraps(view)
        def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.user.is_authenticated or not Library.objects.public().exists():
                return for_signed_in(request, *args, **kwargs)
            if is_costly and (rate := _asked(request)).is_over:
                return _too_many(request, rate.reset_seconds)
            request.is_public = True  # type: ignore[attr-defined]
            try:
                return (otherwise or view)(request, *args, **kwargs)
            except Http404:
                return for_signed_in(request, *args, **kwargs)

        return page

    return decorate


def _asked(request: HttpRequest) -> throttling.Rate:
    """How often the address has asked within this minute."""
    try:
        address = get_adapter(request).get_client_ip(request) or "unknown"
    except PermissionDenied:  # fewer addresses in `X-Forwarded-For` than there are proxies
        address = "unknown"
    return throttling.counted(f"public-search:{address}", settings.STEPMARK_PUBLIC_RATE)


def _too_many(request: HttpRequest, wait: int) -> HttpResponseBase:
    text = f"You searched very often within a minute. Go on in {wait} seconds, or sign in."
    answer = render(request, "error.html", {"status": 429, "title": "Too many searches", "text": text}, status=429)
    answer["Retry-After"] = str(wait)
    return answer
