"""Signing out everywhere."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from access import audit, signin_sessions
from access.signin_audit import where


@require_POST
@login_required
def end(request: HttpRequest) -> HttpResponse:
    """Every browser of the person is signed out, this one too."""
    count = signin_sessions.end_all(request.user)
    audit.record(by=request.user, verb="signed out everywhere", sessions=count, **where(request))
    logout(request)
    messages.success(request, "You are signed out everywhere.")
    return redirect("account_login")
