"""“Who can see this?” for the admins of its library."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from access.models import Library
from sops.reading import who_can_see as reading

PER_PAGE = 50


@require_GET
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """`?link=` of an SOP, a step or a library; `q` looks for people; `page`. 404 where it isn't there or theirs."""
    mine = Library.objects.administered_by(request.user)
    if not mine.exists():
        raise PermissionDenied
    link = request.GET.get("link", "").strip()[: reading.LINK_LENGTH]
    words = request.GET.get("q", "").strip()[:100]
    target = reading.target_of(link, request.user) if link else None
    context: dict[str, Any] = {"link": link, "words": words, "target": target, "libraries": mine}
    if target:
        found = Paginator(reading.people_who_see(target, words), PER_PAGE).get_page(request.GET.get("page"))
        context |= {"found": found, "rows": [(person, *reading.why(person)) for person in found]}
    return render(request, "sops/who_can_see.html", context, status=404 if link and not target else 200)
