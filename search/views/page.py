"""Search as a page, and as a panel under the search box while one types."""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from access.models import Library
from access.public import public_too
from search import service
from search.ask import endpoint
from search.asking import who_may_know
from search.filters import SORTS, Filters
from search.kept import recent
from search.kept.models import SavedSearch
from search.presenting import shown, shown_answer
from search.results import Results
from search.said import find_said
from search.usage import recording

PER_PAGE = 10
IN_PANEL = 6
RECENT_IN_PANEL = 6


@require_GET
@public_too(is_costly=True)
def page(request: HttpRequest) -> HttpResponse:
    """`?q=`, filtered by `library` (any number of slugs), `category`, `owner`, `made`, `updated`, in the order `sort`;
    `limit` shows more. 400 for a question of more than 10,000 characters."""
    query = request.GET.get("q", "").strip()
    if len(query) > service.LONGEST_TYPED:
        return _too_long(request)
    filters = Filters.of(request.GET)
    limit = _limit(request)
    results = service.find_steps(user=request.user, query=query, filters=filters, limit=limit)
    facets = (*results.libraries, *results.categories, *results.owners, *results.made, *results.updated)
    context: dict[str, Any] = {
        "query": query,
        "results": results,
        "hits": shown(results.sops),
        "answer": shown_answer(results.answer) if not filters.sort and limit == PER_PAGE else None,
        "filters": filters,
        "sorts": SORTS,
        "chosen": [facet for facet in facets if facet.is_chosen],
        "next_limit": limit + PER_PAGE if results.total > limit and limit < service.MOST_RESULTS else None,
        "ticket": _noted(request, results, filters),
        "is_own": _is_own(request),
        "may_ask": endpoint.is_on() and request.user.is_authenticated,
        "said": find_said(user=request.user, query=query) if query and request.user.is_authenticated else [],
    }
    if query and context["is_own"]:
        context["saved"] = _saved(request, query, filters)
    if not results.sops:
        context["libraries"] = Library.objects.visible_to(request.user)
        if request.user.is_authenticated:  # nobody else learns names and addresses
            context["people"] = who_may_know(request.user)
            context["edited"] = Library.objects.editable_by(request.user)
    return render(request, "search/page.html", context)


@require_GET
@public_too(is_costly=True)
def panel(request: HttpRequest) -> HttpResponse:
    """The first answers, for the box that asked (`?q=`); for an empty box what the person looked for lately."""
    query = request.GET.get("q", "").strip()
    if len(query) > service.LONGEST_TYPED:
        return _too_long(request)
    if not query:
        own = _is_own(request)
        kept = {
            "recent": recent.recent(request.user, RECENT_IN_PANEL) if own else [],
            "saved": SavedSearch.objects.visible_to(request.user)[:RECENT_IN_PANEL] if own else [],
        }
        return render(request, "search/recent_panel.html", kept)
    results = service.find_steps(user=request.user, query=query, limit=IN_PANEL)
    ticket = recording.panel_ticket(results) if _is_own(request) else ""
    return render(request, "search/panel.html", {"query": query, "results": results, "ticket": ticket})


@require_GET
@public_too(is_costly=True)
def suggestions(request: HttpRequest) -> HttpResponse:
    """For the browser's address bar (`?q=`): titles of steps that answer, in the form of OpenSearch suggestions."""
    query = request.GET.get("q", "").strip()[: service.LONGEST_READ]
    results = service.find_steps(user=request.user, query=query, limit=IN_PANEL) if query else None
    hits = [sop.best for sop in results.sops] if results else []
    urls = [request.build_absolute_uri(hit.url) for hit in hits]
    found = [query, [hit.title for hit in hits], [sop.title for sop in results.sops] if results else [], urls]
    return JsonResponse(found, safe=False, content_type="application/x-suggestions+json")


@require_GET
def description(request: HttpRequest) -> HttpResponse:
    """The OpenSearch description: how a browser's address bar searches here. Says nothing of what is in here."""
    response = render(request, "search/opensearch.xml")
    response["Content-Type"] = "application/opensearchdescription+xml"
    return response


def _noted(request: HttpRequest, results: Results, filters: Filters) -> str:
    """Remember and count the search; what clicks bring along. Empty for who is signed out or sees as somebody."""
    query = results.query.strip()
    if not query or not _is_own(request):
        return ""
    try:
        is_new = recent.note(text=query, by=request.user)
    except DatabaseError:  # a database that is busy must not keep anybody from searching
        return ""
    return recording.note_search(results=results, by=request.user, is_new=is_new and not filters.is_any)


def _is_own(request: HttpRequest) -> bool:
    return request.user.is_authenticated and not getattr(request, "see_as", None)


def _saved(request: HttpRequest, query: str, filters: Filters) -> SavedSearch | None:
    wanted = filters.as_query()
    same = SavedSearch.objects.visible_to(request.user).filter(text=recent.kept_form(query))
    return next((row for row in same if row.filters == wanted), None)


def _too_long(request: HttpRequest) -> HttpResponse:
    context = {
        "title": "That is too long to search for",
        "text": f"At most {service.LONGEST_TYPED:,} characters, please.",
    }
    return render(request, "search/too_long.html", context, status=400)


def _limit(request: HttpRequest) -> int:
    given = request.GET.get("limit", "")
    wanted = int(given) if given.isdecimal() and len(given) < 4 else PER_PAGE
    return max(PER_PAGE, min(wanted, service.MOST_RESULTS))
