"""A person's own keys to the API."""

import re

from django.test import Client

from access.models import ApiToken
from access.services import make_token
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast


def test_a_new_token_is_shown_once_and_works(cast: Cast) -> None:
    client = client_of(cast.rosa)
    made = client.post("/account/tokens/make", {"name": "CRM", "scope": "read"})
    secret = re.search(r'data-copy-text="(\w{64})"', made.content.decode())[1]  # type: ignore[index]
    assert "no-store" in made["Cache-Control"]
    later = text_of(client, "/account/tokens")
    assert "CRM" in later
    assert secret not in later
    assert Client().get("/api/search?q=x", headers={"Authorization": f"Token {secret}"}).status_code == 200


def test_a_revoked_token_works_no_more(cast: Cast) -> None:
    secret = make_token(user=cast.rosa, name="CRM")
    digest = ApiToken.objects.get().digest
    client_of(cast.rosa).post("/account/tokens/revoke", {"token": digest})
    assert Client().get("/api/search?q=x", headers={"Authorization": f"Token {secret}"}).status_code == 401


def test_nobody_sees_or_revokes_somebody_elses(cast: Cast) -> None:
    make_token(user=cast.rosa, name="Rosas CRM")
    assert "Rosas CRM" not in text_of(client_of(cast.adam), "/account/tokens")
    digest = ApiToken.objects.get().digest
    assert client_of(cast.adam).post("/account/tokens/revoke", {"token": digest}).status_code == 404
    assert ApiToken.objects.count() == 1


def test_a_token_without_a_name_or_with_a_strange_scope_is_refused(cast: Cast) -> None:
    client = client_of(cast.rosa)
    for form in ({"name": " ", "scope": "read"}, {"name": "x", "scope": "admin"}, {}):
        assert client.post("/account/tokens/make", form).status_code == 422
    assert ApiToken.objects.count() == 0


def test_more_tokens_need_no_more_queries(cast: Cast) -> None:
    client = client_of(cast.rosa)
    make_token(user=cast.rosa, name="0")
    one = queries_for(client, "/account/tokens")
    for number in range(10):
        make_token(user=cast.rosa, name=str(number))
    assert queries_for(client, "/account/tokens") == one
