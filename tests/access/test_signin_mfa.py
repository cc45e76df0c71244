"""Second factors: codes that work once, secrets that a copy of the database doesn't tell, and who must have one."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from access import signin_mfa
from access.models import AuditEvent, User
from access.signin_tokens import make_token
from tests.access.test_signin import PASSWORD, said, sign_in, with_password
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.codes import totp


@pytest.fixture
def secret(cast: Cast) -> str:
    """Rosa's app: its secret."""
    with_password(cast.rosa)
    made = generate_totp_secret()
    TOTP.activate(cast.rosa, made)
    return made


def answered(client: Client, code: str) -> Any:
    return client.post("/accounts/2fa/authenticate/", {"code": code})


def half_way(person: User) -> Client:
    """Somebody who gave the right password and still owes the second factor."""
    client = Client()
    assert sign_in(person.email, client=client)["Location"] == "/accounts/2fa/authenticate/"
    return client


def test_a_password_alone_is_not_enough(cast: Cast, secret: str) -> None:
    client = half_way(cast.rosa)
    assert client.get("/").status_code == 302
    assert client.get("/api/libraries").status_code == 401
    assert "wrong or was used already" in said(answered(client, "000000"))
    assert AuditEvent.objects.filter(verb="gave a wrong second factor", actor=cast.rosa).exists()
    assert answered(client, totp(secret)).status_code == 302
    assert client.get("/").status_code == 200
    assert AuditEvent.objects.get(verb="signed in").detail["methods"] == ["password", "totp"]


def test_a_code_works_once(cast: Cast, secret: str) -> None:
    """Case 37: replayed."""
    code = totp(secret)
    assert answered(half_way(cast.rosa), code).status_code == 302
    assert "wrong or was used already" in said(answered(half_way(cast.rosa), code))


@pytest.mark.parametrize(("periods", "status"), [(-1, 302), (0, 302), (1, 302), (-3, 200), (3, 200)])
def test_clocks_may_differ_by_half_a_minute(cast: Cast, secret: str, periods: int, status: int) -> None:
    """Case 37: stale."""
    assert answered(half_way(cast.rosa), totp(secret, periods=periods)).status_code == status


def test_a_used_code_stays_used_when_the_clock_is_set_back(cast: Cast, secret: str) -> None:
    now = timezone.now()
    code = totp(secret, at=now.timestamp())
    with time_machine.travel(now):
        assert answered(half_way(cast.rosa), code).status_code == 302
    with time_machine.travel(now - timedelta(seconds=20)):
        assert answered(half_way(cast.rosa), code).status_code == 200


def test_guessing_codes_is_stopped(cast: Cast, secret: str) -> None:
    """Case 34: the second factor can't be tried through."""
    client = half_way(cast.rosa)
    answers = [answered(client, f"{number:06d}") for number in range(12)]
    assert any(
        answer.status_code == 429 or "too often" in said(answer) or "Too many" in said(answer) for answer in answers
    )


def test_a_recovery_code_works_once(cast: Cast, secret: str) -> None:
    codes = RecoveryCodes.activate(cast.rosa).generate_codes()
    assert answered(half_way(cast.rosa), codes[0]).status_code == 302
    assert answered(half_way(cast.rosa), codes[0]).status_code == 200
    assert answered(half_way(cast.rosa), codes[1]).status_code == 302


def test_a_copy_of_the_database_gives_no_secret_away(cast: Cast, secret: str) -> None:
    codes = RecoveryCodes.activate(cast.rosa)
    rows = str(list(Authenticator.objects.values()))
    assert secret not in rows
    assert signin_mfa.MfaAdapter().decrypt(codes.instance.data["seed"]) not in rows


def test_a_new_key_of_the_site_still_reads_what_the_old_one_wrote(cast: Cast, secret: str, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 60
    assert answered(half_way(cast.rosa), totp(secret)).status_code == 302


#             asked         who     led to the set-up
REQUIRED = [
    ("nobody", "adam", False),
    ("admins", "rosa", False),
    ("admins", "ed", False),
    ("admins", "adam", True),
    ("everybody", "rosa", True),
]


@pytest.mark.parametrize(("asked", "who", "led"), REQUIRED)
def test_who_must_have_a_second_factor_gets_nowhere_without(
    cast: Cast, settings: Any, asked: str, who: str, led: bool
) -> None:
    settings.STEPMARK_MFA_REQUIRED = asked
    client = client_of(getattr(cast, who))
    response = client.get("/")
    assert (response.status_code, response.get("Location")) == ((302, "/accounts/2fa/") if led else (200, None))
    assert client.get("/api/libraries").status_code == (403 if led else 200)
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


def test_a_part_of_a_page_is_led_there_as_a_whole(cast: Cast, settings: Any) -> None:
    settings.STEPMARK_MFA_REQUIRED = "everybody"
    answer = client_of(cast.rosa).get("/search/panel?q=x", headers={"hx-request": "true"})
    assert answer["HX-Redirect"] == "/accounts/2fa/"


def test_programs_with_a_token_go_on(cast: Cast, settings: Any) -> None:
    settings.STEPMARK_MFA_REQUIRED = "everybody"
    header = {"authorization": f"Token {make_token(user=cast.rosa, name='x')}"}
    assert Client().get("/api/libraries", headers=header).status_code == 200


def test_the_last_factor_stays_where_one_must_have_it(cast: Cast, secret: str, settings: Any) -> None:
    settings.STEPMARK_MFA_REQUIRED = "everybody"
    client = half_way(cast.rosa)
    answered(client, totp(secret))
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "Add another one before you remove this" in said(client.post("/accounts/2fa/totp/deactivate/"))
    assert Authenticator.objects.filter(user=cast.rosa, type="totp").exists()
    settings.STEPMARK_MFA_REQUIRED = "nobody"
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert AuditEvent.objects.filter(verb="removed a second factor", actor=cast.rosa).exists()


@pytest.mark.parametrize("address", ["totp/activate", "webauthn/add", "recovery-codes/generate"])
def test_nothing_is_changed_without_the_password_once_more(cast: Cast, secret: str, address: str) -> None:
    """A browser left open is not enough to lock its owner out."""
    client = half_way(cast.rosa)
    answered(client, totp(secret))
    assert "/reauthenticate/" in client.get(f"/accounts/2fa/{address}/", follow=True).redirect_chain[-1][0]
