"""Own searches, a library's figures and requests for SOPs at the API."""

from typing import Any

import pytest
from django.test import Client

from access.models import Library
from access.services import make_token
from search.kept import recent
from search.models import SavedSearch
from search.service import find_steps
from tests.search.conftest import Publishing
from tests.support.browsing import client_of
from tests.support.cast import Cast

JSON: dict[str, Any] = {"content_type": "application/json"}


def test_recent_searches_are_ones_own_and_can_be_forgotten(cast: Cast) -> None:
    recent.note(text="discount", by=cast.rosa)
    rosa = client_of(cast.rosa)
    assert [row["query"] for row in rosa.get("/api/searches/recent").json()["results"]] == ["discount"]
    assert client_of(cast.adam).get("/api/searches/recent").json()["results"] == []
    client_of(cast.adam).delete("/api/searches/recent", headers={"if-match": "*"})
    assert rosa.delete("/api/searches/recent").status_code == 428
    assert rosa.delete("/api/searches/recent", headers={"if-match": "*"}).status_code == 204
    assert rosa.get("/api/searches/recent").json()["results"] == []


def test_a_saved_search_is_made_switched_and_removed(cast: Cast) -> None:
    rosa = client_of(cast.rosa)
    body = {"query": "discount", "filters": {"library": ["sales"], "sort": "fresh"}}
    made = rosa.post("/api/searches/saved", body, **JSON)
    assert made.status_code == 201
    assert made.json()["url"].endswith("/search?q=discount&library=sales&sort=fresh")
    address, tag = made["Location"], {"if-match": made["ETag"]}
    assert rosa.patch(address, {"has_alerts": False}, headers=tag, **JSON).json()["has_alerts"] is False
    assert rosa.patch(address, {"has_alerts": True}, headers=tag, **JSON).status_code == 412
    assert rosa.delete(address, headers={"if-match": "*"}).status_code == 204
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"query": ""},
        {"query": "x" * 201},
        {"query": "x", "user": 1},
        {"query": "x", "filters": {"sort": "bogus"}},
        {"query": "x", "filters": {"other": "1"}},
        {"query": "x", "filters": []},
    ],
)
def test_what_can_not_be_saved_is_refused_with_its_field(cast: Cast, body: dict[str, Any]) -> None:
    answer = client_of(cast.rosa).post("/api/searches/saved", body, **JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert not SavedSearch.objects.exists()


def test_a_token_that_reads_saves_nothing(cast: Cast) -> None:
    client = Client(headers={"authorization": f"Token {make_token(user=cast.rosa, name='t', scope='read')}"})
    assert client.post("/api/searches/saved", {"query": "x"}, **JSON).status_code == 403
    assert client.get("/api/searches/saved").status_code == 200


def test_figures_are_for_editors(cast: Cast, published: Publishing) -> None:
    published(cast.sales, cast.ed, "Request a discount")
    client_of(cast.rosa).get("/search?q=discount")
    figures = client_of(cast.ed).get("/api/libraries/sales/searches?days=7").json()
    assert (figures["searches"], figures["found_nothing"]) == (1, 0)
    assert figures["unopened"][0]["query"] == "discount"
    assert client_of(cast.rosa).get("/api/libraries/sales/searches").status_code == 403
    assert client_of(cast.ed).get("/api/libraries/deal-desk/searches").status_code == 404


def test_an_sop_is_asked_for_and_answered(cast: Cast, published: Publishing) -> None:
    sop = published(cast.sales, cast.ed, "Cross the zebra")
    rosa, ed = client_of(cast.rosa), client_of(cast.ed)
    made = rosa.post("/api/sop-requests", {"library": "sales", "query": "zebra", "text": "Soon."}, **JSON)
    assert made.status_code == 201
    address = made["Location"]
    assert ed.get("/api/sop-requests?library=sales&status=open").json()["results"][0]["requested_by"] == "Rosa"
    assert rosa.post(f"{address}/answer", {"status": "done"}, **JSON).status_code == 403
    assert ed.post(f"{address}/answer", {"status": "declined"}, **JSON).status_code == 400
    done = ed.post(f"{address}/answer", {"status": "done", "sop": sop.key}, **JSON)
    assert (done.json()["status"], done.json()["sop"]) == ("done", sop.key)
    assert rosa.get(address).json()["status"] == "done"
    assert client_of(cast.gus).get(address).status_code == 404


def test_search_filters_and_its_answer_are_in_the_api(cast: Cast, published: Publishing) -> None:
    published(cast.sales, cast.ed, "Request a discount", owner=cast.ed)
    published(cast.sales, cast.ed, "Approve a discount", owner=cast.ava)
    found = client_of(cast.rosa).get("/api/search", {"q": "discount", "owner": str(cast.ed.pk), "sort": "fresh"}).json()
    assert [sop["title"] for sop in found["sops"]] == ["Request a discount"]
    assert {"answer", "owners", "made", "updated"} <= set(found)
    refused = client_of(cast.rosa).get("/api/search?q=x&sort=bogus")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["sort"])
    assert find_steps(user=cast.rosa, query="discount").owners == ()
    assert Library.objects.count() == 2
