"""Sessions that people see and end: which browsers are signed in, and when each was last seen."""

from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

SEEN = "seen_at"
SEEN_SECONDS = 300


class SessionsMiddleware:
    """Notes that a session is in use, at most once in five minutes: a page costs no write of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = getattr(request, "session", None)
        if session is not None and session.session_key and request.user.is_authenticated:
            now = timezone.now().timestamp()
            if abs(now - session.get(SEEN, 0)) > SEEN_SECONDS:
                session[SEEN] = now
                UserSession.objects.create_from_request(request)
        return self.get_response(request)


def end_all(person: Any) -> int:
    """Every browser of the person is signed out from its next request on; how many there were."""
    rows = list(UserSession.objects.filter(user=person))
    for row in rows:
        SessionStore(row.session_key).delete()
        row.delete()
    return len(rows)
