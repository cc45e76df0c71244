"""The review page, and the one line about the review that other pages keep up to date."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from access.fetch import get_editable
from sops.drafts import SOPS
from sops.models import Sop
from sops.reading.review_page import review_page
from sops.services import reviewing


@login_required
@require_GET
def page(request: HttpRequest, key: str) -> HttpResponse:
    """What changed since the last approval, and what was said. `?since=published`, `?all=1` (unchanged steps too)."""
    return show(request, get_editable(SOPS, request.user, key=key))


def show(
    request: HttpRequest, sop: Sop, *, problems: list[str] | None = None, reason: str = "", status: int = 200
) -> HttpResponse:
    """The whole page; `problems` says why something was not done, `reason` is what the person had written."""
    found = review_page(sop, since=request.GET.get("since", ""))
    context = {
        "sop": sop,
        "review": found,
        "now": found.now,
        "show_all": request.GET.get("all") == "1",
        "refused": problems or [],
        "reason": reason,
        "back": "review",
        "may_edit": True,
        **rights(found.now, request),
    }
    return render(request, "sops/review/page.html", context, status=status)


@login_required
@require_GET
def state(request: HttpRequest, key: str) -> HttpResponse:
    """Where the review stands, in one line. `?seen=HASH` is the text that the page shows: says if it is another now."""
    sop = get_editable(SOPS, request.user, key=key)
    now = reviewing.standing_of(sop)
    seen = request.GET.get("seen", "")
    context = {"sop": sop, "now": now, "is_other": bool(seen) and seen != now.content_hash, **rights(now, request)}
    return render(request, "sops/review/state.html", context)


def rights(now: reviewing.Standing, request: HttpRequest) -> dict[str, object]:
    """What this person may do about the review, for the page's buttons."""
    why_not = now.why_not(request.user)
    has_approved = any(approval.by_id == request.user.pk for approval in now.approvals)
    return {
        "why_not": why_not,
        "may_approve": not why_not and not has_approved,
        "has_approved": has_approved,
        "may_send_back": now.round is not None and now.may_be_approved_by(request.user),
    }
