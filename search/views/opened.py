"""Told by the page when somebody opens an answer."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from access.api import throttling
from search.usage import recording

MOST_A_MINUTE = 60


@login_required
@require_POST
def opened(request: HttpRequest) -> HttpResponse:
    """`ticket` (of the page), `step` (its key), `rank`. 204 whether it was counted or not; 429 for too many."""
    user: Any = request.user
    if throttling.counted(f"search-opened:{user.pk}", MOST_A_MINUTE).is_over:
        return HttpResponse(status=429)
    rank = request.POST.get("rank", "")
    recording.note_click(
        ticket=request.POST.get("ticket", "")[:4_000],
        step_key=request.POST.get("step", "")[:40],
        rank=int(rank) if rank.isdecimal() and len(rank) < 4 else 1,
        by=user,
    )
    return HttpResponse(status=204)
