"""Signing in with a password: what it says, when it locks, what is written down."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings as real
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone

from access import signin_people
from access.models import ApiToken, AuditEvent, User
from access.signin_tokens import make_token
from tests.support.browsing import client_of, text_of
from tests.support.cast import Cast

PASSWORD = "only-for-tests-4711"
LOGIN = "/accounts/login/"


def with_password(person: User) -> User:
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(email: str, password: str = PASSWORD, client: Client | None = None) -> Any:
    return (client or Client()).post(LOGIN, {"login": email, "password": password})


def said(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def verbs(**by: Any) -> list[str]:
    return list(AuditEvent.objects.filter(**by).order_by("pk").values_list("verb", flat=True))


def test_sign_in_is_recorded_with_when_and_where(cast: Cast) -> None:
    assert with_password(cast.rosa).last_login is None
    response = sign_in("Rosa@Example.com")
    assert response.status_code == 302
    cast.rosa.refresh_from_db()
    assert cast.rosa.last_login is not None
    event = AuditEvent.objects.get(verb="signed in")
    assert (event.actor, event.detail["methods"], event.ip) == (cast.rosa, ["password"], "127.0.0.1")


def test_a_failure_is_recorded_with_the_address_but_nothing_that_could_be_a_password(cast: Cast) -> None:
    with_password(cast.rosa)
    sign_in("rosa@example.com", "wrong")
    sign_in("hunter2-typed-in-the-wrong-field", "wrong")
    assert [event.actor_name for event in AuditEvent.objects.filter(verb="failed to sign in")] == ["rosa@example.com"]
    assert "hunter2" not in str(list(AuditEvent.objects.values()))


def test_wrong_password_and_unknown_person_are_told_the_same(cast: Cast) -> None:
    """Case 34: nothing tells whether the person exists."""
    with_password(cast.rosa)
    known, unknown = sign_in("rosa@example.com", "wrong"), sign_in("noah@example.com", "wrong")
    assert known.status_code == unknown.status_code == 200
    assert said(known).replace("rosa@", "noah@") == said(unknown)
    assert "The e-mail address or the password is wrong." in said(known)


@pytest.mark.parametrize("email", ["rosa@example.com", "noah@example.com"])
def test_guessing_locks_real_and_invented_accounts_alike(cast: Cast, email: str, settings: Any) -> None:
    """Case 34: brute force locks, also for the right password, and opens again after a while."""
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
    with_password(cast.rosa)
    for _ in range(5):
        assert "password is wrong" in said(sign_in(email, "wrong"))
    locked = sign_in(email)
    assert "Too many failed sign-ins. Wait five minutes, or set a new password." in said(locked)
    assert verbs(verb="was locked out") == ["was locked out"]
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert sign_in(email).status_code == (302 if email.startswith("rosa") else 200)


def test_one_address_that_tries_many_people_is_locked(cast: Cast, settings: Any) -> None:
    """Case 34: many accounts from one place."""
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,5/5m/key"}
    with_password(cast.rosa)
    for number in range(10):
        sign_in(f"somebody{number}@example.com", "wrong")
    assert "Too many failed sign-ins" in said(sign_in("rosa@example.com"))


def test_limits_are_kept_where_all_processes_see_them(settings: Any) -> None:
    assert settings.CACHES["default"]["BACKEND"].endswith(("DatabaseCache", "RedisCache"))


def test_nobody_is_locked_out_by_a_clock_set_back_and_nobody_let_in(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/key"}
    with_password(cast.rosa)
    now = timezone.now()
    for _ in range(3):
        sign_in("rosa@example.com", "wrong")
    with time_machine.travel(now - timedelta(minutes=2)):
        assert "Too many failed" in said(sign_in("rosa@example.com"))
    with time_machine.travel(now + timedelta(minutes=6)):
        assert sign_in("rosa@example.com").status_code == 302


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short-1", "at least 10 characters"),
        ("password123", "too common"),
        ("83920174650", "entirely numeric"),
        ("rosa.alvarez1", "too similar"),
    ],
)
def test_a_weak_password_is_refused_in_a_sentence(cast: Cast, password: str, sentence: str) -> None:
    cast.rosa.name = "Rosa Alvarez"
    client = client_of(with_password(cast.rosa))
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert sentence in said(client.post("/accounts/password/change/", form))
    cast.rosa.refresh_from_db()
    assert cast.rosa.check_password(PASSWORD)


def test_a_changed_password_ends_every_other_session(cast: Cast) -> None:
    """Case 3."""
    with_password(cast.rosa)
    here, there = Client(), Client()
    for client in (here, there):
        sign_in("rosa@example.com", client=client)
    form = {"oldpassword": PASSWORD, "password1": "another-one-4712", "password2": "another-one-4712"}
    assert here.post("/accounts/password/change/", form).status_code == 302
    assert there.get("/").status_code == 302
    assert here.get("/").status_code == 200
    assert "changed their password" in verbs(actor=cast.rosa)
    assert "rosa@example.com" in mail.outbox[-1].to


def test_a_reset_link_works_once(cast: Cast) -> None:
    with_password(cast.rosa)
    Client().post("/accounts/password/reset/", {"email": "rosa@example.com"})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]  # type: ignore[index]
    client = Client()
    form = client.get(link, follow=True)
    new = {"password1": "another-one-4712", "password2": "another-one-4712"}
    client.post(form.redirect_chain[-1][0], new)
    assert sign_in("rosa@example.com", "another-one-4712").status_code == 302
    assert "This link no longer works" in said(Client().get(link, follow=True))
    assert "reset their password" in verbs()


def test_a_reset_is_answered_the_same_for_people_that_do_not_exist(cast: Cast) -> None:
    """Case 34: the page says the same, and strangers get no mail."""
    answers = [
        Client().post("/accounts/password/reset/", {"email": email}, follow=True)
        for email in ("rosa@example.com", "noah@example.com")
    ]
    assert said(answers[0]) == said(answers[1])
    assert [letter.to for letter in mail.outbox] == [["rosa@example.com"]]


def test_who_is_switched_off_is_out_on_the_next_request(cast: Cast) -> None:
    """Case 3: sessions, tokens, sign-in."""
    client = Client()
    sign_in(with_password(cast.rosa).email, client=client)
    secret = make_token(user=cast.rosa, name="x")
    assert client.get("/").status_code == 200
    signin_people.switch_off(person=cast.rosa, by=cast.adam)
    assert client.get("/").status_code == 302
    assert Client().get("/api/libraries", headers={"authorization": f"Token {secret}"}).status_code == 401
    assert sign_in("rosa@example.com")["Location"] == "/accounts/inactive/"
    assert not UserSession.objects.filter(user=cast.rosa).exists()
    signin_people.switch_on(person=cast.rosa, by=cast.adam)
    assert client.get("/").status_code == 302
    assert not ApiToken.objects.exists()
    assert sign_in("rosa@example.com")["Location"] == "/"


def test_the_last_admin_of_the_site_cannot_be_switched_off(cast: Cast) -> None:
    root = User.objects.create_superuser("root@example.com")
    with pytest.raises(Exception, match="last admin of the site"):
        signin_people.switch_off(person=root, by=cast.adam)
    root.refresh_from_db()
    assert root.is_active


def test_a_flag_set_by_hand_counts_at_once_too(cast: Cast) -> None:
    """Case 3: also where only the row was changed, in the administration."""
    client = client_of(cast.rosa)
    secret = make_token(user=cast.rosa, name="x")
    User.objects.filter(pk=cast.rosa.pk).update(is_active=False)
    assert client.get("/").status_code == 302
    assert Client().get("/api/libraries", headers={"authorization": f"Token {secret}"}).status_code == 401


def test_sessions_are_listed_and_ended_everywhere(cast: Cast) -> None:
    with_password(cast.rosa)
    here, there = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537"}), Client()
    for client in (here, there):
        sign_in("rosa@example.com", client=client)
    page = text_of(here, "/accounts/sessions/")
    assert "2 browsers" in page
    assert "Chrome on Windows" in page
    assert here.post("/account/sessions/end").status_code == 302
    for client in (here, there):
        assert client.get("/").status_code == 302
    assert not Session.objects.exists()
    assert AuditEvent.objects.get(verb="signed out everywhere").detail["sessions"] == 2


def test_a_session_is_noted_once_in_five_minutes(cast: Cast) -> None:
    client = client_of(cast.rosa)
    now = timezone.now()
    for moment, seen in ((0, 0), (4, 0), (6, 6), (-30, -30)):  # the last: the clock was set back
        with time_machine.travel(now + timedelta(minutes=moment), tick=False):
            client.get("/")
        assert UserSession.objects.get().last_seen_at == now + timedelta(minutes=seen)


def test_a_session_ends_after_its_days_and_stays_ended(cast: Cast, settings: Any) -> None:
    with_password(cast.rosa)
    client = Client()
    sign_in("rosa@example.com", client=client)
    with time_machine.travel(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE + 60)):
        assert client.get("/").status_code == 302


def test_the_administration_signs_in_by_the_same_door(db: None) -> None:
    """With its limits and its second factor."""
    assert Client().get("/admin/login/?next=/admin/")["Location"].startswith(LOGIN)
    assert Client().post("/admin/login/", {"username": "x", "password": "y"}).status_code == 302


def test_an_unverified_address_keeps_out_where_the_site_asks_for_it(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    with_password(cast.rosa)
    assert sign_in("rosa@example.com")["Location"] == "/accounts/confirm-email/"
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]  # type: ignore[index]
    client = Client()
    assert "rosa@example.com" in said(client.get(link))
    client.post(link)
    assert EmailAddress.objects.get(user=cast.rosa).verified
    assert sign_in("rosa@example.com")["Location"] == "/"
    assert "verified" in verbs(actor=cast.rosa)


def test_where_it_is_optional_a_letter_goes_out_and_the_person_comes_in(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    with_password(cast.rosa)
    assert sign_in("rosa@example.com")["Location"] == "/"


def test_a_new_address_counts_only_once_it_is_verified(cast: Cast) -> None:
    """Otherwise somebody could take the address under which a colleague will be invited."""
    client = Client()
    sign_in(with_password(cast.rosa).email, client=client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    refused = client.post("/accounts/email/", {"action_add": "", "email": "chief@example.com"})
    assert "Verify your present address first" in said(refused)
    EmailAddress.objects.update_or_create(user=cast.rosa, email=cast.rosa.email, defaults={"verified": True})
    client.post("/accounts/email/", {"action_add": "", "email": "chief@example.com"})
    client.post("/accounts/email/", {"action_primary": "", "email": "chief@example.com"})
    cast.rosa.refresh_from_db()
    assert cast.rosa.email == "rosa@example.com"
    link = next(re.search(r"http://testserver(/\S+)", m.body)[1] for m in mail.outbox if m.to == ["chief@example.com"])  # type: ignore[index]
    client.post(link)
    cast.rosa.refresh_from_db()
    assert cast.rosa.email == "chief@example.com"


def settings_say(expression: str, tmp_path: Any, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"import kb.settings as made; print({expression})"],
        cwd=real.BASE_DIR,
        env={**os.environ, "STEPMARK_VAR_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["STEPMARK_MFA_REQUIRED", "STEPMARK_EMAIL_VERIFICATION"])
def test_settings_in_words_that_do_not_exist_are_refused(tmp_path: Any, name: str) -> None:
    done = settings_say("0", tmp_path, **{name: "perhaps"})
    assert done.returncode != 0
    assert name in done.stderr


def test_forms_may_lead_to_the_companys_page_and_nowhere_else(tmp_path: Any) -> None:
    """Case 38."""
    shown = "made.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action']"
    assert settings_say(shown, tmp_path).stdout.split() == ["[\"'self'\"]"]
    company = settings_say(shown, tmp_path, STEPMARK_OIDC_SERVER_URL="https://login.example.com/realms/x").stdout
    assert "'https://login.example.com'" in company
