"""The first page: search, what one was at, the pipeline."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sops import panels
from sops.models import Category
from sops.reading import overview


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    found = overview.stages(request.user)
    pinned = list(overview.pinned(request.user))
    pinned_keys = {sop.key for sop in pinned}
    recent = [sop for sop in overview.recent(request.user) if sop.key not in pinned_keys]
    return render(
        request,
        "sops/home.html",
        {
            "stages": [s for s in found if s.category.kind == Category.Kind.STAGE],
            "handoffs": [s for s in found if s.category.kind == Category.Kind.HANDOFF and s.count],
            "total": sum(stage.count for stage in found),
            "pinned": pinned,
            "recent": recent,
            "new": overview.new(request.user),
            "to_review": overview.to_review(request.user),
            "panels": panels.rendered("home", request),
        },
    )
