"""Search as a page, and as a panel under the search box while one types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from access.models import Library
from access.public import public_too
from search import service
from search.asking import who_may_know
from search.presenting import shown

PER_PAGE = 10
IN_PANEL = 6


@require_GET
@public_too()
def page(request: HttpRequest) -> HttpResponse:
    """`?q=`, filtered by `library` (any number of slugs) and `category`; `limit` shows more."""
    query = request.GET.get("q", "").strip()
    libraries = request.GET.getlist("library") or None
    category = request.GET.get("category") or None
    limit = _limit(request)
    results = service.find_steps(user=request.user, query=query, libraries=libraries, category=category, limit=limit)
    context = {
        "query": query,
        "results": results,
        "hits": shown(results.sops),
        "category_chosen": category,
        "is_filtered": bool(libraries or category),
        "chosen": [facet for facet in (*results.libraries, *results.categories) if facet.is_chosen],
        "next_limit": limit + PER_PAGE if results.total > limit and limit < service.MOST_RESULTS else None,
    }
    if not results.sops:
        context["libraries"] = Library.objects.visible_to(request.user)
        if request.user.is_authenticated:  # nobody else learns names and addresses
            context["people"] = who_may_know(request.user)
    return render(request, "search/page.html", context)


@require_GET
@public_too()
def panel(request: HttpRequest) -> HttpResponse:
    """The first answers, for the box that asked (`?q=`); nothing for nothing."""
    query = request.GET.get("q", "").strip()
    results = service.find_steps(user=request.user, query=query, limit=IN_PANEL) if query else None
    return render(request, "search/panel.html", {"query": query, "results": results})


def _limit(request: HttpRequest) -> int:
    given = request.GET.get("limit", "")
    wanted = int(given) if given.isdecimal() and len(given) < 4 else PER_PAGE
    return max(PER_PAGE, min(wanted, service.MOST_RESULTS))
