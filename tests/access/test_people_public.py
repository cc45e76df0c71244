"""Public libraries: read without signing in where the site allows it, and nothing besides."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from access import services
from access.models import AuditEvent, Library, User
from search import indexing
from sops.models import Comment, Screenshot, Sop, Step, Version, Visit
from sops.pictures import store_picture
from sops.services import archiving, editing, publishing
from tests.support.browsing import client_of, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

NOBODY = AnonymousUser()


@pytest.fixture
def allowed(settings: Any) -> None:
    settings.STEPMARK_PUBLIC_LIBRARIES = True


@pytest.fixture
def public(cast: Cast, allowed: None) -> Cast:
    services.set_public(library=cast.sales, is_public=True, by=cast.adam)
    cast.sales.refresh_from_db()
    return cast


def signed_out() -> Client:
    return client_of(None)


def test_an_admin_makes_a_library_public_and_private_again(cast: Cast, allowed: None) -> None:
    client = client_of(cast.adam)
    client.post("/libraries/sales/people/public", {"public": "yes"})
    assert list(Library.objects.visible_to(NOBODY)) == [cast.sales]
    client.post("/libraries/sales/people/public", {"public": "no"})
    assert not Library.objects.visible_to(NOBODY).exists()
    assert {"made public", "made no longer public"} <= set(AuditEvent.objects.values_list("verb", flat=True))


def test_where_the_site_doesnt_allow_it_no_library_is_public(cast: Cast, settings: Any) -> None:
    assert client_of(cast.adam).post("/libraries/sales/people/public", {"public": "yes"}).status_code == 422
    Library.objects.update(is_public=True)  # it was, before the site stopped allowing it
    sop = make_sop(cast.sales, cast.ed)
    assert sop not in Sop.objects.visible_to(NOBODY)
    assert signed_out().get(sop.get_absolute_url())["Location"].startswith("/accounts/login/")


def test_an_sop_its_steps_and_its_pictures_are_read_without_signing_in(public: Cast) -> None:
    sop = make_sop(public.sales, public.ed, publish=False, owner=public.ed)
    shot = store_picture(sop=sop, content=picture_bytes())
    editing.update_step(step=step_of(sop, 2), by=public.ed, screenshot=shot)
    publishing.publish(sop=sop, by=public.ed)
    client = signed_out()
    html = text_of(client, sop.get_absolute_url())
    assert "Open the deal" in html
    assert f"/sops/{sop.key}/pictures/{shot.sha256}" in html
    assert client.get(f"/sops/{sop.key}/pictures/{shot.sha256}").status_code == 200
    assert client.get(f"/s/{step_of(sop, 2).key}")["Location"].startswith(sop.get_absolute_url())
    assert sop.title in text_of(client, "/libraries/sales/")
    assert "Sales" in text_of(client, "/libraries/")
    assert not Visit.objects.exists()


def test_no_name_but_the_owners_and_no_address_is_told(public: Cast) -> None:
    User.objects.filter(pk=public.ava.pk).update(name="")
    named = make_sop(public.sales, public.ed, "With a name", owner=public.rosa)
    unnamed = make_sop(public.sales, public.ed, "Without a name", owner=public.ava)
    pages = [
        named.get_absolute_url(),
        unnamed.get_absolute_url(),
        "/libraries/sales/",
        "/search?q=zebra",
        "/libraries/",
    ]
    told = "".join(text_of(signed_out(), url) for url in pages)
    assert "Rosa" in told
    assert "@example.com" not in told
    assert ">Ed<" not in told


def test_search_finds_what_is_public_and_only_that(public: Cast) -> None:
    shown = make_sop(public.sales, public.ed, "Request a discount")
    hidden = make_sop(public.desk, public.dee, "Approve a discount secretly")
    draft = make_sop(public.sales, public.ed, "Discount draft", publish=False)
    for sop in (shown, hidden, draft):
        indexing.index_sop(sop.pk)
    for url in ("/search?q=discount", "/search/panel?q=discount", "/search?q=discount&library=deal-desk"):
        html = text_of(signed_out(), url)
        assert "secretly" not in html
        assert "draft" not in html
        assert "Deal desk" not in html
    assert "Request a" in text_of(signed_out(), "/search?q=discount")


def test_what_is_not_public_leads_to_signing_in_whether_it_exists_or_not(public: Cast) -> None:
    closed = make_sop(public.desk, public.dee)
    draft = make_sop(public.sales, public.ed, publish=False)
    gone = make_sop(public.sales, public.ed)
    archiving.archive(sop=gone, by=public.ed, reason="Old")
    addresses = [sop.get_absolute_url() for sop in (closed, draft, gone)]
    addresses += [f"/s/{step_of(sop).key}" for sop in (closed, draft, gone)]
    addresses += ["/sops/nothing-here/", "/s/nothing-here", "/libraries/deal-desk/", "/libraries/nothing/"]
    answers = {url: signed_out().get(url) for url in addresses}
    assert {answer.status_code for answer in answers.values()} == {302}
    assert all(answer["Location"].startswith("/accounts/login/") for answer in answers.values())


@pytest.mark.parametrize(
    "path",
    [
        "history",
        "compare",
        "edit",
        "versions/1",
        "review",
        "draft",
        "feedback",
        "bundle",
        "edit/advice",
        "review-cycle",
    ],
)
def test_nothing_but_reading_is_open(public: Cast, path: str) -> None:
    sop = make_sop(public.sales, public.ed)
    assert signed_out().get(f"/sops/{sop.key}/{path}").status_code in (302, 405)
    for url in (f"/api/sops/{sop.key}", "/api/search?q=discount", "/api/libraries"):
        assert signed_out().get(url).status_code == 401


def test_the_querysets_give_nobody_more_than_published_sops_and_pictures(public: Cast) -> None:
    sop = make_sop(public.sales, public.ed)
    assert list(Sop.objects.visible_to(NOBODY)) == [sop]
    for rows in (
        Sop.objects.editable_by(NOBODY),
        Sop.objects.reviewable_by(NOBODY),
        Sop.objects.draft_visible_to(NOBODY),
        Sop.objects.administered_by(NOBODY),
        Step.objects.visible_to(NOBODY),
        Version.objects.visible_to(NOBODY),
        Comment.objects.visible_to(NOBODY),
        AuditEvent.objects.visible_to(NOBODY),
        Screenshot.objects.editable_by(NOBODY),
        Library.objects.editable_by(NOBODY),
    ):
        assert not rows.exists()


def test_who_is_switched_off_gets_no_more_than_by_signing_out(public: Cast) -> None:
    make_sop(public.sales, public.ed)
    User.objects.filter(pk=public.rosa.pk).update(is_active=False)
    assert not Sop.objects.visible_to(User.objects.get(pk=public.rosa.pk)).exists()


def test_strangers_search_only_so_often(public: Cast, settings: Any) -> None:
    """Counted by address, over all ways to search; who signs in goes on."""
    settings.STEPMARK_PUBLIC_RATE = 3
    client = signed_out()
    # A minute may end in between, and the count begins anew: twice as many are surely too many.
    answers = [client.get(path, {"q": "discount"}) for _ in range(4) for path in ("/search", "/search/panel")]
    assert {answer.status_code for answer in answers} == {200, 429}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert 0 < int(refused["Retry-After"]) <= 60
    assert "sign in" in refused.content.decode()
    assert client_of(public.rosa).get("/search", {"q": "discount"}).status_code == 200
    assert signed_out().get("/libraries/sales/").status_code == 200
