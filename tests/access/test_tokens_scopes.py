"""What a token may do: by its scope, in its libraries, as long as it lives. Real calls of the API."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from access import limits, services, signin_tokens
from access.limits import Scope
from access.models import ApiToken, AuditEvent, Library, Membership, User
from access.roles import Role
from access.signin_tokens import make_token
from ingest.models import Job, Recording
from search import indexing
from sops.models import Screenshot, Sop
from sops.pictures import store_picture
from sops.services import editing, publishing
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of
from tests.support.media import make_video


def calling(secret: str) -> Client:
    return Client(headers={"authorization": f"Token {secret}"})


def recording(cast: Cast, by: User) -> Recording:
    row = Recording.objects.create(
        library=cast.sales, uploaded_by=by, name="clip.mp4", size=4, sha256="0" * 64, mime_type="video/mp4"
    )
    Job.objects.create(recording=row)
    return row


#          scope     search  read  change  send  jobs  delete a recording
SCOPES = [
    ("read", 200, 200, 403, 403, 200, 403),
    ("write", 200, 200, 201, 400, 200, 204),
    ("ingest", 403, 403, 403, 400, 200, 403),
    ("admin", 200, 200, 201, 400, 200, 204),
]


@pytest.mark.parametrize(("scope", "search", "read", "change", "send", "jobs", "delete"), SCOPES)
def test_a_scope_goes_so_far_and_no_further(
    cast: Cast, scope: str, search: int, read: int, change: int, send: int, jobs: int, delete: int
) -> None:
    """Case 35: scoped. (400: let in, and told that the file is missing.)"""
    sop = make_sop(cast.sales, cast.adam)
    row = recording(cast, cast.adam)
    client = calling(make_token(user=cast.adam, name="x", scope=scope))
    assert client.get("/api/search?q=discount").status_code == search
    assert client.get(f"/api/sops/{sop.key}").status_code == read
    changed = client.post(f"/api/sops/{sop.key}/steps", {"title": "One more"}, content_type="application/json")
    assert changed.status_code == change
    assert client.post("/api/recordings", {"library": "sales"}).status_code == send
    assert client.get("/api/recordings").status_code == jobs
    assert client.get(f"/api/recordings/{row.pk}").status_code == jobs
    assert client.delete(f"/api/recordings/{row.pk}").status_code == delete


def test_a_token_that_only_sends_recordings_sends_one_and_reads_its_job(
    cast: Cast, settings: Any, var_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.jobs.send", lambda job_id: None)
    settings.FILE_UPLOAD_TEMP_DIR = str(var_dir)
    clip = make_video(var_dir / "small.mp4").read_bytes()
    client = calling(make_token(user=cast.ed, name="Recorder", scope="ingest"))
    sent = client.post(
        "/api/recordings", {"library": "sales", "file": SimpleUploadedFile("clip.mp4", clip, "video/mp4")}
    )
    assert sent.status_code == 201, sent.content
    assert client.get(f"/api/recordings/{sent.json()['id']}").json()["state"] == "waiting"


@pytest.mark.parametrize("address", ["/api/libraries", "/api/sops", "/api/search?q=x"])
def test_it_reads_nothing_else(cast: Cast, address: str) -> None:
    make_sop(cast.sales, cast.ed)
    client = calling(make_token(user=cast.ed, name="Recorder", scope="ingest"))
    refused = client.get(address)
    assert refused.status_code == 403
    assert "only send recordings" in refused.json()["detail"]


def test_querysets_themselves_know_the_scope(cast: Cast) -> None:
    """Also where no view asked: an assistant, an export, a picture."""
    sop = make_sop(cast.sales, cast.adam)
    person = {scope: signin_tokens.person_with(make_token(user=cast.adam, name="x", scope=scope)) for scope in Scope}
    assert sop not in Sop.objects.visible_to(person[Scope.INGEST])
    assert sop not in Sop.objects.editable_by(person[Scope.INGEST])
    assert sop in Sop.objects.visible_to(person[Scope.READ])
    assert not limits.may_change(person[Scope.READ])
    assert not Library.objects.administered_by(person[Scope.WRITE]).exists()
    assert Library.objects.administered_by(person[Scope.ADMIN]).count() == 2
    assert Library.objects.administered_by(cast.adam).count() == 2  # signed in himself


def test_a_token_is_kept_to_its_libraries_on_every_path(cast: Cast) -> None:
    here, there = make_sop(cast.sales, cast.adam, "Discount here"), make_sop(cast.desk, cast.adam, "Discount there")
    shots = {}
    for sop in (here, there):
        shots[sop] = store_picture(sop=sop, content=picture_bytes())
        editing.update_step(step=step_of(sop), by=cast.adam, screenshot=shots[sop])
        publishing.publish(sop=sop, by=cast.adam)
        indexing.index_sop(sop.pk)
    secret = make_token(user=cast.adam, name="Sales only", scope="admin", libraries=[cast.sales])
    client = calling(secret)
    found = client.get("/api/search?q=discount").json()
    assert [hit["title"] for hit in found["sops"]] == ["Discount here"]
    assert "there" not in client.get("/api/sops").content.decode()
    assert [row["slug"] for row in client.get("/api/libraries").json()["results"]] == ["sales"]
    for sop, status in ((here, 200), (there, 404)):
        assert client.get(f"/api/sops/{sop.key}").status_code == status
        assert client.get(f"/api/steps/{step_of(sop).key}").status_code == status
        assert client.get(f"/api/sops/{sop.key}/pictures/{shots[sop].sha256}").status_code == status
        assert client.post(f"/api/sops/{sop.key}/publish", {}, content_type="application/json").status_code == status
    person = signin_tokens.person_with(secret)
    assert set(Screenshot.objects.visible_to(person)) == {shots[here]}
    assert set(Library.objects.administered_by(person)) == {cast.sales}


def test_a_site_admins_token_is_kept_to_its_libraries_too(cast: Cast) -> None:
    root = User.objects.create_superuser("root@example.com")
    hidden = make_sop(cast.desk, cast.adam)
    client = calling(make_token(user=root, name="x", scope="write", libraries=[cast.sales]))
    assert client.get(f"/api/sops/{hidden.key}").status_code == 404
    assert calling(make_token(user=root, name="y")).get(f"/api/sops/{hidden.key}").status_code == 200


def test_a_token_whose_only_library_is_gone_reaches_nothing(cast: Cast) -> None:
    make_sop(cast.sales, cast.adam)
    extra = Library.objects.create(name="Extra", slug="extra")
    client = calling(make_token(user=cast.adam, name="x", libraries=[extra]))
    extra.delete()
    assert client.get("/api/libraries").json()["results"] == []
    assert client.get("/api/search?q=discount").json()["sops"] == []


def test_a_token_gives_no_right_that_its_person_lost(cast: Cast) -> None:
    """Case 3: what is revoked is gone on the next request."""
    sop = make_sop(cast.desk, cast.adam)
    client = calling(make_token(user=cast.dee, name="x", libraries=[cast.desk]))
    assert client.get(f"/api/sops/{sop.key}").status_code == 200
    Membership.objects.filter(user=cast.dee).delete()
    assert client.get(f"/api/sops/{sop.key}").status_code == 404


def test_only_a_hash_is_kept(cast: Cast) -> None:
    """Case 35: hashed, shown once."""
    secret = make_token(user=cast.rosa, name="x")
    row = ApiToken.objects.values().get()
    assert secret not in str(row)
    assert len(row["digest"]) == 128
    assert secret not in str(list(AuditEvent.objects.values()))


def test_a_token_runs_out_and_is_gone_for_good(cast: Cast) -> None:
    """Case 35: expiring. A clock set back brings none to life again that was seen to be dead."""
    client = calling(make_token(user=cast.rosa, name="x", days=7))
    now = timezone.now()
    with time_machine.travel(now + timedelta(days=6, hours=23), tick=False):
        assert client.get("/api/libraries").status_code == 200
    with time_machine.travel(now + timedelta(days=7, minutes=1), tick=False):
        assert client.get("/api/libraries").status_code == 401
    assert client.get("/api/libraries").status_code == 401
    assert not ApiToken.objects.exists()


def test_last_use_is_noted_also_after_the_clock_was_set_back(cast: Cast) -> None:
    client = calling(make_token(user=cast.rosa, name="x"))
    now = timezone.now()
    for moment in (now, now - timedelta(hours=2), now + timedelta(hours=1)):
        with time_machine.travel(moment, tick=False):
            client.get("/api/libraries")
            assert ApiToken.objects.get().last_used_at == timezone.now()


def test_use_within_a_minute_writes_nothing(cast: Cast) -> None:
    client = calling(make_token(user=cast.rosa, name="x"))
    client.get("/api/libraries")
    first = ApiToken.objects.get().last_used_at
    client.get("/api/libraries")
    assert ApiToken.objects.get().last_used_at == first


@pytest.mark.parametrize(("grace", "at_once", "later"), [(0, 401, 401), (1, 200, 401), (24, 200, 200)])
def test_rotation_gives_a_new_secret_and_the_old_one_its_time(cast: Cast, grace: int, at_once: int, later: int) -> None:
    old = make_token(user=cast.adam, name="CRM", scope="write", days=30, libraries=[cast.sales])
    new = signin_tokens.rotate_token(token=ApiToken.objects.get(), grace_hours=grace, by=cast.adam)
    assert calling(old).get("/api/libraries").status_code == at_once
    assert [row["slug"] for row in calling(new).get("/api/libraries").json()["results"]] == ["sales"]
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        assert calling(old).get("/api/libraries").status_code == later
        assert calling(new).get("/api/libraries").status_code == 200
    row = ApiToken.objects.get(token_key=new[:15])
    assert (row.name, row.scope, round((row.expiry - row.created) / timedelta(days=1))) == ("CRM", "write", 30)


def test_rotation_never_lengthens_the_old_secrets_life_and_happens_once(cast: Cast) -> None:
    make_token(user=cast.adam, name="CRM", days=7)
    old = ApiToken.objects.get()
    with time_machine.travel(old.expiry - timedelta(hours=1), tick=False):
        signin_tokens.rotate_token(token=old, grace_hours=168, by=cast.adam)
        old.refresh_from_db()
        assert old.expiry == timezone.now() + timedelta(hours=1)
        with pytest.raises(ValidationError, match="rotated already"):
            signin_tokens.rotate_token(token=old, grace_hours=0, by=cast.adam)


def test_every_change_of_a_token_is_in_the_audit_log(cast: Cast) -> None:
    make_token(user=cast.adam, name="CRM", scope="write", libraries=[cast.sales])
    signin_tokens.rotate_token(token=ApiToken.objects.get(), grace_hours=0, by=cast.adam)
    services.revoke_token(token=ApiToken.objects.get(), by=cast.adam)
    events = list(AuditEvent.objects.order_by("pk").values_list("verb", "subject", "detail__scope"))
    assert events == [(verb, "CRM", "write") for verb in ("made token", "rotated token", "revoked token")]
    assert AuditEvent.objects.first().detail["owner"] == "Adam"  # type: ignore[union-attr]


@pytest.mark.parametrize("who", ["gus", "rosa", "ed", "ava"])
def test_who_administers_nothing_makes_no_token_that_does(cast: Cast, who: str) -> None:
    with pytest.raises(ValidationError, match="Only an admin"):
        make_token(user=getattr(cast, who), name="x", scope="admin")
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("secret", ["", "x", "ä" * 64, "\x00" * 64, "0" * 64, "0" * 100_000])
def test_what_is_no_token_lets_nobody_in(cast: Cast, secret: str) -> None:
    assert signin_tokens.person_with(secret) is None
    header: Any = f"Token {secret}".encode().decode("latin-1")
    assert Client().get("/api/libraries", headers={"authorization": header}).status_code == 401


def test_expired_tokens_are_forgotten(cast: Cast) -> None:
    make_token(user=cast.rosa, name="old", days=7)
    make_token(user=cast.rosa, name="new", days=30)
    make_token(user=cast.rosa, name="for ever")
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert signin_tokens.forget_expired() == 1
    assert set(ApiToken.objects.values_list("name", flat=True)) == {"new", "for ever"}


def test_an_admin_role_is_needed_when_the_token_is_used_too(cast: Cast) -> None:
    secret = make_token(user=cast.adam, name="x", scope="admin")
    Membership.objects.filter(user=cast.adam).update(role=Role.VIEWER)
    assert not Library.objects.administered_by(signin_tokens.person_with(secret)).exists()
