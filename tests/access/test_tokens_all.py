"""Tokens as their owners and site admins see them on their pages."""

import re

import pytest

from access.models import ApiToken, AuditEvent, User
from access.signin_tokens import make_token
from tests.access.test_tokens_scopes import calling
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast

ALL = "/account/tokens/all"


def secret_in(html: str) -> str:
    return re.search(r'data-copy-text="(\w{64})"', html)[1]  # type: ignore[index]


def test_a_token_is_made_for_chosen_libraries_and_days(cast: Cast) -> None:
    form = {"name": "CRM", "scope": "write", "days": "30", "which": "some", "library": ["deal-desk"]}
    made = client_of(cast.adam).post("/account/tokens/make", form)
    row = ApiToken.objects.get()
    assert (row.scope, row.every_library, [library.slug for library in row.libraries.all()]) == (
        "write",
        False,
        ["deal-desk"],
    )
    assert round((row.expiry - row.created).total_seconds() / 86_400) == 30
    assert calling(secret_in(made.content.decode())).get("/api/libraries").json()["results"][0]["slug"] == "deal-desk"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"scope": "everything"}, "Choose what the token may do."),
        ({"scope": "admin"}, "Only an admin can make"),
        ({"days": "0"}, "Choose how long"),
        ({"days": "9999"}, "Choose how long"),
        ({"days": "x"}, "Choose how long"),
        ({"which": "some"}, "Choose at least one library"),
        ({"which": "some", "library": "deal-desk"}, "Choose at least one library"),  # one they don't see
        ({"name": " "}, "Give the token a name"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(cast: Cast, changed: dict[str, str], sentence: str) -> None:
    refused = client_of(cast.rosa).post("/account/tokens/make", {"name": "x", "scope": "read", "days": "30"} | changed)
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert not ApiToken.objects.exists()


def test_a_token_lives_for_ever_only_where_the_site_allows_it(cast: Cast, settings: object) -> None:
    settings.STEPMARK_TOKEN_MAX_DAYS = 0  # type: ignore[attr-defined]
    client_of(cast.rosa).post("/account/tokens/make", {"name": "x", "scope": "read", "days": "0"})
    assert ApiToken.objects.get().expiry is None


def test_the_site_can_keep_lives_short(cast: Cast, settings: object) -> None:
    settings.STEPMARK_TOKEN_MAX_DAYS = 30  # type: ignore[attr-defined]
    client = client_of(cast.rosa)
    assert client.post("/account/tokens/make", {"name": "x", "scope": "read", "days": "90"}).status_code == 422
    client.post("/account/tokens/make", {"name": "x", "scope": "read"})
    row = ApiToken.objects.get()
    assert round((row.expiry - row.created).total_seconds() / 86_400) == 30


def test_rotation_shows_the_new_secret_once(cast: Cast) -> None:
    client = client_of(cast.rosa)
    old = make_token(user=cast.rosa, name="CRM", days=30)
    rotated = client.post("/account/tokens/rotate", {"token": ApiToken.objects.get().digest, "grace": "24"})
    new = secret_in(rotated.content.decode())
    assert "no-store" in rotated["Cache-Control"]
    assert new not in text_of(client, "/account/tokens")
    assert calling(old).get("/api/libraries").status_code == calling(new).get("/api/libraries").status_code == 200
    first = ApiToken.objects.exclude(replaced_by=None).get()
    assert client.post("/account/tokens/rotate", {"token": first.digest, "grace": "24"}).status_code == 422
    for grace in ("", "-1", "23", "9" * 50):
        digest = ApiToken.objects.get(replaced_by=None).digest
        assert client.post("/account/tokens/rotate", {"token": digest, "grace": grace}).status_code == 422


def test_nobody_rotates_somebody_elses(cast: Cast) -> None:
    make_token(user=cast.rosa, name="CRM")
    form = {"token": ApiToken.objects.get().digest, "grace": "0"}
    assert client_of(cast.adam).post("/account/tokens/rotate", form).status_code == 404


def test_site_admins_see_and_revoke_everybodys(cast: Cast) -> None:
    """Case 3: revoked counts from the next request on."""
    root = client_of(User.objects.create_superuser("root@example.com"))
    secret = make_token(user=cast.rosa, name="Rosas CRM")
    make_token(user=cast.ed, name="Recorder", scope="ingest", libraries=[cast.sales])
    page = text_of(root, ALL)
    assert "Rosas CRM" in page
    assert "only Sales" in page
    assert "Recorder" not in text_of(root, f"{ALL}?q=rosa")
    assert calling(secret).get("/api/libraries").status_code == 200
    digest = ApiToken.objects.get(name="Rosas CRM").digest
    assert root.post(f"{ALL}/revoke", {"token": digest}).status_code == 302
    assert calling(secret).get("/api/libraries").status_code == 401
    assert AuditEvent.objects.get(verb="revoked token").detail["owner"] == "Rosa"


@pytest.mark.parametrize("who", ["gus", "rosa", "ed", "adam"])
def test_others_do_not(cast: Cast, who: str) -> None:
    make_token(user=cast.ava, name="Avas")
    client = client_of(getattr(cast, who))
    assert client.get(ALL).status_code == 403
    assert client.post(f"{ALL}/revoke", {"token": ApiToken.objects.get().digest}).status_code == 403
    assert ApiToken.objects.exists()


def test_more_tokens_need_no_more_queries(cast: Cast) -> None:
    root = client_of(User.objects.create_superuser("root@example.com"))
    make_token(user=cast.rosa, name="0", libraries=[cast.sales])
    few = queries_for(root, ALL)
    for number in range(10):
        make_token(user=cast.adam, name=str(number), libraries=[cast.sales, cast.desk])
    assert queries_for(root, ALL) == few
