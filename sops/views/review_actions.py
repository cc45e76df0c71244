"""What people do with a draft in review. Each leads back to a page, or says why not (422; 409 where it changed)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from access.fetch import get_editable
from sops.drafts import SOPS
from sops.models import Sop
from sops.services import reviewing
from sops.views import review


@login_required
@require_POST
def send(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for approval, with a `note` of what changed."""
    sop = _sop(request, key)
    try:
        reviewing.send(sop=sop, by=request.user, note=request.POST.get("note", ""))
    except ValidationError as problem:
        return review.show(request, sop, problems=problem.messages, status=422)
    messages.success(request, "Sent to review. You will hear what they say.")
    return redirect("sops:review", key=key)


@login_required
@require_POST
def approve(request: HttpRequest, key: str) -> HttpResponse:
    """Agree to exactly the text whose `content_hash` the page showed. 409 where it is another one now."""
    sop = _sop(request, key)
    try:
        now = reviewing.approve(sop=sop, by=request.user, content_hash=request.POST.get("content_hash", ""))
    except reviewing.ChangedMeanwhile as problem:
        return review.show(request, sop, problems=problem.messages, status=409)
    except ValidationError as problem:
        return review.show(request, sop, problems=problem.messages, status=422)
    messages.success(
        request, "Approved. It can be published." if now.is_approved else f"Approved. {now.missing} more to go."
    )
    return redirect("sops:review", key=key)


@login_required
@require_POST
def send_back(request: HttpRequest, key: str) -> HttpResponse:
    """Not like this, with a `reason`."""
    sop, reason = _sop(request, key), request.POST.get("reason", "")
    try:
        reviewing.send_back(sop=sop, by=request.user, reason=reason)
    except ValidationError as problem:
        return review.show(request, sop, problems=problem.messages, reason=reason, status=422)
    messages.info(request, "Sent back. Its authors are told why.")
    return redirect("sops:review", key=key)


@login_required
@require_POST
def take_back(request: HttpRequest, key: str) -> HttpResponse:
    sop = _sop(request, key)
    try:
        reviewing.take_back(sop=sop, by=request.user)
    except ValidationError as problem:
        return review.show(request, sop, problems=problem.messages, status=422)
    messages.info(request, "It is not in review any more.")
    return redirect("sops:edit", key=key)


def _sop(request: HttpRequest, key: str) -> Any:
    sop: Sop = get_editable(SOPS, request.user, key=key)
    return sop
