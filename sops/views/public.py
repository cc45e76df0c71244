"""What people read who aren't signed in: published SOPs of public libraries, and nothing about anybody.

These pages have no tools and tell no name but the owner's; the views for signed-in people are others.
"""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from access.fetch import get_visible
from access.models import Library
from sops.models import Sop
from sops.reading import step_links
from sops.reading.lists import for_lists
from sops.reading.page import published_page

PER_PAGE = 60


def library(request: HttpRequest, slug: str) -> HttpResponse:
    """Its published SOPs by title; `?page=`."""
    row = get_visible(Library, request.user, slug=slug)
    sops = Sop.objects.visible_to(request.user).published().filter(library=row)
    found = Paginator(for_lists(sops).order_by("listed_title"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "sops/public/library.html", {"library": row, "found": found})


def detail(request: HttpRequest, key: str) -> HttpResponse:
    """The published version; `?step=` marks a step."""
    sops = Sop.objects.published().select_related("library", "category", "owner", "current_version")
    sop = get_visible(sops, request.user, key=key)
    page = published_page(sop, user=request.user)
    context = {"sop": sop, "page": page, "has_sections": page.has_sections, "linked": request.GET.get("step", "")}
    return render(request, "sops/public/sop.html", context)


def step(request: HttpRequest, key: str) -> HttpResponse:
    """To the step on its SOP's page, if readers find it there now."""
    row = step_links.find_step(key, request.user)
    now = step_links.today(step_links.homes_of(row, request.user), key)
    if now is None:
        raise Http404
    return redirect(f"{now.sop.get_absolute_url()}?{urlencode({'step': key})}#s-{key}")
