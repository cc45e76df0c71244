"""Seeing the site as somebody else sees it: for admins, to look only, never more than that person and never for long.

Whatever a page would write while one looks is undone: the request runs in a transaction that is rolled back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from access import audit, limits
from access.explain import has_any_role
from access.limits import Scope
from access.models import Library, User
from access.signin_audit import where

KEY = "see_as"
MOST_SECONDS = 3600
SAFE = ("GET", "HEAD", "OPTIONS")
LEAVE = ("/see-as/stop", "/accounts/logout/")
# Somebody's own affairs, and pages that lead back into one's own rights.
CLOSED = ("/accounts/", "/account/", "/admin/", "/scim/", "/people", "/groups", "/audit", "/see-as", "/invitation")
OPEN = ("/static/", "/healthz", "/favicon")


@dataclass(frozen=True)
class Looking:
    """What one may see as somebody else: limits like those of a token that reads, in the libraries one administers."""

    by: User
    every_library: bool
    scope: str = Scope.READ

    @property
    def libraries(self) -> QuerySet[Library]:
        return Library.objects.administered_by(self.by)


def start(*, request: HttpRequest, by: User, person: User) -> None:
    """From the next page on. ValidationError for oneself, who is switched off, and whom one doesn't look after."""
    if person == by:
        raise ValidationError("That is you.")
    if not person.is_active:
        raise ValidationError(f"{person} is switched off and sees nothing.")
    if not may_look(by, person):
        raise PermissionDenied
    request.session[KEY] = {"person": person.pk, "until": timezone.now().timestamp() + MOST_SECONDS}
    audit.record(by=by, verb="began to see as", subject=person.email, person=person.pk, **where(request))


def stop(*, request: HttpRequest, by: User, person: User | None) -> None:
    if request.session.pop(KEY, None) is not None and person is not None:
        audit.record(by=by, verb="stopped seeing as", subject=person.email, person=person.pk, **where(request))


def may_look(by: User, person: User) -> bool:
    """Site admins as anybody; admins of libraries as those who hold a role in one of theirs, never as a site admin."""
    if not by.is_active or limits.token_of(by) is not None:
        return False
    if by.is_superuser:
        return True
    return not person.is_superuser and has_any_role(person, Library.objects.administered_by(by))


class SeeAsMiddleware:
    """Makes the request the other person's, and lets it read only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = getattr(request, "session", None)
        state = session.get(KEY) if session is not None and session.session_key else None
        if not state or not request.user.is_authenticated or request.path.startswith(OPEN):
            return self.get_response(request)
        by: Any = request.user
        by = User.objects.get(pk=by.pk)
        person = User.objects.filter(pk=state["person"]).first()
        if request.path in LEAVE and request.method == "POST":
            return self.get_response(request)
        if not self._goes_on(state, by, person):
            stop(request=request, by=by, person=person)
            messages.info(request, "You see as yourself again.")
            return redirect("/")
        assert person is not None
        return self._look(request, by, person)

    def _goes_on(self, state: dict[str, Any], by: User, person: User | None) -> bool:
        now = timezone.now().timestamp()
        # A clock that was set back must not make it longer.
        in_time = state["until"] - MOST_SECONDS - 60 <= now < state["until"]
        return person is not None and person.is_active and in_time and may_look(by, person)

    def _look(self, request: HttpRequest, by: User, person: User) -> HttpResponse:
        seen = limits.carrying(person, Looking(by=by, every_library=by.is_superuser))
        request.user = seen
        request.see_as = {"person": seen, "by": by}  # type: ignore[attr-defined]
        if request.method not in SAFE:
            return self._refused(request, "Nothing can be changed while you see as somebody else. Stop first.")
        if request.path.startswith(CLOSED):
            return self._refused(request, f"This page is {person}'s own, or yours. Stop seeing as {person} first.")
        with transaction.atomic():
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
            transaction.set_rollback(True)
        if response.status_code == 200 and response.get("Content-Type", "").startswith("text/html"):
            audit.record(by=by, verb="saw as", subject=person.email, person=person.pk, path=request.path[:200])
        response["Cache-Control"] = "no-store, private"
        return response

    def _refused(self, request: HttpRequest, why: str) -> HttpResponse:
        context = {"status": 403, "title": "To look only", "text": why}
        return render(request, "error.html", context, status=403)
