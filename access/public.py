"""Pages that are also read without signing in, where the site has public libraries."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase

from access.models import Library

View = Callable[..., HttpResponseBase]


def public_too(otherwise: View | None = None) -> Callable[[View], View]:
    """Like `login_required`; but who isn't signed in gets `otherwise` (or the page itself) for what is public.

    What isn't public leads to signing in, whether it exists or not. Without a public library nothing is different.
    """

    def decorate(view: View) -> View:
        for_signed_in = login_required(view)

        @wraps(view)
        def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.user.is_authenticated or not Library.objects.public().exists():
                return for_signed_in(request, *args, **kwargs)
            request.is_public = True  # type: ignore[attr-defined]
            try:
                return (otherwise or view)(request, *args, **kwargs)
            except Http404:
                return for_signed_in(request, *args, **kwargs)

        return page

    return decorate
