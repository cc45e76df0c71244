"""Every address, for everybody: signed-out people, guests, viewers, editors, approvers, admins, admins of the site,
a token of each scope, and the token of an embed.

The rows stand in `tests/urls/`, what follows from them in `tests/urls/columns.py`. A route that is not there fails
`test_no_route_is_missing`. Where an address names an SOP or a recording, the same is asked for one of a closed
library: to those who may not see it, it does not exist.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from access.models import Membership, User
from access.services import make_token
from ingest.models import Job, Recording
from integrations.embeds.tokens import token_of
from integrations.models import Embed
from sops.models import Category
from sops.pictures import store_picture
from sops.services import editing, publishing
from tests import urls
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of
from tests.urls.columns import COLUMNS, EXCEPT, SCOPES, expected
from tests.urls.rows import PEOPLE, Row

# Their own packages test these; here they are only asked to let nobody in who is signed out.
OF_OTHERS = ("admin:", "account_")

TOPICS = [import_module(found.name) for found in iter_modules(urls.__path__, "tests.urls.")]
TABLE: list[Row] = [row for topic in TOPICS for row in getattr(topic, "ROWS", [])]


@pytest.fixture(autouse=True)
def quick(settings: Any, var_dir: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STEPMARK_ENCODER = "hashing"
    settings.STEPMARK_SEARCH_DIR = var_dir / "search"
    settings.STEPMARK_WORK_DIR = var_dir / "work"
    monkeypatch.setattr("ingest.jobs.send", lambda job_id: None)


@pytest.fixture
def places(cast: Cast) -> dict[str, dict[str, Any]]:
    """What the addresses name, in Sales (open) and in the Deal desk (closed)."""
    Category.objects.create(name="Closing", slug="closing")
    make_token(user=cast.ava, name="Not theirs")
    return {
        "sales": _place(cast, "sales", cast.ed, cast.rosa),
        "deal-desk": _place(cast, "desk", cast.adam, cast.dee),
    }


def _place(cast: Cast, name: str, by: Any, member: Any) -> dict[str, Any]:
    library = getattr(cast, name)
    sop = make_sop(library, by, f"Request a discount in {library}", publish=False)
    shot = store_picture(sop=sop, content=picture_bytes(colour="navy" if name == "sales" else "teal"))
    editing.update_step(step=step_of(sop, 2), by=by, screenshot=shot, body="First.\n\nSecond.")
    publishing.publish(sop=sop, by=by)
    editing.update_step(step=step_of(sop, 1), by=by, title="Open the deal again")
    publishing.publish(sop=sop, by=by)
    recording = Recording.objects.create(
        library=library, uploaded_by=by, name="clip.mp4", size=4, sha256="0" * 64, mime_type="video/mp4"
    )
    recording.file.save("clip.mp4", ContentFile(b"clip"))
    Job.objects.create(recording=recording)
    names = {
        "library": library.slug,
        "sop": sop.key,
        "step": step_of(sop, 2).key,
        "picture": shot.sha256,
        "recording": recording.pk,
        "person": cast.rosa.pk,
        "member": Membership.objects.get(library=library, user=member).pk,
    }
    for topic in TOPICS:
        if hasattr(topic, "add"):
            topic.add(names, cast, sop, by)
    return names


def _others(cast: Cast) -> dict[str, Client]:
    """The further columns. Tokens are those of the library's admin; an embed's token is sent as if it were one."""
    root = User.objects.create_superuser("root@example.com")
    secrets = {scope: make_token(user=cast.adam, name=scope, scope=scope) for scope in SCOPES}
    secrets["embed"] = token_of(Embed.objects.filter(sop__library=cast.sales)[0])
    found = {"approver": client_of(cast.ava), "site admin": client_of(root)}
    tokens = {f"token {name}": Client(headers={"authorization": f"Token {text}"}) for name, text in secrets.items()}
    return {**found, **tokens}


def _ask(row: Row, person: Any, place: dict[str, Any]) -> int:
    """The status, with everything the request changed undone."""
    with transaction.atomic():
        client = person if isinstance(person, Client) else client_of(person)
        kind = {"content_type": "application/json"} if row.json else {}
        response = getattr(client, row.method.lower())(row.address.format(**place), row.data, **kind)
        transaction.set_rollback(True)
    return int(response.status_code)


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_everybody_gets_what_the_table_says(cast: Cast, places: dict[str, dict[str, Any]], row: Row) -> None:
    """Case 1: one table for everybody."""
    got = tuple(_ask(row, getattr(cast, who) if who else None, places["sales"]) for who in PEOPLE)
    assert got == row.statuses


@pytest.mark.parametrize("topic", [topic.__name__.rpartition(".")[2] for topic in TOPICS])
def test_so_do_those_of_the_further_columns(cast: Cast, places: dict[str, dict[str, Any]], topic: str) -> None:
    """Case 1: approvers, administrators of the site, tokens of each scope, an embed's token."""
    others = _others(cast)
    wrong = {}
    for row in getattr(import_module(f"tests.urls.{topic}"), "ROWS", []):
        answers = {name: _ask(row, others[name], places["sales"]) for name in COLUMNS}
        if answers != expected(row):
            wrong[str(row)] = {name: got for name, got in answers.items() if got != expected(row)[name]}
    assert wrong == {}


def test_exceptions_are_of_rows_that_exist() -> None:
    assert EXCEPT.keys() - {str(row) for row in TABLE} == set()


@pytest.mark.parametrize("row", [row for row in TABLE if row.is_of_a_library], ids=str)
def test_what_one_may_not_see_does_not_exist(cast: Cast, places: dict[str, dict[str, Any]], row: Row) -> None:
    """Case 2."""
    for who in ("gus", "rosa", "ed"):
        assert _ask(row, getattr(cast, who), places["deal-desk"]) == 404
    assert _ask(row, None, places["deal-desk"]) == row.statuses[0]


def test_no_route_is_missing() -> None:
    named = {row.name for row in TABLE}
    known = {name for name in _routes(get_resolver()) if not name.startswith(OF_OTHERS)}
    assert known - named == set(), "Routes without a row in the table."
    assert named - known == set(), "Rows of routes that are gone."


@pytest.mark.parametrize("address", ["/admin/", "/accounts/email/", "/accounts/password/change/"])
def test_pages_of_other_packages_let_nobody_in_who_is_signed_out(db: None, address: str) -> None:
    assert client_of(None).get(address).status_code == 302


@pytest.mark.parametrize("who", ["gus", "rosa", "ed", "adam"])
def test_the_administration_is_for_staff(cast: Cast, who: str) -> None:
    assert client_of(getattr(cast, who)).get("/admin/").status_code in (302, 403)


def test_there_is_no_open_sign_up(db: None) -> None:
    form = {"email": "me@example.com", "password1": "correct-horse-42", "password2": "correct-horse-42"}
    client_of(None).post("/accounts/signup/", form)
    assert not User.objects.exists()


def _routes(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
