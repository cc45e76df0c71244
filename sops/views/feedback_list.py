"""The list of feedback: to answer, or given by oneself."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sops.models import Feedback, Sop
from sops.reading import feedback as reading

PER_PAGE = 25


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """`?show=mine|all|given`, `?status=`, `?sop=KEY`, `?page=`."""
    user: Any = request.user
    may_answer = Sop.objects.reviewable_by(user).exists()
    asked = reading.Asked.from_query(request.GET, side=reading.usual_side(user))
    counts = reading.counts(asked, user)
    found = Paginator(reading.rows(asked, user), PER_PAGE).get_page(request.GET.get("page"))
    about = Sop.objects.visible_to(user).filter(key=asked.sop).first() if asked.sop else None
    context = {
        "found": found,
        "asked": asked,
        "about": about,
        "may_answer": may_answer,
        "is_answering": asked.side != "given",
        "states": [(name, label, counts.get(name, 0)) for name, label in reading.STATES.items()],
        "decisions": Feedback.Status,
    }
    return render(request, "sops/feedback/list.html", context)
