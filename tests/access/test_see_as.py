"""Seeing the site as somebody else: to look only, never more than they see, and always in the audit log."""

from typing import Any

import pytest
from django.test import Client

from access import see_as
from access.models import AuditEvent, Membership, User
from access.roles import Role
from sops.models import Pin, Visit
from sops.services import sharing
from tests.support.browsing import client_of, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop

BANNER = "You see what {} sees"


@pytest.fixture
def root(cast: Cast) -> User:
    return User.objects.create_superuser("root@example.com", name="Root")


def seeing(by: User, person: User) -> Client:
    client = client_of(by)
    assert client.post("/see-as", {"person": person.pk}).status_code == 302
    return client


def test_an_admin_of_the_site_sees_exactly_what_the_person_sees(cast: Cast, root: User) -> None:
    open_one, closed = make_sop(cast.sales, cast.ed), make_sop(cast.desk, cast.dee, "Approve a discount")
    draft = make_sop(cast.sales, cast.ed, "Not yet", publish=False)
    client = seeing(root, cast.rosa)
    html = text_of(client, open_one.get_absolute_url())
    assert BANNER.format("Rosa") in html
    for hidden in (closed, draft):
        assert client.get(hidden.get_absolute_url()).status_code == 404
        assert BANNER.format("Rosa") in client.get(hidden.get_absolute_url()).content.decode()
    assert client.get("/api/me").json()["email"] == "rosa@example.com"


def test_nothing_can_be_changed(cast: Cast, root: User) -> None:
    sop = make_sop(cast.sales, cast.ed)
    client = seeing(root, cast.ed)
    for url, data in (
        (f"/sops/{sop.key}/pin", {}),
        ("/account/tokens/make", {"name": "Mine", "scope": "read"}),
        ("/people/1/off", {}),
        ("/api/sops", {}),
        ("/see-as", {"person": cast.rosa.pk}),
    ):
        assert client.post(url, data).status_code == 403
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(f"/api/sops/{sop.key}").status_code == 403
    assert not Pin.objects.exists()


def test_what_a_page_would_note_is_undone(cast: Cast, root: User) -> None:
    sop = make_sop(cast.sales, cast.ed)
    text_of(seeing(root, cast.rosa), sop.get_absolute_url())
    assert not Visit.objects.filter(user=cast.rosa).exists()
    text_of(client_of(cast.rosa), sop.get_absolute_url())
    assert Visit.objects.filter(user=cast.rosa).exists()


@pytest.mark.parametrize("url", ["/account/tokens", "/accounts/sessions/", "/people", "/groups", "/admin/", "/audit"])
def test_their_own_affairs_stay_closed(cast: Cast, root: User, url: str) -> None:
    assert seeing(root, cast.ed).get(url).status_code == 403


def test_an_admin_of_a_library_sees_only_that_library_through_somebody(cast: Cast, root: User) -> None:
    Membership.objects.filter(library=cast.desk, user=cast.adam).delete()
    Membership.objects.create(library=cast.desk, user=cast.rosa, role=Role.VIEWER)
    here, there = make_sop(cast.sales, cast.ed), make_sop(cast.desk, cast.dee, "Approve a discount")
    secret = make_sop(cast.desk, cast.dee, "Secret", publish=False)
    (share,) = sharing.share(sop=secret, people=[cast.rosa], by=cast.dee)
    client = seeing(cast.adam, cast.rosa)
    assert BANNER.format("Rosa") in text_of(client, here.get_absolute_url())
    for hidden in (there, share.sop):
        assert client.get(hidden.get_absolute_url()).status_code == 404
    assert "Deal desk" not in text_of(client, "/libraries/")
    assert "Approve a discount" not in text_of(client, "/search?q=discount")
    assert [row["slug"] for row in client.get("/api/libraries").json()["results"]] == ["sales"]


def test_whom_an_admin_of_a_library_may_not_see_as(cast: Cast, root: User) -> None:
    for person in (cast.gus, root):  # no role in one of theirs; a site admin
        assert client_of(cast.adam).post("/see-as", {"person": person.pk}).status_code == 403
    Membership.objects.create(library=cast.sales, user=root, role=Role.VIEWER)
    assert client_of(cast.adam).post("/see-as", {"person": root.pk}).status_code == 403
    for who in ("rosa", "ed", "ava", "gus"):
        assert client_of(getattr(cast, who)).post("/see-as", {"person": cast.dee.pk}).status_code == 403


def test_it_ends_with_stop_and_all_of_it_is_in_the_audit_log(cast: Cast, root: User) -> None:
    sop = make_sop(cast.sales, cast.ed)
    client = seeing(root, cast.rosa)
    text_of(client, sop.get_absolute_url())
    client.post("/see-as/stop")
    assert BANNER.format("Rosa") not in text_of(client, "/people")
    events = AuditEvent.objects.filter(actor=root, subject="rosa@example.com").order_by("pk")
    assert [event.verb for event in events] == ["began to see as", "saw as", "stopped seeing as"]
    assert events[1].detail["path"] == sop.get_absolute_url()


def test_it_ends_with_the_right_to_it(cast: Cast, root: User) -> None:
    client = seeing(cast.adam, cast.rosa)
    assert BANNER.format("Rosa") in text_of(client, "/")
    Membership.objects.filter(user=cast.adam).delete()
    assert client.get("/").status_code == 302
    assert BANNER.format("Rosa") not in text_of(client, "/")


def test_it_ends_when_the_person_is_switched_off(cast: Cast, root: User) -> None:
    client = seeing(root, cast.rosa)
    User.objects.filter(pk=cast.rosa.pk).update(is_active=False)
    assert client.get("/").status_code == 302
    assert BANNER.format("Rosa") not in text_of(client, "/")


@pytest.mark.parametrize("seconds", [see_as.MOST_SECONDS + 1, -7200])
def test_it_ends_after_an_hour_and_a_clock_set_back_makes_it_no_longer(cast: Cast, root: User, seconds: int) -> None:
    """Bad input: a clock set back."""
    client = seeing(root, cast.rosa)
    session: Any = client.session
    state = session[see_as.KEY]
    session[see_as.KEY] = state | {"until": state["until"] - seconds}
    session.save()
    assert client.get("/").status_code == 302
    assert see_as.KEY not in client.session


def test_signing_out_works_meanwhile(cast: Cast, root: User) -> None:
    client = seeing(root, cast.rosa)
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/").status_code == 302
