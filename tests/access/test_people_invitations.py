"""Invitations that wait: listed, sent again, withdrawn."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from access import invitations
from access.models import Invitation, User
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast


@pytest.fixture
def root(cast: Cast) -> User:
    return User.objects.create_superuser("root@example.com", name="Root")


@pytest.fixture
def newcomer(cast: Cast, django_capture_on_commit_callbacks: Any) -> User:
    with django_capture_on_commit_callbacks(execute=True):
        client_of(cast.adam).post("/libraries/sales/people/add", {"who": "new@example.com", "role": 10})
    return User.objects.get(email="new@example.com")


def secret_in_last_mail() -> str:
    found = re.search(r"/invitation/(\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def test_who_was_invited_by_whom_is_listed(root: User, newcomer: User) -> None:
    html = text_of(client_of(root), "/people/invitations")
    assert "new@example.com" in html
    assert "by Adam" in html
    assert "Invited</span>" in text_of(client_of(root), "/people?state=invited")


def test_sent_again_the_old_link_ends(root: User, newcomer: User, django_capture_on_commit_callbacks: Any) -> None:
    old = secret_in_last_mail()
    with django_capture_on_commit_callbacks(execute=True):
        client_of(root).post(f"/people/{newcomer.pk}/invitation/again")
    assert invitations.find(secret_in_last_mail()).person == newcomer
    with pytest.raises(invitations.Refused):
        invitations.find(old)


def test_withdrawn_it_lets_nobody_in(root: User, newcomer: User) -> None:
    client_of(root).post(f"/people/{newcomer.pk}/invitation/withdraw")
    with pytest.raises(invitations.Refused):
        invitations.find(secret_in_last_mail())
    assert "Nobody is waiting" in text_of(client_of(root), "/people/invitations")


def test_used_twice_is_refused_and_nothing_changes(root: User, newcomer: User) -> None:
    """Bad input: an invitation used twice."""
    secret = secret_in_last_mail()
    invitations.accept(secret=secret, password="correct-horse-42", name="New")
    before = User.objects.get(pk=newcomer.pk).password
    with pytest.raises(invitations.Refused):
        invitations.accept(secret=secret, password="another-horse-43", name="Thief")
    after = User.objects.get(pk=newcomer.pk)
    assert (after.password, after.name) == (before, "New")
    client_of(root).post(f"/people/{newcomer.pk}/invitation/again")
    assert not invitations.open_ones().exists()


def test_too_old_stays_too_old_when_the_clock_is_set_back(root: User, newcomer: User) -> None:
    """Bad input: a clock set back."""
    secret = secret_in_last_mail()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(invitations.Refused):
        invitations.find(secret)
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=1))  # as the clock then would have it
    with pytest.raises(invitations.Refused):
        invitations.find(secret)


def test_more_invitations_need_no_more_queries(root: User, newcomer: User) -> None:
    client = client_of(root)
    few = queries_for(client, "/people/invitations")
    for number in range(10):
        person = User.objects.create_user(f"new{number}@example.com")
        Invitation.objects.create(
            person=person, invited_by=root, digest=str(number), expires_at=timezone.now() + timedelta(days=1)
        )
    assert queries_for(client, "/people/invitations") == few
