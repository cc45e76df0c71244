"""What a proxy says of a request counts only where a proxy of one's own is said to stand in front.

Django, the API's limits, sign-in, the logs and the audit log each read these headers in a way of their own; so that
nobody can choose the address that is counted and written down, the headers are made true before anybody reads them.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

ADDRESSES = "HTTP_X_FORWARDED_FOR"
SCHEME = "HTTP_X_FORWARDED_PROTO"
# Nobody here needs them, and libraries believe them.
OTHERS = (
    "HTTP_CLIENT_IP",
    "HTTP_FORWARDED",
    "HTTP_FORWARDED_FOR",
    "HTTP_TRUE_CLIENT_IP",
    "HTTP_CF_CONNECTING_IP",
    "HTTP_X_CLIENT_IP",
    "HTTP_X_CLUSTER_CLIENT_IP",
    "HTTP_X_FORWARDED",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_REAL_IP",
)


class ProxyHeadersMiddleware:
    """Takes away what strangers wrote: all of it without a proxy, else all but what the proxies themselves added."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told, proxies = request.META.pop(ADDRESSES, ""), settings.ALLAUTH_TRUSTED_PROXY_COUNT
        added = [one.strip() for one in told.split(",")][-proxies:] if proxies and told else []
        if added:
            request.META[ADDRESSES] = ", ".join(added)
        if not settings.STEPMARK_BEHIND_PROXY:
            request.META.pop(SCHEME, None)
        for name in OTHERS:
            request.META.pop(name, None)
        return self.get_response(request)
