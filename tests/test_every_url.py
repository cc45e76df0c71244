"""Every address, for everybody: what signed-out people, guests, viewers, editors and admins get.

A route that is not in the table fails `test_no_route_is_missing`. Where an address names an SOP or a recording, the
same is asked for one of a closed library: to those who may not see it, it does not exist.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from access.models import Membership, User
from access.services import make_token
from ingest.models import Job, Recording
from sops.models import Category
from sops.pictures import store_picture
from sops.services import editing, publishing
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

PEOPLE = (None, "gus", "rosa", "ed", "adam")  # signed out, guest, viewer, editor, admin
# Their own packages test these; here they are only asked to let nobody in who is signed out.
OF_OTHERS = ("admin:", "account_")

PAGE = (302, 200, 200, 200, 200)  # everybody who reads the library
EDIT = (302, 403, 403, 200, 200)
CHANGE = (302, 403, 403, 302, 302)  # a form that leads back to a page
ADMIN = (302, 403, 403, 403, 200)
ADMIN_CHANGE = (302, 403, 403, 403, 302)
API = (401, 200, 200, 200, 200)


@dataclass(frozen=True)
class Row:
    name: str
    method: str
    address: str
    statuses: tuple[int, int, int, int, int]
    data: dict[str, Any] = field(default_factory=dict)
    json: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


NEW_MEMBER = {"who": "gus@example.com", "role": 10}
TABLE = [
    # Reading
    Row("sops:home", "GET", "/", PAGE),
    Row("sops:libraries", "GET", "/libraries/", PAGE),
    Row("sops:library", "GET", "/libraries/{library}/", PAGE),
    Row("sops:category", "GET", "/categories/closing/", PAGE),
    Row("sops:detail", "GET", "/sops/{sop}/", PAGE),
    Row("sops:version", "GET", "/sops/{sop}/versions/1", PAGE),
    Row("sops:history", "GET", "/sops/{sop}/history", PAGE),
    Row("sops:compare", "GET", "/sops/{sop}/compare", PAGE),
    Row("sops:picture", "GET", "/sops/{sop}/pictures/{picture}", PAGE),
    Row("sops:pin", "POST", "/sops/{sop}/pin", (302, 302, 302, 302, 302)),
    Row("sops:step", "GET", "/s/{step}", (302, 302, 302, 302, 302)),
    Row("search:page", "GET", "/search?q=discount", PAGE),
    Row("search:panel", "GET", "/search/panel?q=discount", PAGE),
    # Writing
    Row("sops:create", "GET", "/sops/new", EDIT),
    Row("sops:create", "POST", "/sops/new", (302, 403, 403, 422, 422), {"title": ""}),
    Row("sops:edit", "GET", "/sops/{sop}/edit", EDIT),
    Row("sops:undo", "POST", "/sops/{sop}/edit/undo", CHANGE),
    Row("sops:edit-details", "POST", "/sops/{sop}/edit/details", (302, 403, 403, 422, 422), {"title": ""}),
    Row("sops:step-add", "POST", "/sops/{sop}/edit/steps", CHANGE, {"title": "One more"}),
    Row("sops:step-card", "GET", "/sops/{sop}/edit/steps/{step}", EDIT),
    Row("sops:step-move", "POST", "/sops/{sop}/edit/steps/{step}/move", CHANGE, {"to": "1"}),
    Row("sops:step-remove", "POST", "/sops/{sop}/edit/steps/{step}/remove", CHANGE),
    Row("sops:step-bring-back", "POST", "/sops/{sop}/edit/steps/{step}/bring-back", CHANGE),
    Row("sops:step-duplicate", "POST", "/sops/{sop}/edit/steps/{step}/duplicate", CHANGE),
    Row("sops:step-split", "POST", "/sops/{sop}/edit/steps/{step}/split", CHANGE, {"at": "1"}),
    Row("sops:step-merge", "POST", "/sops/{sop}/edit/steps/{step}/merge", CHANGE),
    Row("sops:step-picture", "POST", "/sops/{sop}/edit/steps/{step}/picture", CHANGE),
    Row("sops:step-checked", "POST", "/sops/{sop}/edit/steps/{step}/checked", CHANGE),
    Row("sops:publish", "POST", "/sops/{sop}/publish", CHANGE),
    Row("sops:withdraw", "POST", "/sops/{sop}/withdraw", CHANGE),
    Row("sops:discard", "POST", "/sops/{sop}/discard", CHANGE),
    Row("sops:remove", "POST", "/sops/{sop}/remove", CHANGE),
    Row("sops:restore", "POST", "/sops/{sop}/versions/1/restore", CHANGE),
    # Recordings
    Row("ingest:list", "GET", "/recordings/", PAGE),
    Row("ingest:home-panel", "GET", "/recordings/at-work", PAGE),
    Row("ingest:upload", "GET", "/recordings/new", PAGE),
    Row("ingest:upload", "POST", "/recordings/new", (302, 403, 403, 422, 422), {"library": "sales"}),
    Row("ingest:job", "GET", "/recordings/{recording}/", (302, 404, 404, 200, 200)),
    Row("ingest:progress", "GET", "/recordings/{recording}/progress", (302, 404, 404, 200, 200)),
    Row("ingest:retry", "POST", "/recordings/{recording}/retry", (302, 404, 404, 302, 302)),
    Row("ingest:stop", "POST", "/recordings/{recording}/stop", (302, 404, 404, 302, 302)),
    Row("ingest:delete", "POST", "/recordings/{recording}/delete", (302, 404, 404, 302, 302)),
    Row("ingest:video", "GET", "/recordings/{recording}/video", (302, 404, 404, 200, 200)),
    Row("ingest:found-picture", "GET", "/recordings/{recording}/found/0", (302, 404, 404, 404, 404)),
    # People and tokens
    Row("access:people", "GET", "/libraries/{library}/people", ADMIN),
    Row("access:people-add", "POST", "/libraries/{library}/people/add", ADMIN_CHANGE, NEW_MEMBER),
    Row("access:people-open", "POST", "/libraries/{library}/people/open", ADMIN_CHANGE, {"open": "yes"}),
    Row("access:people-role", "POST", "/libraries/{library}/people/{member}/role", ADMIN_CHANGE, {"role": 20}),
    Row("access:people-remove", "POST", "/libraries/{library}/people/{member}/remove", ADMIN_CHANGE),
    Row("access:tokens", "GET", "/account/tokens", PAGE),
    Row("access:tokens-make", "POST", "/account/tokens/make", PAGE, {"name": "CRM", "scope": "read"}),
    Row("access:tokens-revoke", "POST", "/account/tokens/revoke", (302, 404, 404, 404, 404), {"token": "not-theirs"}),
    # API
    Row("api-search", "GET", "/api/search?q=discount", API),
    Row("api-libraries", "GET", "/api/libraries", API),
    Row("api-sops", "GET", "/api/sops", API),
    Row("api-sops", "POST", "/api/sops", (401, 403, 403, 201, 201), {"library": "sales", "title": "New"}, json=True),
    Row("api-sop", "GET", "/api/sops/{sop}", API),
    Row("api-sop-steps", "POST", "/api/sops/{sop}/steps", (401, 403, 403, 201, 201), {"title": "One more"}, json=True),
    Row("api-sop-picture", "GET", "/api/sops/{sop}/pictures/{picture}", API),
    Row("api-sop-publish", "POST", "/api/sops/{sop}/publish", (401, 403, 403, 200, 200), {}, json=True),
    Row("api-step", "GET", "/api/steps/{step}", API),
    Row("recordings-list", "GET", "/api/recordings", API),
    Row("recordings-list", "POST", "/api/recordings", (401, 400, 400, 400, 400), {"library": "sales"}),
    Row("recordings-detail", "GET", "/api/recordings/{recording}", (401, 404, 404, 200, 200)),
    Row("recordings-retry", "POST", "/api/recordings/{recording}/retry", (401, 404, 404, 409, 409)),
    Row("recordings-cancel", "POST", "/api/recordings/{recording}/cancel", (401, 404, 404, 200, 200)),
    # What the API can do is no secret; what it holds is.
    Row("schema", "GET", "/api/schema", (200, 200, 200, 200, 200)),
    Row("api-docs", "GET", "/api/docs/", (200, 200, 200, 200, 200)),
]


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
    shot = store_picture(sop=sop, content=picture_bytes())
    editing.update_step(step=step_of(sop, 2), by=by, screenshot=shot, body="First.\n\nSecond.")
    publishing.publish(sop=sop, by=by)
    editing.update_step(step=step_of(sop, 1), by=by, title="Open the deal again")
    publishing.publish(sop=sop, by=by)
    recording = Recording.objects.create(
        library=library, uploaded_by=by, name="clip.mp4", size=4, sha256="0" * 64, mime_type="video/mp4"
    )
    recording.file.save("clip.mp4", ContentFile(b"clip"))
    Job.objects.create(recording=recording)
    return {
        "library": library.slug,
        "sop": sop.key,
        "step": step_of(sop, 2).key,
        "picture": shot.sha256,
        "recording": recording.pk,
        "member": Membership.objects.get(library=library, user=member).pk,
    }


def _ask(row: Row, person: Any, place: dict[str, Any]) -> int:
    """The status, with everything the request changed undone."""
    with transaction.atomic():
        client = client_of(person)
        kind = {"content_type": "application/json"} if row.json else {}
        response = getattr(client, row.method.lower())(row.address.format(**place), row.data, **kind)
        transaction.set_rollback(True)
    return int(response.status_code)


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_everybody_gets_what_the_table_says(cast: Cast, places: dict[str, dict[str, Any]], row: Row) -> None:
    got = tuple(_ask(row, getattr(cast, who) if who else None, places["sales"]) for who in PEOPLE)
    assert got == row.statuses


@pytest.mark.parametrize("row", [row for row in TABLE if "{" in row.address], ids=str)
def test_what_one_may_not_see_does_not_exist(cast: Cast, places: dict[str, dict[str, Any]], row: Row) -> None:
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
