"""A person's searches, requests for SOPs, what is searched for in a library."""

from typing import Any

from search.kept import saved
from search.requests import services
from sops.services import glossary
from tests.urls.rows import API, EDIT, PAGE, Row

OWN = (302, 302, 302, 302, 302)
ROWS = [
    Row("search:suggestions", "GET", "/search/suggestions?q=discount", PAGE),
    Row("search:opensearch", "GET", "/opensearch.xml", (200, 200, 200, 200, 200)),
    Row("search:related", "GET", "/search/related/{sop}", PAGE),
    # Off unless an endpoint is set: then it is no address.
    Row("search:ask", "GET", "/search/ask?q=discount", (302, 404, 404, 404, 404)),
    Row("search:opened", "POST", "/search/opened", (302, 204, 204, 204, 204), {"ticket": "x", "step": "y"}),
    Row("search:kept", "GET", "/account/searches", PAGE),
    Row("search:save", "POST", "/account/searches/save", OWN, {"q": "discount"}),
    Row("search:forget", "POST", "/account/searches/forget", OWN),
    # A saved search is one's own: to everybody else it does not exist.
    Row("search:alerts", "POST", "/account/searches/{saved}/alerts", (302, 404, 404, 404, 302), {"alerts": "0"}),
    Row("search:remove", "POST", "/account/searches/{saved}/remove", (302, 404, 404, 404, 302)),
    Row("search:requests", "GET", "/sop-requests", PAGE),
    Row("search:request-ask", "POST", "/sop-requests/ask", (302, 404, 404, 404, 404), {"q": "x", "library": "none"}),
    # Adam asked for it: the library's editors answer, other readers don't know of it.
    Row("search:request", "GET", "/sop-requests/{request}", (302, 404, 404, 200, 200)),
    Row(
        "search:request-answer", "POST", "/sop-requests/{request}/answer", (302, 404, 404, 302, 302), {"status": "done"}
    ),
    Row("search:usage", "GET", "/libraries/{library}/searches", EDIT),
    Row(
        "search:alias",
        "POST",
        "/libraries/{library}/searches/alias",
        (302, 403, 403, 422, 422),
        {"alias": "rebate", "term": ""},
    ),
    Row("api-recent-searches", "GET", "/api/searches/recent", API),
    Row("api-recent-searches", "DELETE", "/api/searches/recent", (401, 428, 428, 428, 428)),
    Row("api-saved-searches", "GET", "/api/searches/saved", API),
    Row("api-saved-searches", "POST", "/api/searches/saved", (401, 201, 201, 201, 201), {"query": "rebate"}, json=True),
    Row("api-saved-search", "GET", "/api/searches/saved/{saved}", (401, 404, 404, 404, 200)),
    Row("api-saved-search", "PATCH", "/api/searches/saved/{saved}", (401, 404, 404, 404, 428)),
    Row("api-saved-search", "DELETE", "/api/searches/saved/{saved}", (401, 404, 404, 404, 428)),
    Row("api-library-searches", "GET", "/api/libraries/{library}/searches", (401, 403, 403, 200, 200)),
    Row("api-sop-requests", "GET", "/api/sop-requests", API),
    Row(
        "api-sop-requests",
        "POST",
        "/api/sop-requests",
        (401, 404, 404, 404, 404),
        {"query": "x", "library": "none"},
        json=True,
    ),
    Row("api-sop-request", "GET", "/api/sop-requests/{request}", (401, 404, 404, 200, 200)),
    Row(
        "api-sop-request-answer",
        "POST",
        "/api/sop-requests/{request}/answer",
        (401, 404, 404, 200, 200),
        {"status": "done"},
        json=True,
    ),
]
for row in ROWS:
    if row.name in ("search:alerts", "search:remove", "api-saved-search"):
        row.more.update({"approver": 404, "site admin": 404})


def add(names: dict[str, Any], cast: Any, sop: Any, by: Any) -> None:
    """A saved search and a request of the libraries' admin."""
    names["saved"] = saved.save(text=f"discount {sop.pk}", filters={}, by=cast.adam).pk
    names["request"] = services.ask(library=sop.library, query="rebate", by=cast.adam).pk
    glossary.save_term(library=sop.library, term="Discount", definition="Less.", aliases=[], by=by)
