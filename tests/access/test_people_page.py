"""Who may do what in a library: the page for its admins."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail

from access.models import AuditEvent, Library, Membership, User
from access.roles import Role
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast

PEOPLE = "/libraries/sales/people"


def role_of(person: User, library: Library) -> str | None:
    member = Membership.objects.filter(user=person, library=library).first()
    return member.get_role_display() if member else None


def member(person: User, library: Library) -> Membership:
    return Membership.objects.get(user=person, library=library)


def test_an_admin_sees_every_member_with_the_role(cast: Cast) -> None:
    html = text_of(client_of(cast.adam), PEOPLE)
    for name in ("Rosa", "Ed", "Ava", "Adam"):
        assert f"<strong>{name}</strong>" in html
    chosen = re.findall(r'value="(\d+)" form="role-\d+" data-submit checked', html)
    assert sorted(map(int, chosen)) == [10, 20, 30, 40]


@pytest.mark.parametrize(("who", "status"), [("rosa", 403), ("ed", 403), ("ava", 403), ("gus", 403)])
def test_others_are_told_that_they_may_not(cast: Cast, who: str, status: int) -> None:
    client = client_of(getattr(cast, who))
    assert client.get(PEOPLE).status_code == status
    assert client.post(f"{PEOPLE}/add", {"who": "gus@example.com", "role": 40}).status_code == status
    assert client.get("/libraries/deal-desk/people").status_code == 404
    assert role_of(cast.gus, cast.sales) is None


def test_a_known_person_is_added_by_address(cast: Cast) -> None:
    client_of(cast.adam).post(f"{PEOPLE}/add", {"who": " GUS@example.com ", "role": Role.EDITOR})
    assert role_of(cast.gus, cast.sales) == "Editor"
    assert len(mail.outbox) == 0


def test_an_unknown_person_gets_an_account_and_a_link_that_lets_them_in(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client_of(cast.adam).post(f"{PEOPLE}/add", {"who": "New.Person@example.com", "role": Role.VIEWER})
    person = User.objects.get(email="new.person@example.com")
    assert role_of(person, cast.sales) == "Viewer"
    assert not person.has_usable_password()
    [letter] = mail.outbox
    assert letter.to == ["new.person@example.com"]
    link = re.search(r"http://testserver(/\S+)", letter.body)[1]  # type: ignore[index]
    guest = client_of(None)
    form = guest.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    guest.post(address, {"password1": "correct-horse-42", "password2": "correct-horse-42"})
    person.refresh_from_db()
    assert person.check_password("correct-horse-42")


@pytest.mark.parametrize("who", ["", "no address", "x" * 300 + "@example.com", "Nobody's group"])
def test_what_is_neither_address_nor_group_is_refused_in_words(cast: Cast, who: str) -> None:
    response = client_of(cast.adam).post(f"{PEOPLE}/add", {"who": who, "role": Role.VIEWER})
    assert response.status_code == 422
    assert "Nothing was changed" in response.content.decode()
    assert User.objects.count() == 6


def test_a_group_is_added_by_name_and_its_people_are_counted(cast: Cast) -> None:
    group = Group.objects.create(name="Managers")
    cast.gus.groups.add(group)
    client_of(cast.adam).post(f"{PEOPLE}/add", {"who": "managers", "role": Role.EDITOR})
    html = text_of(client_of(cast.adam), f"{PEOPLE}?person=gus")
    assert "1 group" in html
    assert "as a member of the group Managers (editor)" in html


def test_a_role_is_changed_and_the_change_is_listed(cast: Cast) -> None:
    client = client_of(cast.adam)
    client.post(f"{PEOPLE}/{member(cast.rosa, cast.sales).pk}/role", {"role": Role.EDITOR})
    assert role_of(cast.rosa, cast.sales) == "Editor"
    assert "Adam made Rosa editor (was viewer)" in text_of(client, PEOPLE)


@pytest.mark.parametrize("role", ["", "41", "x"])
def test_an_unknown_role_is_refused(cast: Cast, role: str) -> None:
    response = client_of(cast.adam).post(f"{PEOPLE}/{member(cast.rosa, cast.sales).pk}/role", {"role": role})
    assert response.status_code == 422
    assert role_of(cast.rosa, cast.sales) == "Viewer"


@pytest.mark.parametrize("what", ["role", "remove"])
def test_the_last_admin_can_neither_leave_nor_step_down(cast: Cast, what: str) -> None:
    address = f"{PEOPLE}/{member(cast.adam, cast.sales).pk}/{what}"
    response = client_of(cast.adam).post(address, {"role": Role.VIEWER})
    assert response.status_code == 422
    assert "without an admin" in response.content.decode()
    assert role_of(cast.adam, cast.sales) == "Admin"


def test_a_member_is_removed(cast: Cast) -> None:
    client_of(cast.adam).post(f"{PEOPLE}/{member(cast.ed, cast.sales).pk}/remove")
    assert role_of(cast.ed, cast.sales) is None
    assert AuditEvent.objects.filter(verb="removed member", subject="Ed").exists()


def test_members_of_another_library_are_out_of_reach(cast: Cast) -> None:
    Membership.objects.filter(user=cast.adam, library=cast.desk).delete()
    address = f"{PEOPLE}/{member(cast.dee, cast.desk).pk}/remove"
    assert client_of(cast.adam).post(address).status_code == 404
    assert role_of(cast.dee, cast.desk) == "Editor"


def test_closing_a_library_shuts_out_those_without_a_role(cast: Cast) -> None:
    assert client_of(cast.gus).get("/libraries/sales/").status_code == 200
    client_of(cast.adam).post(f"{PEOPLE}/open", {"open": "no"})
    assert client_of(cast.gus).get("/libraries/sales/").status_code == 404
    assert client_of(cast.rosa).get("/libraries/sales/").status_code == 200
    assert "closed Sales to all but its members" in text_of(client_of(cast.adam), PEOPLE)


@pytest.mark.parametrize(
    ("person", "answer"),
    [
        ("rosa", "Rosa can read</strong>by their own role (viewer)"),
        ("ava", "Ava can read, edit and approve"),
        ("gus", "because the library is open to everyone signed in"),
        ("nobody-here", "Nobody is called"),
    ],
)
def test_who_can_see_this_is_answered_plainly(cast: Cast, person: str, answer: str) -> None:
    assert answer in text_of(client_of(cast.adam), f"{PEOPLE}?person={person}")


def test_who_sees_nothing_of_a_closed_library_is_said_too(cast: Cast) -> None:
    assert "they are not one" in text_of(client_of(cast.adam), "/libraries/deal-desk/people?person=rosa")


def test_more_members_need_no_more_queries(cast: Cast) -> None:
    client = client_of(cast.adam)
    few = queries_for(client, PEOPLE)
    for number in range(10):
        person = User.objects.create_user(f"p{number}@example.com")
        Membership.objects.create(library=cast.sales, user=person, role=Role.VIEWER)
        group = Group.objects.create(name=f"G{number}")
        Membership.objects.create(library=cast.sales, group=group, role=Role.VIEWER)
    assert queries_for(client, PEOPLE) == few
