"""Reviews by the calendar: the list, the one click, the cycle."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.fetch import get_editable, get_visible
from access.paths import own_path
from sops.forms_feedback import CycleForm
from sops.models import Sop
from sops.reading import due_reviews as reading
from sops.services import scheduled_reviews
from sops.views import answers


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """`?show=overdue|soon|later`, `?mine=1`: per library, with its health."""
    side = request.GET.get("show", "overdue")
    side = side if side in reading.SIDES else "overdue"
    only_own = request.GET.get("mine") == "1"
    libraries = reading.overview(request.user, side=side, only_own=only_own)
    totals = {
        "overdue": sum(health.overdue for health in libraries),
        "soon": sum(health.soon for health in libraries),
        "later": sum(health.total - health.overdue - health.soon for health in libraries),
    }
    context = {
        "libraries": libraries,
        "side": side,
        "only_own": only_own,
        "sides": [(name, label, totals[name]) for name, label in reading.SIDES.items()],
        "may_review": bool(libraries) or only_own,
    }
    return render(request, "sops/due/list.html", context)


@login_required
@require_POST
def reviewed(request: HttpRequest, key: str) -> HttpResponse:
    """Read, and nothing to change: for editors and the owner. Back to `next`, else to the SOP."""
    sop = get_visible(Sop, request.user, key=key)
    if not Sop.objects.reviewable_by(request.user).filter(pk=sop.pk).exists():
        raise PermissionDenied
    try:
        sop = scheduled_reviews.mark_reviewed(sop=sop, by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        day = sop.next_review_at
        assert day is not None
        messages.success(request, f"“{sop.listed_title}” is reviewed. Next time on {day.day} {day:%B %Y}.")
    return redirect(own_path(request.POST.get("next", "")) or sop.get_absolute_url())


@login_required
@require_http_methods(["GET", "POST"])
def cycle(request: HttpRequest, key: str) -> HttpResponse:
    """How often the SOP is reviewed, and when next: `cycle` (3, 6, 12, or 0 with `months`), `next_on`."""
    user: Any = request.user
    sop = get_editable(Sop.objects.select_related("library", "owner"), user, key=key)
    form = CycleForm(request.POST, sop=sop) if request.method == "POST" else CycleForm(sop=sop)
    problems: list[str] = []
    if form.is_bound:
        try:
            if not form.is_valid():
                raise ValidationError([text for texts in form.errors.values() for text in texts])
            given = form.cleaned_data["next_on"]
            unchanged = given == sop.next_review_at
            changed_cycle = form.every_months != sop.review_every_months
            next_on = None if unchanged and changed_cycle else given
            if next_on is not None and unchanged:
                messages.info(request, "Nothing was changed.")
            else:
                scheduled_reviews.set_cycle(sop=sop, every_months=form.every_months, next_on=next_on, by=user)
                messages.success(request, "Saved.")
        except ValidationError as problem:
            problems = answers.sentences_of(problem)
        else:
            return redirect(sop)
    context = {"sop": sop, "form": form, "problems": problems}
    return render(request, "sops/due/cycle.html", context, status=422 if problems else 200)
