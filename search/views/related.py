"""Related steps, under an SOP."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from access.fetch import get_visible
from access.public import public_too
from search import service
from sops.models import Sop

MOST = 4


@require_GET
@public_too(is_costly=True)
def related(request: HttpRequest, key: str) -> HttpResponse:
    """The best steps of other SOPs for what this one is about: title and purpose as readers see them."""
    sop = get_visible(Sop.objects.all(), request.user, key=key)
    about = f"{sop.listed_title} {sop.listed_purpose[:200]}".replace('"', " ")
    results = service.find_steps(user=request.user, query=about, limit=MOST + 1)
    hits = [hit for hit in results.sops if hit.key != sop.key][:MOST]
    return render(request, "search/related.html", {"hits": hits})
