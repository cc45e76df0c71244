"""OpenID Connect against a real provider's process on the loopback: who comes in, in which groups, and who doesn't."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth.models import Group
from django.test import Client

from access.models import AuditEvent, Library, User
from access.signin_oidc.adapter import CheckedAdapter
from tests.support.cast import Cast
from tests.support.company import providers
from tests.support.provider import Provider, running_provider
from tests.support.site import free_port

pytestmark = pytest.mark.heavy
LOGIN = "/accounts/oidc/company/login/"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


@pytest.fixture(autouse=True)
def company(settings: Any, provider: Provider, cast: Cast) -> None:
    providers(
        settings,
        STEPMARK_OIDC_SERVER_URL=provider.url,
        STEPMARK_OIDC_CLIENT_ID="stepmark",
        STEPMARK_OIDC_CLIENT_SECRET="not-so-secret",
        STEPMARK_OIDC_NAME="Northwind",
    )
    provider.knows("mara", email="mara@example.com", email_verified=True, name="Mara Lind", groups=["reps", "authors"])


def sign_in(provider: Provider, sub: str = "mara") -> tuple[Client, Any]:
    client = Client()
    address = client.post(LOGIN)["Location"]
    back = urlsplit(provider.agrees(address, sub))
    return client, client.get(f"{back.path}?{back.query}", follow=True)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_new_person_comes_in(provider: Provider) -> None:
    client, answer = sign_in(provider)
    assert answer.redirect_chain[-1][0] == "/"
    person = User.objects.get(email="mara@example.com")
    assert (person.name, person.has_usable_password(), person.is_staff) == ("Mara Lind", False, False)
    assert is_in(client)
    assert AuditEvent.objects.get(verb="signed in").detail["methods"] == ["company"]


def test_what_is_sent_carries_state_nonce_and_a_challenge(provider: Provider) -> None:
    query = parse_qs(urlsplit(Client().post(LOGIN)["Location"]).query)
    assert {"state", "nonce", "code_challenge"} <= set(query)
    assert query["code_challenge_method"] == ["S256"]
    smuggled = Client().post(f"{LOGIN}?auth_params=nonce%3Dmine%26prompt%3Dnone&scope=admin")["Location"]
    assert "mine" not in smuggled
    assert "admin" not in smuggled


def test_groups_and_roles_follow_at_each_sign_in(provider: Provider, cast: Cast, settings: Any) -> None:
    settings.STEPMARK_OIDC_GROUPS = {"reps": "Reps", "authors": {"library": "deal-desk", "role": "editor"}}
    Group.objects.create(name="Reps").user_set.add(cast.ed)
    sign_in(provider)
    person = User.objects.get(email="mara@example.com")
    assert cast.desk in Library.objects.editable_by(person)
    person.groups.add(Group.objects.create(name="Given here"))
    provider.knows("mara", email="mara@example.com", email_verified=True, groups=["reps"])
    sign_in(provider)
    assert {group.name for group in person.groups.all()} == {"Reps", "Given here"}
    assert cast.desk not in Library.objects.visible_to(person)
    provider.knows("mara", email="mara@example.com", email_verified=True)
    sign_in(provider)
    assert {group.name for group in person.groups.all()} == {"Given here"}
    assert set(cast.ed.groups.values_list("name", flat=True)) == {"Reps"}


def test_a_group_given_here_stays_when_the_provider_takes_its_own_back(
    provider: Provider, cast: Cast, settings: Any
) -> None:
    settings.STEPMARK_OIDC_GROUPS = {"reps": "Reps"}
    sign_in(provider)
    person = User.objects.get(email="mara@example.com")
    person.groups.clear()
    person.provided_groups.all().delete()
    person.groups.add(Group.objects.get(name="Reps"))
    sign_in(provider)
    provider.knows("mara", email="mara@example.com", email_verified=True)
    sign_in(provider)
    assert [group.name for group in person.groups.all()] == ["Reps"]


def test_groups_that_are_too_many_to_send_change_nothing(provider: Provider, settings: Any) -> None:
    settings.STEPMARK_OIDC_GROUPS = {"reps": "Reps"}
    sign_in(provider)
    provider.knows("mara", email="mara@example.com", email_verified=True, _claim_names={"groups": "src1"})
    sign_in(provider)
    assert [group.name for group in User.objects.get(email="mara@example.com").groups.all()] == ["Reps"]


def test_another_domain_is_refused_in_words(provider: Provider, settings: Any) -> None:
    settings.STEPMARK_OIDC_EMAIL_DOMAINS = ["northwind.example"]
    client, answer = sign_in(provider)
    assert "Addresses of example.com are not let in here." in answer.content.decode()
    assert not is_in(client)
    assert not User.objects.filter(email="mara@example.com").exists()


def test_where_the_provider_creates_nobody_strangers_are_told_so(provider: Provider, settings: Any) -> None:
    settings.STEPMARK_OIDC_CREATE_PEOPLE = False
    client, answer = sign_in(provider)
    assert "You have no account here yet." in answer.content.decode()
    assert not is_in(client)


def test_a_known_person_is_linked_only_by_a_verified_address(provider: Provider, cast: Cast) -> None:
    provider.knows("liar", email="rosa@example.com", email_verified=False)
    client, answer = sign_in(provider, "liar")
    assert "doesn’t say" in answer.content.decode() or "doesn&#x27;t say" in answer.content.decode()
    assert not is_in(client)
    provider.knows("rosa", email="Rosa@Example.com", email_verified=True)
    client, _ = sign_in(provider, "rosa")
    assert is_in(client)
    assert SocialAccount.objects.get(uid="rosa").user == cast.rosa
    assert User.objects.filter(email__iexact="rosa@example.com").count() == 1


def test_addresses_of_the_companys_own_domains_need_no_word_of_their_own(
    provider: Provider, cast: Cast, settings: Any
) -> None:
    """Entra sends no `email_verified`."""
    providers(
        settings,
        STEPMARK_OIDC_SERVER_URL=provider.url,
        STEPMARK_OIDC_CLIENT_ID="stepmark",
        STEPMARK_OIDC_CLIENT_SECRET="x",
        STEPMARK_OIDC_VERIFIED_DOMAINS="example.com",
    )
    provider.knows("rosa-2", email="rosa@example.com")
    assert is_in(sign_in(provider, "rosa-2")[0])
    provider.knows("guest", email="guest@elsewhere.example")
    assert not is_in(sign_in(provider, "guest")[0])


def test_where_linking_is_off_the_person_signs_in_here_first(provider: Provider, cast: Cast, settings: Any) -> None:
    providers(
        settings,
        STEPMARK_OIDC_SERVER_URL=provider.url,
        STEPMARK_OIDC_CLIENT_ID="stepmark",
        STEPMARK_OIDC_CLIENT_SECRET="x",
        STEPMARK_OIDC_LINK_BY_EMAIL="false",
    )
    provider.knows("rosa-3", email="rosa@example.com", email_verified=True)
    client, answer = sign_in(provider, "rosa-3")
    assert "There is an account for rosa@example.com already." in answer.content.decode()
    assert not is_in(client)


def test_who_is_switched_off_here_stays_out(provider: Provider) -> None:
    sign_in(provider)
    User.objects.filter(email="mara@example.com").update(is_active=False)
    assert not is_in(sign_in(provider)[0])


def test_an_answer_to_another_browser_is_refused(provider: Provider) -> None:
    """Somebody else's link signs nobody in under that account."""
    back = urlsplit(provider.agrees(Client().post(LOGIN)["Location"], "mara"))
    other = Client()
    other.post(LOGIN)
    answer = other.get(f"{back.path}?{back.query}", follow=True)
    assert "That sign-in was refused" in answer.content.decode()
    assert not is_in(other)


def test_an_answer_works_once(provider: Provider) -> None:
    """Case 37: replayed."""
    client = Client()
    back = urlsplit(provider.agrees(client.post(LOGIN)["Location"], "mara"))
    client.get(f"{back.path}?{back.query}")
    client.post("/accounts/logout/")
    client.get(f"{back.path}?{back.query}")
    assert not is_in(client)


def test_a_provider_that_cannot_be_reached_is_an_answer_not_a_crash(settings: Any) -> None:
    providers(settings, STEPMARK_OIDC_SERVER_URL=f"http://localhost:{free_port()}", STEPMARK_OIDC_CLIENT_ID="x")
    answer = Client().post(LOGIN, follow=True)
    assert answer.status_code < 500
    assert "refused" in answer.content.decode()


OURS, THEIRS = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


def _with_the_public_key_as_secret(claims: dict[str, Any]) -> str:
    """Signed with what everybody can read, in the hope that it is taken for a shared secret."""
    pem = OURS.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    def part(content: bytes) -> bytes:
        return base64.urlsafe_b64encode(content).rstrip(b"=")

    signed = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    return (signed + b"." + part(hmac.new(pem, signed, hashlib.sha256).digest())).decode()


#         what is changed in the ID token on its way
FORGED = {
    "issuer": {"iss": "https://other.example.com"},
    "audience": {"aud": "another-client"},
    "several audiences": {"aud": ["stepmark", "another-client"], "azp": "another-client"},
    "nonce": {"nonce": "not-ours"},
    "no nonce": {"nonce": None},
    "expired": {"exp": 1_000_000_000},
    "no expiry": {"exp": None},
    "somebody else": {"sub": "rosa"},
}


@pytest.mark.parametrize("what", [*FORGED, "key", "none", "shared secret"])
def test_a_wrong_id_token_is_refused(provider: Provider, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """Case 37: a flipped bit, stale, replayed, missing secret, wrong method."""
    public = OURS.public_key()
    monkeypatch.setattr(CheckedAdapter, "_key_for", lambda self, token: public)
    original = CheckedAdapter._checked

    def forged(self: CheckedAdapter, token: str, client_id: str) -> dict[str, Any]:
        claims = jwt.decode(token, options={"verify_signature": False}) | FORGED.get(what, {})
        claims = {name: value for name, value in claims.items() if value is not None}
        if what == "none":
            token = jwt.encode(claims, key=None, algorithm="none")
        elif what == "shared secret":
            token = _with_the_public_key_as_secret(claims)
        else:
            token = jwt.encode(claims, THEIRS if what == "key" else OURS, algorithm="RS256")
        return original(self, token, client_id)

    monkeypatch.setattr(CheckedAdapter, "_checked", forged)
    client, answer = sign_in(provider)
    assert "That sign-in was refused" in answer.content.decode()
    assert not is_in(client)
    assert not User.objects.filter(email="mara@example.com").exists()
    assert AuditEvent.objects.filter(verb="refused a sign-in").exists()


def test_the_same_token_rightly_signed_is_taken(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the test before this one fails for the right reason."""
    monkeypatch.setattr(CheckedAdapter, "_key_for", lambda self, token: OURS.public_key())
    original = CheckedAdapter._checked

    def again(self: CheckedAdapter, token: str, client_id: str) -> dict[str, Any]:
        claims = jwt.decode(token, options={"verify_signature": False})
        return original(self, jwt.encode(claims, OURS, algorithm="RS256"), client_id)

    monkeypatch.setattr(CheckedAdapter, "_checked", again)
    assert is_in(sign_in(provider)[0])


def test_a_provider_under_another_name_than_the_settings_say_is_refused(provider: Provider, settings: Any) -> None:
    providers(
        settings,
        STEPMARK_OIDC_SERVER_URL=provider.url.replace("localhost", "LOCALHOST"),
        STEPMARK_OIDC_CLIENT_ID="stepmark",
    )
    assert "refused" in Client().post(LOGIN, follow=True).content.decode()
