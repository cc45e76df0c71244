"""What lists say of an SOP: what readers find when they open it, whatever editors have changed since."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from access.services import make_token
from integrations.embeds import services as embeds
from integrations.embeds import snippets
from integrations.embeds.tokens import opened, token_of
from integrations.mcp.asking import listed_sops
from search import indexing, service
from sops.models import Category, Sop
from sops.reading.around import related
from sops.services import archiving, editing, publishing
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

CHANGED: dict[str, Any] = {"title": "Fire half of sales", "purpose": "Nobody may know yet.", "tags": ["layoffs"]}


@pytest.fixture
def stages() -> tuple[Category, Category]:
    return (
        Category.objects.create(name="Closing", slug="closing"),
        Category.objects.create(name="Secret stage", slug="secret"),
    )


@pytest.fixture
def sop(cast: Cast, stages: tuple[Category, Category]) -> Sop:
    """Published as “Request a discount” in Closing, and changed since in everything that a list names."""
    said: dict[str, Any] = {"purpose": "So that it is approved.", "tags": ["money"], "category": stages[0]}
    made = make_sop(cast.sales, cast.ed, "Request a discount", **said)
    editing.update_sop(sop=made, by=cast.ed, category=stages[1], **CHANGED)
    made.refresh_from_db()
    return made


def listed(sop: Sop) -> tuple[Any, ...]:
    sop.refresh_from_db()
    category = sop.listed_category.slug if sop.listed_category else ""
    return sop.listed_title, sop.listed_purpose, sop.listed_tags, category


def test_an_edit_is_listed_only_when_it_is_published(cast: Cast, sop: Sop) -> None:
    """Case 10."""
    assert listed(sop) == ("Request a discount", "So that it is approved.", ["money"], "closing")
    publishing.publish(sop=sop, by=cast.ed)
    assert listed(sop) == ("Fire half of sales", "Nobody may know yet.", ["layoffs"], "secret")


def test_a_draft_that_only_editors_see_is_listed_as_it_is(cast: Cast, sop: Sop) -> None:
    publishing.withdraw(sop=sop, by=cast.ed)
    assert listed(sop)[0] == "Fire half of sales"
    draft = make_sop(cast.sales, cast.ed, "One", publish=False)
    editing.update_sop(sop=draft, by=cast.ed, title="Two")
    assert listed(draft)[0] == "Two"


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_what_is_archived_is_named_as_it_was_published(cast: Cast, sop: Sop, is_withdrawn: bool) -> None:
    """Case 10: its links answer readers."""
    if is_withdrawn:
        publishing.withdraw(sop=sop, by=cast.ed)
    archiving.archive(sop=sop, by=cast.ed, reason="Not needed.")
    assert listed(sop)[0] == "Request a discount"
    page = client_of(cast.rosa).get(f"/sops/{sop.key}/")
    assert page.status_code == 410
    assert "Request a discount" in page.content.decode()
    assert "Fire half" not in page.content.decode()
    archiving.bring_back(sop=sop, by=cast.ed)
    assert listed(sop)[0] == ("Fire half of sales" if is_withdrawn else "Request a discount")


def test_readers_find_it_where_it_was_published(cast: Cast, sop: Sop) -> None:
    """Case 10: filters, stages, related ones and counts follow the published category, not the draft's."""
    client = client_of(cast.rosa)
    other = make_sop(cast.sales, cast.ed, "Close the deal", category=Category.objects.get(slug="closing"))
    for address in ("/libraries/sales/?category=closing", "/categories/closing/", "/api/sops?category=closing"):
        assert "Request a discount" in client.get(address).content.decode(), address
    for address in ("/libraries/sales/?category=secret", "/categories/secret/", "/api/sops?category=secret"):
        assert "Request a discount" not in client.get(address).content.decode(), address
    assert [found.key for found in related(other, cast.rosa)] == [sop.key]
    assert "Request a discount" in client.get("/libraries/sales/?words=discount").content.decode()
    assert "Request a discount" not in client.get("/libraries/sales/?words=half").content.decode()


def test_search_knows_what_is_published(cast: Cast, sop: Sop) -> None:
    """Case 10: words, titles, categories."""
    indexing.index_sop(sop.pk)
    found = service.find_steps(user=cast.rosa, query="request discount")
    assert [(hit.title, hit.category) for hit in found.sops] == [("Request a discount", "closing")]
    assert [facet.slug for facet in found.categories] == ["closing"]
    assert service.find_steps(user=cast.rosa, query="layoffs").total == 0


def test_other_systems_hear_what_is_published(cast: Cast, sop: Sop) -> None:
    """Case 10: the API's list, assistants, oEmbed, frames in pages of others."""
    editing.update_step(step=step_of(sop, 1), by=cast.ed, title="Fire them")
    token = make_token(user=cast.rosa, name="Script")
    answer = client_of(None).get("/api/sops", headers={"authorization": f"Token {token}"}).json()
    row = next(row for row in answer["results"] if row["key"] == sop.key)
    wanted = ("Request a discount", "So that it is approved.", ["money"], "closing")
    assert (row["title"], row["purpose"], row["tags"], row["category"]) == wanted
    assert listed_sops(cast.rosa) == [(sop.key, "Request a discount", "So that it is approved.")]
    for step, title in ((None, "Request a discount"), (step_of(sop, 1), "Open the deal")):
        made = embeds.make_embed(sop=sop, step=step, origin="https://wiki.example.com", days=30, by=cast.ed)
        shown = opened(token_of(made))
        assert snippets.title_of(shown.embed, shown.sop) == title


def test_rows_from_before_get_what_their_version_says(cast: Cast, sop: Sop) -> None:
    """The data migration: published and archived ones by their version, drafts by their rows."""
    draft = make_sop(cast.sales, cast.ed, "A draft", publish=False)
    Sop.objects.update(listed_title="", listed_purpose="", listed_tags=[], listed_category=None)
    import_module("sops.migrations.0008_listed_rows").fill(apps, None)
    assert listed(sop) == ("Request a discount", "So that it is approved.", ["money"], "closing")
    assert listed(draft)[0] == "A draft"
