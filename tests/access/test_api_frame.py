"""What every endpoint has in common: problems, pages, entity tags, idempotency keys, rates."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from access.api.problems import CODES
from access.models import Membership
from access.roles import Role
from integrations.answers import forget_old
from integrations.models import StoredAnswer
from sops.models import Sop
from sops.services import editing
from tests.support.calling import Caller
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of


@pytest.fixture
def sop(cast: Cast) -> Sop:
    return make_sop(cast.sales, cast.ed)


@pytest.fixture
def ed(cast: Cast) -> Caller:
    return Caller(cast.ed)


def test_every_refusal_is_a_problem(cast: Cast, sop: Sop, ed: Caller) -> None:
    rosa = Caller(cast.rosa)
    refused = [
        (Client().get("/api/sops"), 401, "not_authenticated"),
        (Client(headers={"authorization": "Token nonsense"}).get("/api/sops"), 401, "authentication_failed"),
        (rosa.send("POST", "sops", library="sales", title="Mine"), 403, "permission_denied"),
        (ed.get("sops/nothing-here"), 404, "not_found"),
        (ed.get("no/such/address"), 404, "not_found"),
        (ed.send("DELETE", "sops"), 405, "method_not_allowed"),
        (ed.send("PATCH", f"sops/{sop.key}", title="x"), 428, "precondition_required"),
        (ed.change("PATCH", f"sops/{sop.key}", '"old"', title="x"), 412, "precondition_failed"),
        (ed.send("POST", "sops", title="No library"), 400, "invalid"),
        (ed.client.post("/api/sops", "{", content_type="application/json"), 400, "parse_error"),
        (ed.client.post("/api/sops", "a=1", content_type="text/csv"), 415, "unsupported_media_type"),
    ]
    for answer, status, code in refused:
        body = json.loads(answer.content)
        assert (answer.status_code, body["code"], body["status"]) == (status, code, status)
        assert answer["Content-Type"].startswith("application/problem+json")
        assert body["type"] == f"/api/problems#{code}"
        assert body["title"] == CODES[code][0]
        assert body["detail"]


def test_hidden_and_missing_give_the_same_body(cast: Cast, ed: Caller) -> None:
    """Case 2: also below an SOP and for every method."""
    hidden = make_sop(cast.desk, cast.dee)
    key, step = hidden.key, step_of(hidden).key
    asked = [
        ("GET", "sops/{}", key),
        ("PATCH", "sops/{}", key),
        ("DELETE", "sops/{}", key),
        ("GET", "sops/{}/versions", key),
        ("GET", "sops/{}/versions/1", key),
        ("GET", "sops/{}/compare", key),
        ("POST", "sops/{}/versions/1/restore", key),
        ("GET", "sops/{}/review", key),
        ("PUT", "sops/{}/order", key),
        ("POST", "steps/{}/split", step),
        ("DELETE", "steps/{}/picture", step),
        ("GET", "libraries/{}", "deal-desk"),
        ("GET", "libraries/{}/members", "deal-desk"),
    ]
    for method, path, real in asked:
        there = ed.change(method, path.format(real))
        missing = ed.change(method, path.format("nothing-here"))
        assert (there.status_code, there.content) == (404, missing.content), path


def test_lists_go_on_by_cursor_without_gaps_while_rows_come_and_go(cast: Cast, ed: Caller) -> None:
    for number in range(7):
        make_sop(cast.sales, cast.ed, title="Same title" if number < 4 else f"Title {number}", publish=False)
    seen: list[str] = []
    page = ed.get("sops", limit=2).json()
    while True:
        seen += [row["key"] for row in page["results"]]
        if not page["next"]:
            break
        if len(seen) == 4:
            make_sop(cast.sales, cast.ed, title="A new one before all", publish=False)
        page = ed.client.get(page["next"]).json()
    assert len(seen) == len(set(seen)) == 7
    assert ed.client.get(page["previous"]).status_code == 200


@pytest.mark.parametrize("cursor", ["x", "cD0x", "cD1BJTAw:abc", "é" * 3000, "\x00", "a:b:c"])
def test_a_cursor_that_is_not_ours_is_refused(ed: Caller, cursor: str) -> None:
    """Case 29."""
    answer = ed.get("sops", cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_pages_and_queries_are_bounded(cast: Cast, ed: Caller) -> None:
    """Case 29: a page has at most 100 rows, whatever is asked for; a filter at most so many characters."""
    Sop.objects.bulk_create(Sop(library=cast.sales, title=f"{number:03}", owner=cast.ed) for number in range(120))
    assert len(ed.get("sops", limit=10_000).json()["results"]) == 100
    assert len(ed.get("sops", limit="nonsense").json()["results"]) == 50
    assert ed.get("sops", library="x" * 61).status_code == 400
    assert ed.get("search", q="x" * 10_001).status_code == 400
    assert ed.send("POST", "bulk/sops", action="publish", keys=["k"] * 101).status_code == 400
    assert ed.change("PUT", f"sops/{Sop.objects.first().key}/order", steps=["k"] * 1001).status_code == 400  # type: ignore[union-attr]


def test_who_has_the_answer_already_gets_304(cast: Cast, sop: Sop, ed: Caller) -> None:
    for path in ("libraries", "sops", f"sops/{sop.key}", f"steps/{step_of(sop).key}", "search?q=discount"):
        answer = ed.get(path)
        known = {"If-None-Match": answer["ETag"]}
        if "search" not in path:  # an answer of the search says how long it took
            assert ed.get(path, known).status_code == 304, path
            assert ed.get(path, known).content == b""
            assert ed.get(path, {"If-None-Match": f'"other", W/{answer["ETag"].removeprefix("W/")}'}).status_code == 304
        assert ed.get(path, {"If-None-Match": '"other"'}).status_code == 200


def test_a_tag_names_the_content(cast: Cast, sop: Sop, ed: Caller) -> None:
    draft, published = ed.get(f"sops/{sop.key}?draft=1")["ETag"], ed.get(f"sops/{sop.key}")["ETag"]
    step = ed.get(f"steps/{step_of(sop).key}?draft=1")["ETag"]
    editing.update_step(step=step_of(sop, 2), by=cast.ed, title="Press it")
    assert ed.get(f"sops/{sop.key}")["ETag"] == published, "readers see what they saw"
    assert ed.get(f"sops/{sop.key}?draft=1")["ETag"] != draft
    assert ed.get(f"steps/{step_of(sop).key}?draft=1")["ETag"] == step, "another step"


def test_a_change_is_saved_only_onto_what_was_read(cast: Cast, sop: Sop, ed: Caller) -> None:
    """Case 17."""
    read = ed.get(f"sops/{sop.key}?draft=1")["ETag"]
    first = ed.change("PATCH", f"sops/{sop.key}", read, purpose="Mine")
    late = ed.change("PATCH", f"sops/{sop.key}", read, purpose="Too late")
    assert (first.status_code, late.status_code) == (200, 412)
    assert late.json()["etag"] == first["ETag"]
    assert ed.change("PATCH", f"sops/{sop.key}", f"W/{first['ETag']}", purpose="Weak").status_code == 412
    assert ed.change("PATCH", f"sops/{sop.key}", f'"other", {first["ETag"]}', purpose="Again").status_code == 200
    assert ed.change("POST", f"sops/{sop.key}/publish", read).status_code == 412, "publish what was read, or nothing"
    sop.refresh_from_db()
    assert sop.purpose == "Again"


def test_sent_twice_with_a_key_it_is_done_once(cast: Cast, ed: Caller) -> None:
    key = {"Idempotency-Key": "5e3a"}
    first = ed.send("POST", "sops", key, library="sales", title="Once")
    second = ed.send("POST", "sops", key, library="sales", title="Once")
    assert (second.status_code, second.json()) == (201, first.json())
    assert second["Location"] == first["Location"]
    assert (second["Idempotent-Replayed"], first.has_header("Idempotent-Replayed")) == ("true", False)
    assert Sop.objects.filter(title="Once").count() == 1


def test_a_key_is_for_one_request_of_one_person_and_a_day(cast: Cast, ed: Caller) -> None:
    key = {"Idempotency-Key": "5e3a"}
    ed.send("POST", "sops", key, library="sales", title="Once")
    other = ed.send("POST", "sops", key, library="sales", title="Another")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Caller(cast.ava).send("POST", "sops", key, library="sales", title="Once").status_code == 201
    StoredAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert ed.send("POST", "sops", key, library="sales", title="Once").has_header("Idempotent-Replayed") is False
    assert Sop.objects.filter(title="Once").count() == 3
    assert forget_old() == 1, "Ava's; Ed's was used again"
    for bad in ("x" * 201, "with space"):
        answer = ed.send("POST", "sops", {"Idempotency-Key": bad}, library="sales", title="Once")
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_idempotency_key")


def test_what_was_refused_or_failed_may_be_sent_again_with_the_same_key(
    cast: Cast, ed: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = {"Idempotency-Key": "5e3a"}
    assert ed.send("POST", "sops", key, library="sales").status_code == 400
    ed.client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("access.api.idempotency.keep", lambda *_: 1 / 0)  # the process dies after the work
        broken = ed.send("POST", "sops", key, library="sales", title="Once")
    assert (broken.status_code, broken.json()["code"]) == (500, "error")
    assert not Sop.objects.filter(title="Once").exists(), "the work and its answer are stored together, or neither is"
    assert ed.send("POST", "sops", key, library="sales", title="Once").status_code == 201


def test_an_old_answer_is_not_given_to_who_lost_the_role(cast: Cast, ed: Caller) -> None:
    """Case 3."""
    key = {"Idempotency-Key": "5e3a"}
    ed.send("POST", "sops", key, library="sales", title="Once")
    Membership.objects.filter(user=cast.ed, library=cast.sales).update(role=Role.VIEWER)
    answer = ed.send("POST", "sops", key, library="sales", title="Once")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_rates_are_told_and_kept(cast: Cast, ed: Caller, settings: Any) -> None:
    cache.clear()
    settings.STEPMARK_API_RATE = 3
    left = [ed.get("me")["RateLimit-Remaining"] for _ in range(3)]
    refused = ed.get("me")
    assert left == ["2", "1", "0"]
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert refused["RateLimit-Limit"] == "3"
    assert 0 < int(refused["Retry-After"]) <= 60
    assert refused["Retry-After"] == refused["RateLimit-Reset"]
    assert Caller(cast.ava).get("me").status_code == 200, "each person has their own"
    settings.STEPMARK_API_RATE_SIGNED_OUT = 1
    assert [Client().get("/api/me").status_code for _ in range(2)] == [401, 429]


def test_what_is_on_its_way_out_says_so(sop: Sop, ed: Caller) -> None:
    answer = ed.change("PATCH", f"steps/{step_of(sop).key}", position=2)
    assert answer["Deprecation"].startswith("@")
    assert answer["Sunset"].endswith("GMT")
    assert 'rel="successor-version"' in answer["Link"]
    assert not ed.change("PATCH", f"steps/{step_of(sop).key}", title="New").has_header("Deprecation")


@pytest.mark.parametrize("sign", ["\x00", "\ud800", "‮", "🧭", "﷽"])
def test_odd_characters_are_kept_or_refused_with_their_field(ed: Caller, sop: Sop, sign: str) -> None:
    """Case 31: NUL and half characters are refused, all others kept to the letter."""
    for data in (
        {"title": f"A{sign}b"},
        {"notes": [f"A{sign}b"]},
        {"links": [{"label": f"A{sign}b", "url": "https://x.io"}]},
    ):
        answer = ed.change("PATCH", f"sops/{sop.key}", **data)
        name, value = next(iter(data.items()))
        if sign in "\x00\ud800":
            assert (answer.status_code, list(answer.json()["fields"])) == (400, [name])
        else:
            kept = answer.json()[name]
            assert kept == value or kept[0]["label"] == f"A{sign}b"


def test_a_body_that_is_too_large_is_refused_before_it_is_read(ed: Caller, sop: Sop) -> None:
    """Case 24."""
    answer = ed.change("PATCH", f"sops/{sop.key}", purpose="x" * 5_000_001)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_file_sent_twice_with_a_key_is_taken_once(cast: Cast, sop: Sop, ed: Caller) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    def send(content: bytes) -> Any:
        file = SimpleUploadedFile("clip.mp4", content)
        return ed.client.post("/api/recordings", {"file": file, "library": "sales"}, headers={"Idempotency-Key": "7"})

    assert send(b"no video").status_code == 415
    assert send(picture_bytes()).status_code == 415


def test_every_problem_stands_in_the_documentation() -> None:
    from pathlib import Path

    text = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
    assert [code for code in CODES if f"`{code}`" not in text] == []
    page = Client().get("/api/problems").content.decode()
    assert all(f'id="{code}"' in page for code in CODES)
