"""Everybody and their roles: what site admins do on /people."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from access import services, signin_people
from access.admins import orphaned
from access.models import ApiToken, AuditEvent, Library, Membership, User
from access.roles import Role
from access.services import make_token
from sops.models import Sop
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop


@pytest.fixture
def root(cast: Cast) -> User:
    return User.objects.create_superuser("root@example.com", name="Root")


def names_on(html: str) -> list[str]:
    return re.findall(r'<a class="t" href="/people/\d+">([^<]+)</a>', html)


def role_in(person: User, library: Library) -> int | None:
    return Membership.objects.filter(user=person, library=library).values_list("role", flat=True).first()


def test_the_table_shows_everybody_with_every_role(cast: Cast, root: User) -> None:
    html = text_of(client_of(root), "/people")
    assert names_on(html) == ["Adam", "Ava", "Dee", "Ed", "Gus", "Root", "Rosa"]
    assert "Role of Adam in Deal desk" in html
    assert "Role of Adam in Sales" in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ros", ["Rosa"]),
        ("q=DEE%40example", ["Dee"]),
        ("library=deal-desk", ["Adam", "Dee"]),
        ("role=40", ["Adam"]),
        ("library=sales&role=30", ["Ava"]),
        ("state=off", ["Gus"]),
        ("state=never&library=sales&role=10", ["Rosa"]),
        ("sort=-name&library=deal-desk", ["Dee", "Adam"]),
        ("role=99&q=ed%40", ["Ed"]),
        ("q=nobody-like-this", []),
    ],
)
def test_search_filters_and_order(cast: Cast, root: User, query: str, found: list[str]) -> None:
    User.objects.filter(pk=cast.gus.pk).update(is_active=False)
    assert names_on(text_of(client_of(root), f"/people?{query}")) == found


def test_a_group_filters_and_its_roles_are_shown(cast: Cast, root: User) -> None:
    north = Group.objects.create(name="North")
    cast.gus.groups.add(north)
    services.set_role(library=cast.desk, role=Role.EDITOR, by=root, group=north)
    html = text_of(client_of(root), f"/people?group={north.pk}")
    assert names_on(html) == ["Gus"]
    assert "Deal desk: editor by North" in html
    assert names_on(text_of(client_of(root), "/people?library=deal-desk&role=20")) == ["Dee", "Gus"]


def test_a_second_factor_and_the_last_sign_in_are_shown(cast: Cast, root: User) -> None:
    Authenticator.objects.create(user=cast.rosa, type=Authenticator.Type.TOTP, data={})
    row = text_of(client_of(root), "/people?q=rosa").split("<tbody>")[1]
    assert "On</span>" in row
    assert "never" in row


def test_the_list_is_paged(cast: Cast, root: User) -> None:
    User.objects.bulk_create(User(email=f"p{number}@example.com", name=f"Z{number:03}") for number in range(60))
    assert len(names_on(text_of(client_of(root), "/people"))) == 50
    assert len(names_on(text_of(client_of(root), "/people?page=2"))) == 17


def test_more_people_need_no_more_queries(cast: Cast, root: User) -> None:
    client = client_of(root)
    few = queries_for(client, "/people")
    north = Group.objects.create(name="North")
    services.set_role(library=cast.desk, role=Role.EDITOR, by=root, group=north)
    for number in range(11):
        person = User.objects.create_user(f"more{number}@example.com")
        person.groups.add(north)
        services.set_role(library=cast.sales, role=Role.VIEWER, by=root, user=person)
    assert queries_for(client, "/people") <= few + 1  # groups' roles: asked for once where there is a group


def test_a_role_is_changed_in_its_row_and_undone(cast: Cast, root: User) -> None:
    client = client_of(root)
    answer = client.post(f"/people/{cast.rosa.pk}/role", {"library": "sales", "role": 30, "back": "q=rosa"})
    assert answer["Location"] == "/people?q=rosa"
    assert role_in(cast.rosa, cast.sales) == Role.APPROVER
    assert "Rosa is approver in Sales now (was viewer)." in text_of(client, "/people?q=rosa")
    client.post("/people/undo", {"next": "/people?q=rosa"})
    assert role_in(cast.rosa, cast.sales) == Role.VIEWER
    client.post("/people/undo", {"next": "/people"})
    assert role_in(cast.rosa, cast.sales) == Role.VIEWER


def test_a_role_that_was_taken_comes_back(cast: Cast, root: User) -> None:
    client = client_of(root)
    client.post(f"/people/{cast.dee.pk}/role", {"library": "deal-desk", "role": "none"})
    assert role_in(cast.dee, cast.desk) is None
    client.post("/people/undo", {"next": "/people"})
    assert role_in(cast.dee, cast.desk) == Role.EDITOR


def test_undo_leaves_alone_what_somebody_else_changed_meanwhile(cast: Cast, root: User) -> None:
    client = client_of(root)
    client.post(f"/people/{cast.rosa.pk}/role", {"library": "sales", "role": 30})
    services.set_role(library=cast.sales, role=Role.EDITOR, by=cast.adam, user=cast.rosa)
    client.post("/people/undo", {"next": "/people"})
    assert role_in(cast.rosa, cast.sales) == Role.EDITOR


def test_undo_leads_nowhere_else(cast: Cast, root: User) -> None:
    assert client_of(root).post("/people/undo", {"next": "https://evil.example/"})["Location"] == "/"


@pytest.mark.parametrize("role", ["99", "owner", "", "-10", "40; drop"])
def test_an_unknown_role_is_refused_and_nothing_changes(cast: Cast, root: User, role: str) -> None:
    answer = client_of(root).post(f"/people/{cast.rosa.pk}/role", {"library": "sales", "role": role})
    assert answer.status_code == 422
    assert "Choose a role." in answer.content.decode()
    assert role_in(cast.rosa, cast.sales) == Role.VIEWER


def test_the_last_admin_of_a_library_stays(cast: Cast, root: User) -> None:
    client = client_of(root)
    for data in ({"role": "none"}, {"role": 30}):
        answer = client.post(f"/people/{cast.adam.pk}/role", {"library": "sales", **data})
        assert answer.status_code == 422
        assert "would be left without an admin" in answer.content.decode()
    assert client.post(f"/people/{cast.adam.pk}/off").status_code == 422
    assert role_in(cast.adam, cast.sales) == Role.ADMIN
    assert User.objects.get(pk=cast.adam.pk).is_active


def test_an_admin_who_cant_sign_in_counts_for_none(cast: Cast, root: User) -> None:
    services.set_role(library=cast.sales, role=Role.ADMIN, by=root, user=cast.ed)
    User.objects.filter(pk=cast.ed.pk).update(is_active=False)
    with pytest.raises(ValidationError):
        services.set_role(library=cast.sales, role=Role.EDITOR, by=root, user=cast.adam)
    empty = Group.objects.create(name="Empty")
    services.set_role(library=cast.sales, role=Role.ADMIN, by=root, group=empty)
    with pytest.raises(ValidationError):
        services.set_role(library=cast.sales, role=Role.EDITOR, by=root, user=cast.adam)
    assert role_in(cast.adam, cast.sales) == Role.ADMIN


def test_the_last_site_admin_stays(cast: Cast, root: User) -> None:
    client = client_of(root)
    answer = client.post(f"/people/{root.pk}/site-admin", {"admin": "no"})
    assert answer.status_code == 422
    assert User.objects.get(pk=root.pk).is_superuser
    client.post(f"/people/{cast.ed.pk}/site-admin", {"admin": "yes"})
    assert client.post(f"/people/{root.pk}/site-admin", {"admin": "no"}).status_code == 302
    assert not User.objects.get(pk=root.pk).is_superuser
    assert client.get("/people").status_code == 403


def test_nobody_switches_themselves_off(cast: Cast, root: User) -> None:
    assert client_of(root).post(f"/people/{root.pk}/off").status_code == 422
    assert User.objects.get(pk=root.pk).is_active


def test_switched_off_counts_from_the_next_request_for_sessions_and_tokens(cast: Cast, root: User) -> None:
    theirs = client_of(cast.rosa)
    assert theirs.get("/").status_code == 200
    key = make_token(user=cast.rosa, name="CRM")
    bearer = {"HTTP_AUTHORIZATION": f"Token {key}"}
    assert client_of(None).get("/api/me", **bearer).status_code == 200  # type: ignore[arg-type]
    assert client_of(root).post(f"/people/{cast.rosa.pk}/off").status_code == 302
    assert theirs.get("/").status_code == 302
    assert client_of(None).get("/api/me", **bearer).status_code == 401  # type: ignore[arg-type]
    assert not ApiToken.objects.filter(user=cast.rosa).exists()
    assert AuditEvent.objects.filter(verb="switched off", actor=root).exists()


def test_what_they_own_moves_to_the_successor(cast: Cast, root: User) -> None:
    sop = make_sop(cast.sales, cast.ed, owner=cast.ed)
    draft = make_sop(cast.sales, cast.ed, "A draft", publish=False, owner=cast.ed)
    client_of(root).post(f"/people/{cast.ed.pk}/off", {"successor": "ava@example.com"})
    assert {Sop.objects.get(pk=one.pk).owner for one in (sop, draft)} == {cast.ava}


def test_without_a_successor_an_admin_of_each_library_owns_it(cast: Cast, root: User) -> None:
    sales, desk = make_sop(cast.sales, cast.ed, owner=cast.ed), make_sop(cast.desk, cast.dee, owner=cast.ed)
    signin_people.switch_off(person=cast.ed, by="the directory")
    assert {Sop.objects.get(pk=one.pk).owner for one in (sales, desk)} == {cast.adam}


def test_a_successor_who_couldnt_see_it_changes_nothing(cast: Cast, root: User) -> None:
    sop = make_sop(cast.desk, cast.dee, owner=cast.dee)
    answer = client_of(root).post(f"/people/{cast.dee.pk}/off", {"successor": "gus@example.com"})
    assert answer.status_code == 422
    assert "see" in answer.content.decode()
    assert Sop.objects.get(pk=sop.pk).owner == cast.dee
    assert User.objects.get(pk=cast.dee.pk).is_active
    unknown = client_of(root).post(f"/people/{cast.dee.pk}/off", {"successor": "who@example.com"})
    assert "Nobody here has the address" in unknown.content.decode()


def test_switched_on_again_they_may_sign_in_but_tokens_stay_ended(cast: Cast, root: User) -> None:
    make_token(user=cast.rosa, name="CRM")
    client = client_of(root)
    client.post(f"/people/{cast.rosa.pk}/off")
    client.post(f"/people/{cast.rosa.pk}/on")
    assert User.objects.get(pk=cast.rosa.pk).is_active
    assert not ApiToken.objects.filter(user=cast.rosa).exists()


def test_a_persons_page_says_what_they_may_where_and_why(cast: Cast, root: User) -> None:
    html = text_of(client_of(root), f"/people/{cast.rosa.pk}")
    assert "Rosa can read: by their own role (viewer)." in html
    assert "Rosa sees nothing of it: the library is for members only, and they are not one." in html
    assert text_of(client_of(root), "/people/999999", 404)


def test_libraries_without_an_admin_are_listed_and_taken_over(cast: Cast, root: User) -> None:
    assert not orphaned().exists()
    signin_people.switch_off(person=cast.adam, by="the directory")
    client = client_of(root)
    html = text_of(client, "/people/libraries")
    assert "Take over Deal desk" in html
    assert "Take over Sales" in html
    assert "2 libraries have no admin" in text_of(client, "/people")
    client.post("/people/libraries/sales/admin")
    assert role_in(root, cast.sales) == Role.ADMIN
    client.post("/people/libraries/deal-desk/admin", {"who": "dee@example.com"})
    assert role_in(cast.dee, cast.desk) == Role.ADMIN
    assert "Every library has an admin" in text_of(client, "/people/libraries")


def test_nobody_who_is_off_is_appointed(cast: Cast, root: User) -> None:
    signin_people.switch_off(person=cast.adam, by="the directory")
    answer = client_of(root).post("/people/libraries/sales/admin", {"who": "adam@example.com"})
    assert answer.status_code == 422
    assert orphaned().count() == 2


def test_more_libraries_without_an_admin_need_no_more_queries(cast: Cast, root: User) -> None:
    client = client_of(root)
    Library.objects.create(name="Lone", slug="lone")
    few = queries_for(client, "/people/libraries")
    for number in range(10):
        Library.objects.create(name=f"Lone {number}", slug=f"lone-{number}")
    assert queries_for(client, "/people/libraries") == few


def test_others_get_none_of_it(cast: Cast, root: User) -> None:
    client = client_of(cast.adam)
    before: Any = role_in(cast.rosa, cast.sales)
    for url in ("/people", f"/people/{cast.rosa.pk}", "/groups", "/people/import", "/people/invitations"):
        assert client.get(url).status_code == 403
    for url in ("role", "off", "on", "site-admin"):
        assert client.post(f"/people/{cast.rosa.pk}/{url}", {"library": "sales", "role": 40}).status_code == 403
    assert role_in(cast.rosa, cast.sales) == before


def test_the_administration_goes_round_none_of_it(cast: Cast, root: User) -> None:
    client = client_of(root)
    form = {"email": "adam@example.com", "name": "Adam A.", "is_superuser": "on", "groups": []}
    client.post(f"/admin/access/user/{cast.adam.pk}/change/", form)
    adam = User.objects.get(pk=cast.adam.pk)
    assert (adam.is_active, adam.is_superuser) == (True, False)
    assert client.post(f"/admin/access/user/{cast.adam.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/auth/group/").status_code == 404
