"""Everything that the editor does, at the API: steps, versions, many at once, review, feedback, people."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from access.models import AuditEvent, Membership
from sops.models import ApprovalPolicy, Category, Sop
from sops.services import editing, publishing
from tests.support.calling import Caller
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of


@pytest.fixture
def sop(cast: Cast) -> Sop:
    return make_sop(cast.sales, cast.ed)


@pytest.fixture
def ed(cast: Cast) -> Caller:
    return Caller(cast.ed)


def titles(caller: Caller, sop: Sop) -> list[str]:
    return [step["title"] for step in caller.get(f"sops/{sop.key}?draft=1").json()["steps"]]


def test_steps_are_put_in_order_all_or_none(cast: Cast, sop: Sop, ed: Caller) -> None:
    keys = [step.key for step in sop.steps.present()]
    done = ed.change("PUT", f"sops/{sop.key}/order", steps=keys[::-1])
    assert [step["key"] for step in done.json()["steps"]] == keys[::-1]
    foreign = step_of(make_sop(cast.desk, cast.dee)).key
    for wrong in ([*keys[:2], foreign], keys[:2], [*keys, keys[0]]):
        refused = ed.change("PUT", f"sops/{sop.key}/order", steps=wrong)
        assert (refused.status_code, list(refused.json()["fields"])) == (400, ["steps"])
    assert [step["key"] for step in ed.get(f"sops/{sop.key}?draft=1").json()["steps"]] == keys[::-1]


def test_a_step_is_moved_split_joined_doubled_and_brought_back(cast: Cast, sop: Sop, ed: Caller) -> None:
    key = step_of(sop, 3).key
    ed.change("PATCH", f"steps/{key}", body="First part.\n\nSecond part")
    assert ed.send("POST", f"steps/{key}/move", to=1).json()["step"]["number"] == 1
    assert titles(ed, sop)[0] == "Enter the reason"
    split = ed.send("POST", f"steps/{key}/split").json()["steps"]
    assert [part["step"]["number"] for part in split] == [1, 2]
    assert split[1]["step"]["title"] == "Second part"
    assert ed.send("POST", f"steps/{step_of(sop, 3).key}/split").status_code == 400, "it has no description"
    joined = ed.send("POST", f"steps/{key}/merge").json()
    assert "Second part" in joined["step"]["body"]
    twin = ed.send("POST", f"steps/{key}/duplicate")
    assert (twin.status_code, twin.json()["step"]["number"]) == (201, 2)
    assert ed.change("DELETE", f"steps/{twin.json()['step']['key']}", twin["ETag"]).status_code == 204
    assert ed.send("POST", f"steps/{twin.json()['step']['key']}/bring-back").json()["step"]["number"] == 2
    assert ed.send("POST", f"steps/{key}/bring-back").status_code == 404


def test_a_step_gets_and_loses_a_picture(cast: Cast, sop: Sop, ed: Caller) -> None:
    address = f"/api/steps/{step_of(sop).key}/picture"

    def put(content: bytes) -> Any:
        from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

        body = encode_multipart(BOUNDARY, {"picture": SimpleUploadedFile("shot.png", content)})
        return ed.client.put(address, body, content_type=MULTIPART_CONTENT, headers={"If-Match": "*"})

    shown = put(picture_bytes()).json()["step"]["picture"]
    assert (shown["width"], shown["height"]) == (320, 200)
    assert put(b"<svg xmlns='http://www.w3.org/2000/svg'/>").status_code == 400
    assert ed.change("DELETE", f"steps/{step_of(sop).key}/picture").json()["step"]["picture"] is None


def test_versions_are_listed_read_compared_and_restored(cast: Cast, sop: Sop, ed: Caller) -> None:
    rosa = Caller(cast.rosa)
    editing.update_step(step=step_of(sop, 3), by=cast.ed, title="Enter the amount")
    publishing.publish(sop=sop, by=cast.ed, note="Amounts")
    rows = rosa.get(f"sops/{sop.key}/versions").json()["results"]
    assert [(row["number"], row["note"], row["is_current"]) for row in rows] == [(2, "Amounts", True), (1, "", False)]
    old = rosa.get(f"sops/{sop.key}/versions/1").json()
    assert (old["version"], old["steps"][2]["title"]) == (1, "Enter the reason")
    compared = rosa.get(f"sops/{sop.key}/compare").json()
    assert (compared["old"], compared["new"], compared["is_same"]) == ("1", "2", False)
    assert [
        (step["number"] if "number" in step else step["new_number"], step["status"]) for step in compared["steps"]
    ] == [(3, "changed")]
    assert compared["steps"][0]["changes"][0]["sentence"] == "Title: “reason” became “amount”."
    assert rosa.get(f"sops/{sop.key}/compare?to=draft").status_code == 403
    assert ed.get(f"sops/{sop.key}/compare?to=draft").json()["is_same"] is True
    for wrong in ("99", "-1", "x", "9" * 30):
        assert rosa.get(f"sops/{sop.key}/compare?from={wrong}").status_code == 404
    assert ed.send("POST", f"sops/{sop.key}/versions/1/restore").json()["steps"][2]["title"] == "Enter the reason"
    assert rosa.get(f"sops/{sop.key}").json()["version"] == 2, "readers see it once it is published"


def test_a_draft_is_no_version_that_readers_can_ask_for(cast: Cast) -> None:
    """Case 10."""
    draft, rosa = make_sop(cast.sales, cast.ed, publish=False), Caller(cast.rosa)
    for path in ("versions", "versions/1", "compare", "compare?to=draft", "review"):
        assert rosa.get(f"sops/{draft.key}/{path}").status_code == 404, path


def test_withdraw_discard_archive_remove(cast: Cast, sop: Sop, ed: Caller) -> None:
    rosa = Caller(cast.rosa)
    ed.change("PATCH", f"sops/{sop.key}", purpose="New")
    assert ed.send("POST", f"sops/{sop.key}/discard").json()["purpose"] == ""
    ed.send("POST", f"sops/{sop.key}/withdraw")
    assert rosa.get(f"sops/{sop.key}").status_code == 404
    ed.send("POST", f"sops/{sop.key}/publish")
    assert rosa.get(f"sops/{sop.key}").status_code == 200
    other = make_sop(cast.sales, cast.ed, title="Other")
    assert ed.change("DELETE", f"sops/{other.key}").status_code == 204
    assert ed.get(f"sops/{other.key}").status_code == 404
    archived = ed.send("POST", f"sops/{sop.key}/archive", reason="A new one is there.")
    assert archived.status_code == 200
    sop.refresh_from_db()
    assert (sop.archive_reason, sop.is_published) == ("A new one is there.", False)


def test_one_forbidden_among_many_changes_nothing(cast: Cast, sop: Sop, ed: Caller) -> None:
    """Case 16."""
    other = make_sop(cast.sales, cast.ed, title="Other")
    hidden = make_sop(cast.desk, cast.dee)
    Category.objects.create(name="Closing", slug="closing")
    mine = [sop.key, other.key]
    for action, more in (("withdraw", {}), ("remove", {}), ("change", {"changes": {"category": "closing"}})):
        answer = ed.send("POST", "bulk/sops", action=action, keys=[*mine, hidden.key], **more)
        assert answer.status_code == 404
    assert Sop.objects.filter(is_published=True, removed_at=None, category=None).count() == 3
    assert not AuditEvent.objects.filter(verb="withdrew").exists()
    done = ed.send("POST", "bulk/sops", action="change", keys=mine, changes={"category": "closing", "tags": ["deal"]})
    assert (done.status_code, done.json()["count"]) == (200, 2)
    assert Sop.objects.filter(category__slug="closing").count() == 2
    Membership.objects.filter(user=cast.ed).update(role=10)
    assert ed.send("POST", "bulk/sops", action="withdraw", keys=mine).status_code == 403


def test_many_at_once_set_nothing_by_guessing(cast: Cast, sop: Sop, ed: Caller) -> None:
    """Case 14."""
    for changes in ({"is_published": False}, {"library": "deal-desk"}, {"owner": "dee@example.com"}):
        answer = ed.send("POST", "bulk/sops", action="change", keys=[sop.key], changes=changes)
        assert (answer.status_code, list(answer.json()["fields"])) == (400, list(changes))


@pytest.mark.parametrize(
    ("method", "path", "data"),
    [
        ("POST", "sops", {"library": "sales", "title": "x", "is_published": True}),
        ("POST", "sops/{sop}/steps", {"title": "x", "sop": "other"}),
        ("POST", "sops/{sop}/publish", {"approved_by": "ed@example.com"}),
        ("POST", "steps/{step}/move", {"to": 1, "sop": "other"}),
        ("PUT", "sops/{sop}/order", {"steps": [], "owner": "ed@example.com"}),
        ("POST", "sops/{sop}/review/approve", {"content_hash": "x", "by": "ava@example.com"}),
        ("POST", "feedback", {"sop": "{sop}", "kind": "idea", "text": "x", "status": "done"}),
        ("POST", "exports", {"format": "html", "requested_by": "ava@example.com"}),
    ],
)
def test_no_endpoint_takes_a_field_that_it_does_not_know(
    sop: Sop, ed: Caller, method: str, path: str, data: dict[str, Any]
) -> None:
    """Case 14."""
    answer = ed.change(method, path.format(sop=sop.key, step=step_of(sop).key), **data)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert list(data)[-1] in answer.json()["fields"] or set(answer.json()["fields"]) & {"by"}


def test_approval_is_bound_to_what_was_read(cast: Cast, sop: Sop, ed: Caller) -> None:
    """Case 15."""
    ApprovalPolicy.objects.create(library=cast.sales, rule="one")
    ava = Caller(cast.ava)
    ed.change("PATCH", f"sops/{sop.key}", purpose="New")
    refused = ed.send("POST", f"sops/{sop.key}/publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_approved")
    sent = ed.send("POST", f"sops/{sop.key}/review/send", note="Please").json()
    assert (sent["state"], sent["missing"], sent["waiting_for"]) == ("in_review", 1, ["Adam", "Ava"])
    assert ed.send("POST", f"sops/{sop.key}/review/approve", content_hash=sent["content_hash"]).status_code == 400
    stale = ava.send("POST", f"sops/{sop.key}/review/approve", content_hash="0" * 64)
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    good = ava.send("POST", f"sops/{sop.key}/review/approve", content_hash=sent["content_hash"]).json()
    assert (good["state"], good["may_be_published"]) == ("approved", True)
    ed.change("PATCH", f"sops/{sop.key}", purpose="Newer")
    assert ed.get(f"sops/{sop.key}/review").json()["may_be_published"] is False
    back = ava.send("POST", f"sops/{sop.key}/review/send-back", reason="Say why.").json()
    assert back["state"] == "draft"
    ed.send("POST", f"sops/{sop.key}/review/send")
    assert ed.send("POST", f"sops/{sop.key}/review/take-back").json()["state"] == "draft"


def test_feedback_is_given_by_readers_and_answered_by_editors(cast: Cast, sop: Sop, ed: Caller) -> None:
    rosa, gus = Caller(cast.rosa), Caller(cast.gus)
    said = {"sop": sop.key, "step": step_of(sop, 2).key, "kind": "outdated", "text": "The button is green now."}
    given = rosa.send("POST", "feedback", **said)
    assert (given.status_code, given.json()["step_number"], given.json()["version"]) == (201, 2, 1)
    number = given.json()["id"]
    assert gus.get(f"feedback/{number}").status_code == 404
    assert rosa.send("POST", f"feedback/{number}/answer", status="done").status_code == 403
    answered = ed.send("POST", f"feedback/{number}/answer", status="declined", text="It is blue.")
    assert (answered.json()["status"], answered.json()["answer"]) == ("declined", "It is blue.")
    assert ed.send("POST", f"feedback/{number}/answer", status="accepted").status_code == 400
    assert rosa.send("POST", "feedback", **{**said, "step": "nothing"}).status_code == 400
    hidden = make_sop(cast.desk, cast.dee)
    assert rosa.send("POST", "feedback", **{**said, "sop": hidden.key}).status_code == 404


def test_members_are_for_admins(cast: Cast, ed: Caller) -> None:
    adam = Caller(cast.adam, scope="admin")
    assert ed.get("libraries/sales/members").status_code == 403
    added = adam.send("POST", "libraries/sales/members", person="gus@example.com", role="viewer")
    assert (added.status_code, added.json()["role"]) == (201, "viewer")
    one = f"libraries/sales/members/{added.json()['id']}"
    assert adam.change("PATCH", one, '"old"', role="editor").status_code == 412
    assert adam.change("PATCH", one, added["ETag"], role="editor").json()["role"] == "editor"
    assert adam.change("DELETE", one).status_code == 204
    own = Membership.objects.get(user=cast.adam, library=cast.sales)
    kept = adam.change("DELETE", f"libraries/sales/members/{own.pk}")
    assert (kept.status_code, "without an admin" in kept.json()["detail"]) == (400, True)
    other = Membership.objects.get(user=cast.dee)
    assert adam.get(f"libraries/sales/members/{other.pk}").status_code == 404, "Case 11: of another library"
    for wrong in ({"role": "viewer"}, {"person": "gus@example.com", "group": "x", "role": "viewer"}, {"role": "owner"}):
        assert adam.send("POST", "libraries/sales/members", **wrong).status_code == 400


def test_a_token_that_writes_does_not_administer(cast: Cast) -> None:
    """Case 1: a scope holds at every endpoint."""
    writer = Caller(cast.adam, scope="write")
    assert writer.get("libraries/sales/members").status_code == 403
    assert writer.get("me").json()["scope"] == "write"


GROWING = ["libraries", "categories", "sops", "feedback", "exports", "recordings", "groups", "libraries/sales/members"]


@pytest.mark.parametrize("path", [*GROWING, "versions"])
def test_a_list_asks_as_little_for_eleven_as_for_one(cast: Cast, sop: Sop, path: str) -> None:
    from tests.sops.growing import grow

    caller = Caller(cast.adam, scope="admin")
    where = f"sops/{sop.key}/versions" if path == "versions" else path
    grow(path, cast, sop, 1)
    few = caller.queries_for(where)
    grow(path, cast, sop, 10)
    assert len(caller.get(where).json()["results"]) >= 11
    assert caller.queries_for(where) == few


def test_reading_one_sop_asks_as_little_for_many_steps(cast: Cast, sop: Sop, ed: Caller) -> None:
    few = [ed.queries_for(f"sops/{sop.key}"), ed.queries_for(f"sops/{sop.key}?draft=1")]
    for number in range(10):
        editing.add_step(sop=sop, by=cast.ed, title=f"Step {number}")
    publishing.publish(sop=sop, by=cast.ed)
    assert [ed.queries_for(f"sops/{sop.key}"), ed.queries_for(f"sops/{sop.key}?draft=1")] == few


def test_the_file_of_a_picture_has_a_tag_of_its_own(cast: Cast, sop: Sop, ed: Caller) -> None:
    from sops.pictures import store_picture

    shot = store_picture(sop=sop, content=picture_bytes())
    answer = ed.get(f"sops/{sop.key}/pictures/{shot.sha256}")
    assert io.BytesIO(b"".join(answer.streaming_content)).read(4) == b"\x89PNG"
