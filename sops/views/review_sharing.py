"""A draft for feedback: the page that those see whom it is shared with, and who they are."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.fetch import get_editable
from access.models import Library
from sops.drafts import SOPS, get_draft
from sops.models import Sop
from sops.reading.page import draft_page
from sops.reading.threads import Threads, threads_of
from sops.services import sharing
from sops.views import answers

CHOICES = (3, 7, 14, 30, 90)


@login_required
@require_GET
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """The draft to read and to comment on; nothing leads from here to what the person may not see."""
    sop = get_draft(request.user, key)
    page, said = draft_page(sop, user=request.user), threads_of(sop)
    rows = {step.key: step for step in sop.steps.present()}
    steps = [(step, said.get(rows[step.key].pk) or Threads(rows[step.key])) for step in page.steps]
    context: dict[str, Any] = {
        "sop": sop,
        "page": page,
        "steps": steps,
        "about": said.get(None) or Threads(None),
        "has_sections": page.has_sections,
        "back": "draft",
        "may_edit": Sop.objects.editable_by(request.user).filter(pk=sop.pk).exists(),
        "sees_library": Library.objects.visible_to(request.user).filter(pk=sop.library_id).exists(),
        "share": sop.shares.filter(user=request.user.pk).select_related("shared_by").first(),
    }
    return render(request, "sops/review/draft.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, key: str) -> HttpResponse:
    """Who sees the draft besides its editors. POST: `people` (e-mail addresses) see it for `days`; else 422."""
    sop = get_editable(SOPS, request.user, key=key)
    problems: list[str] = []
    if request.method == "POST":
        try:
            given = _share(request, sop)
        except ValidationError as problem:
            problems = problem.messages
        else:
            names = ", ".join(str(row.user) for row in given)
            messages.success(request, f"Shared with {names}. They are told, and see the draft until it ends.")
            return redirect("sops:share", key=key)
    context = {
        "sop": sop,
        "shares": list(sop.shares.in_force().select_related("user", "shared_by")),
        "ended": list(sop.shares.exclude(pk__in=sop.shares.in_force().values("pk")).select_related("user")[:10]),
        "problems": problems,
        "people": request.POST.get("people", ""),
        "days": request.POST.get("days", str(sharing.DAYS)),
        "choices": CHOICES,
    }
    template = "sops/review/share.html" if answers.is_script(request) else "sops/review/share_page.html"
    return render(request, template, context, status=422 if problems else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """From now on they don't see it any more."""
    sop = get_editable(Sop, request.user, key=key)
    row = get_object_or_404(sop.shares.select_related("user", "sop__library"), pk=pk)
    sharing.revoke(share=row, by=request.user)
    messages.info(request, f"{row.user} doesn't see the draft any more.")
    return redirect("sops:share", key=key)


def _share(request: HttpRequest, sop: Sop) -> Any:
    people, unknown = sharing.people_by_address(request.POST.get("people", ""))
    if unknown:
        raise ValidationError([f"Nobody here has the address {address}." for address in unknown[:5]])
    days = request.POST.get("days", "")
    return sharing.share(sop=sop, people=people, by=request.user, days=int(days) if days.isdecimal() else 0)
