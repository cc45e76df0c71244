"""oEmbed and Open Graph: only for what the asker may see."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from access.services import make_token
from integrations.embeds.tokens import token_of
from tests.integrations.embeds.test_embeds import make_embed
from tests.support.browsing import client_of, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

SITE = "http://testserver"


def ask(path: str, person: Any = None, **more: str) -> Any:
    headers = more.pop("headers", {})
    return client_of(person).get(f"/oembed?{urlencode({'url': f'{SITE}{path}', **more})}", headers=headers)


def test_a_rich_answer_of_version_1(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    said = ask(sop.get_absolute_url(), cast.rosa).json()
    assert (said["version"], said["type"], said["title"]) == ("1.0", "rich", sop.title)
    assert {"html", "width", "height"} <= set(said)
    assert "<script" not in said["html"]
    step = ask(f"/s/{step_of(sop, 2).key}?v=1", cast.rosa).json()
    assert step["title"] == f"{sop.title}: Click Request discount"


def test_an_embeds_own_address_needs_no_sign_in_and_gives_its_frame(cast: Cast) -> None:
    embed = make_embed(make_sop(cast.sales, cast.ed), cast.ed)
    said = ask(f"/embed/{token_of(embed)}", maxwidth="400", maxheight="90").json()
    assert said["html"].startswith(f'<iframe src="{SITE}/embed/')
    assert (said["width"], said["height"]) == (400, 200)


def test_unknown_other_formats_and_private(cast: Cast) -> None:
    sop = make_sop(cast.desk, cast.dee)
    assert ask("/nowhere", cast.ed).status_code == 404
    assert client_of(cast.ed).get("/oembed?url=https://elsewhere.example/sops/x/").status_code == 404
    assert client_of(cast.ed).get("/oembed").status_code == 404
    assert ask(sop.get_absolute_url(), cast.dee, format="xml").status_code == 501
    assert ask(sop.get_absolute_url()).status_code == 401


def test_what_one_may_not_see_is_as_what_is_not_there(cast: Cast) -> None:
    """Cases 2 and 9."""
    hidden = make_sop(cast.desk, cast.dee)
    for person, status in ((None, 401), (cast.rosa, 404)):
        seen, missing = ask(hidden.get_absolute_url(), person), ask("/sops/not-there/", person)
        assert (seen.status_code, seen.content) == (missing.status_code, missing.content)
        assert seen.status_code == status


def test_a_token_of_the_api_asks_as_its_person(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    headers: Any = {"Authorization": f"Token {make_token(user=cast.rosa, name='Wiki')}"}
    assert ask(sop.get_absolute_url(), headers=headers).status_code == 200
    assert ask(sop.get_absolute_url(), headers={"Authorization": "Token wrong"}).status_code == 401  # type: ignore[arg-type]


def test_drafts_are_not_there(cast: Cast) -> None:
    """Case 10."""
    assert ask(make_sop(cast.sales, cast.ed, publish=False).get_absolute_url(), cast.ed).status_code == 404


def test_readers_get_discovery_and_open_graph_and_bots_get_nothing(cast: Cast) -> None:
    """Case 9."""
    sop = make_sop(cast.sales, cast.ed, "Margins of the quarter", purpose="Know the floor.")
    page = text_of(client_of(cast.rosa), sop.get_absolute_url())
    assert 'type="application/json+oembed"' in page
    assert '<meta property="og:title" content="Margins of the quarter">' in page
    assert '<meta property="og:description" content="Know the floor.">' in page
    bot = Client(headers={"User-Agent": "facebookexternalhit/1.1"}).get(sop.get_absolute_url(), follow=True)
    assert "Margins" not in bot.content.decode()
    assert "og:" not in bot.content.decode()


@pytest.mark.parametrize("url", ["http://[", "x" * 5_000, "http://testserver/\x00", "//", "javascript:alert(1)"])
def test_addresses_that_are_none_are_not_found(cast: Cast, url: str) -> None:
    assert client_of(cast.ed).get(f"/oembed?{urlencode({'url': url})}").status_code == 404
