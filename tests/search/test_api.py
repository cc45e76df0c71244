"""`GET /api/search`."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from access.services import make_token
from tests.search.conftest import Publishing
from tests.search.test_service import BAD
from tests.support.cast import Cast


@pytest.fixture
def rosa(cast: Cast) -> APIClient:
    client = APIClient()
    client.force_authenticate(cast.rosa)
    return client


def test_sops_with_their_steps_as_json(cast: Cast, published: Publishing, rosa: APIClient) -> None:
    sop = published(cast.sales, cast.ed, "Request a discount", ["Open the deal", "Enter the reason"])
    answer = rosa.get("/api/search", {"q": "discount reason"}).json()
    assert answer["total"] == 1
    (hit,) = answer["sops"]
    assert (hit["key"], hit["best"]["number"]) == (sop.key, 2)
    assert {"text": "reason", "is_match": True} in hit["best"]["title_runs"]
    assert hit["best"]["url"].startswith("/s/")


def test_a_token_is_enough_and_nobody_gets_nothing(cast: Cast, published: Publishing) -> None:
    published(cast.sales, cast.ed, "Request a discount")
    token = make_token(user=cast.rosa, name="script")
    assert Client().get("/api/search?q=discount").status_code == 401
    answer = Client().get("/api/search?q=discount", headers={"Authorization": f"Token {token}"})
    assert answer.json()["total"] == 1


def test_filters(cast: Cast, published: Publishing) -> None:
    published(cast.sales, cast.ed, "Request a discount")
    published(cast.desk, cast.dee, "Grant a discount")
    client = APIClient()
    client.force_authenticate(cast.adam)
    assert client.get("/api/search?q=discount").json()["total"] == 2
    only = client.get("/api/search?q=discount&library=deal-desk").json()
    assert [sop["title"] for sop in only["sops"]] == ["Grant a discount"]


@pytest.mark.parametrize("query", BAD)
def test_any_text_gets_an_answer(cast: Cast, published: Publishing, rosa: APIClient, query: str) -> None:
    """Cases 29, 30 and 31: an answer or a 400 that says why, never an error of ours."""
    published(cast.sales, cast.ed, "Request a discount")
    answer = rosa.get("/api/search", {"q": query.encode("utf-8", "surrogatepass")})
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert set(answer.json()) >= {"code", "detail"}


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": "x" * 10_001},
        {"q": "x", "limit": "0"},
        {"q": "x", "limit": "51"},
        {"q": "x", "limit": "many"},
        {"q": "x", "library": "no slug!"},
    ],
)
def test_what_is_out_of_bounds_is_refused_in_words(rosa: APIClient, parameters: dict[str, Any]) -> None:
    answer = rosa.get("/api/search", parameters)
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert answer.json()["detail"]
