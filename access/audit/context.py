"""Where the request at work came from, for whoever writes the audit log further down."""

import hashlib
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

AGENT_LENGTH = 200
SAFE = ("GET", "HEAD", "OPTIONS")
_request: ContextVar[HttpRequest | None] = ContextVar("audited_request", default=None)


@dataclass(frozen=True)
class Where:
    """All empty for work that no request asked for."""

    ip: str = ""
    agent: str = ""
    session: str = ""


class AuditMiddleware:
    """Remembers the request while it is answered; nothing is worked out before something is recorded."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        remembered = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(remembered)


def where() -> Where:
    """The client's address as far as the proxies are trusted, its browser, its session."""
    request = _request.get()
    if request is None:
        return Where()
    try:
        ip = get_adapter(request).get_client_ip(request) or ""
    except PermissionDenied:  # fewer addresses in `X-Forwarded-For` than there are proxies
        ip = ""
    key = getattr(getattr(request, "session", None), "session_key", None)
    return Where(
        ip=ip,
        agent=request.headers.get("User-Agent", "")[:AGENT_LENGTH],
        session=hashlib.sha256(key.encode()).hexdigest()[:12] if key else "",
    )


def is_looking() -> bool:
    """Whether somebody is only reading: a page or an answer of the API, or an assistant outside of a request."""
    request = _request.get()
    return request is None or request.method in SAFE
