"""Invitations: a link that lets one person in, once, for a few days."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.utils import timezone

from access import invitations, signin_people
from access.models import AuditEvent, Invitation, User
from tests.access.test_signin import said, sign_in
from tests.support.cast import Cast

PASSWORDS = {"name": "Noor Haddad", "password1": "correct-horse-42", "password2": "correct-horse-42"}


@pytest.fixture
def link(cast: Cast, django_capture_on_commit_callbacks: Any) -> str:
    """The path in the letter that Noor got."""
    with django_capture_on_commit_callbacks(execute=True):
        invitations.invite(
            email="noor@example.com", library=cast.sales, by=cast.adam, request=RequestFactory().get("/")
        )
    return link_in(mail.outbox[-1])


def link_in(letter: Any) -> str:
    return re.search(r"http://testserver(/\S+)", letter.body)[1]  # type: ignore[index]


def accept(link: str, **changed: str) -> tuple[Client, Any]:
    client = Client()
    client.get(link)
    return client, client.post("/invitation/", PASSWORDS | changed)


def test_it_sets_a_password_verifies_the_address_and_lets_in(link: str) -> None:
    client, answer = accept(link)
    assert answer.status_code == 302
    assert client.get("/").status_code == 200
    person = User.objects.get(email="noor@example.com")
    assert (person.name, person.check_password("correct-horse-42")) == ("Noor Haddad", True)
    assert EmailAddress.objects.get(user=person).verified
    assert person.last_login is not None
    assert AuditEvent.objects.filter(verb="accepted the invitation", actor=person).exists()


def test_its_secret_leaves_the_address_bar_and_only_a_hash_is_kept(link: str) -> None:
    secret = link.rsplit("/", 1)[1]
    assert Client().get(link)["Location"] == "/invitation/"
    assert secret not in str(list(Invitation.objects.values()))
    assert secret not in str(list(AuditEvent.objects.values()))


def test_it_works_once(link: str) -> None:
    accept(link)
    client, again = accept(link, password1="stolen-horse-43", password2="stolen-horse-43")
    assert again.status_code == 410
    assert "This invitation was used already. Sign in" in said(again)
    assert client.get("/").status_code == 302
    assert User.objects.get(email="noor@example.com").check_password("correct-horse-42")


def test_two_browsers_at_the_same_moment_are_one_acceptance(link: str) -> None:
    first, second = Client(), Client()
    for client in (first, second):
        assert client.get(link, follow=True).status_code == 200
    assert first.post("/invitation/", PASSWORDS).status_code == 302
    assert second.post("/invitation/", PASSWORDS).status_code == 410


def test_it_runs_out_and_stays_so_when_the_clock_is_set_back(link: str, settings: Any) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=settings.STEPMARK_INVITATION_DAYS, minutes=1)):
        assert "This invitation is too old." in said(accept(link)[1])
    assert accept(link)[1].status_code == 410
    assert not User.objects.get(email="noor@example.com").has_usable_password()


def test_a_clock_set_back_before_it_was_made_changes_nothing(link: str) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        assert accept(link)[1].status_code == 302
        assert accept(link)[1].status_code == 410


def test_a_new_one_ends_the_one_before(cast: Cast, link: str, django_capture_on_commit_callbacks: Any) -> None:
    person = User.objects.get(email="noor@example.com")
    with django_capture_on_commit_callbacks(execute=True):
        invitations.send_again(person=person, by=cast.adam, request=RequestFactory().get("/"))
    assert "was withdrawn" in said(accept(link)[1])
    assert accept(link_in(mail.outbox[-1]))[1].status_code == 302
    with pytest.raises(ValidationError, match="has a password already"):
        invitations.send_again(person=User.objects.get(pk=person.pk), by=cast.adam, request=RequestFactory().get("/"))


def test_who_is_switched_off_is_not_let_in_by_it(cast: Cast, link: str) -> None:
    person = User.objects.get(email="noor@example.com")
    signin_people.switch_off(person=person, by=cast.adam)
    assert accept(link)[1].status_code == 410
    signin_people.switch_on(person=person, by=cast.adam)
    assert accept(link)[1].status_code == 410


@pytest.mark.parametrize("secret", ["x", "ä", "a" * 5000, "%00"])
def test_an_invented_link_is_refused_in_words(db: None, secret: str) -> None:
    _, answer = accept(f"/invitation/{secret}")
    assert answer.status_code == 410
    assert "There is no such invitation." in said(answer)


def test_a_weak_password_is_refused_and_the_invitation_stays_good(link: str) -> None:
    client, answer = accept(link, password1="short", password2="short")
    assert answer.status_code == 422
    assert "at least 10 characters" in said(answer)
    assert client.post("/invitation/", PASSWORDS).status_code == 302


def test_forgot_the_password_does_not_let_in_who_never_accepted(link: str) -> None:
    """The account exists, but nobody has proven the address yet; nothing is told either."""
    assert sign_in("noor@example.com", "").status_code == 200
    assert sign_in("noor@example.com", "correct-horse-42").status_code == 200
