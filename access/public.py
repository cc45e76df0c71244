"""Pages that are also read without signing in, where the site has public libraries."""

import time
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
            if is_costly and (wait := _seconds_to_wait(request)):
                return _too_many(request, wait)
            request.is_public = True  # type: ignore[attr-defined]
            try:
                return (otherwise or view)(request, *args, **kwargs)
            except Http404:
                return for_signed_in(request, *args, **kwargs)

        return page

    return decorate


def _seconds_to_wait(request: HttpRequest) -> int:
    """0 for an address that may ask now."""
    try:
        address = get_adapter(request).get_client_ip(request) or "unknown"
    except PermissionDenied:  # fewer addresses in `X-Forwarded-For` than there are proxies
        address = "unknown"
    now = int(time.time())
    asked = throttling.count(f"public-search:{address}:{now // throttling.WINDOW_SECONDS}")
    return throttling.WINDOW_SECONDS - now % throttling.WINDOW_SECONDS if asked > settings.STEPMARK_PUBLIC_RATE else 0


def _too_many(request: HttpRequest, wait: int) -> HttpResponseBase:
    text = f"You searched very often within a minute. Go on in {wait} seconds, or sign in."
    answer = render(request, "error.html", {"status": 429, "title": "Too many searches", "text": text}, status=429)
    answer["Retry-After"] = str(wait)
    return answer
