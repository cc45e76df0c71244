"""SOPs and steps at the API: readers, editors, conflicts, tombstones."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from access.services import make_token
from sops.models import Sop
from sops.pictures import store_picture
from sops.services import editing, publishing
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of


class Caller:
    """Somebody at the API, by token."""

    def __init__(self, user: Any, scope: str = "write") -> None:
        self.client = Client(headers={"authorization": f"Token {make_token(user=user, name='test', scope=scope)}"})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/{path}", query)

    def send(self, method: str, path: str, **data: Any) -> Any:
        return self.client.generic(method, f"/api/{path}", _json(data), content_type="application/json")


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data)


@pytest.fixture
def sop(cast: Cast) -> Sop:
    return make_sop(cast.sales, cast.ed)


@pytest.fixture
def ed(cast: Cast) -> Caller:
    return Caller(cast.ed)


@pytest.fixture
def rosa(cast: Cast) -> Caller:
    return Caller(cast.rosa)


def test_without_signing_in_there_is_nothing(sop: Sop) -> None:
    for path in ("libraries", "sops", f"sops/{sop.key}", f"steps/{step_of(sop).key}"):
        assert Client().get(f"/api/{path}").status_code == 401


def test_libraries_say_where_one_may_edit(cast: Cast, sop: Sop, rosa: Caller, ed: Caller) -> None:
    assert [(lib["slug"], lib["may_edit"], lib["sop_count"]) for lib in rosa.get("libraries").json()["results"]] == [
        ("sales", False, 1)
    ]
    assert ed.get("libraries").json()["results"][0]["may_edit"] is True


def test_the_list_holds_what_one_may_see_and_filters(cast: Cast, sop: Sop, rosa: Caller, ed: Caller) -> None:
    make_sop(cast.sales, cast.ed, title="A draft", publish=False)
    make_sop(cast.desk, cast.dee, title="Closed")

    def titles(caller: Caller, **query: Any) -> list[str]:
        return [row["title"] for row in caller.get("sops", **query).json()["results"]]

    assert titles(rosa) == ["Request a discount"]
    assert titles(ed) == ["A draft", "Request a discount"]
    assert titles(ed, published="false") == ["A draft"]
    assert titles(ed, library="deal-desk") == []
    assert titles(ed, limit=1) == ["A draft"]


def test_a_reader_gets_the_published_document_with_links_and_pictures(cast: Cast, sop: Sop, rosa: Caller) -> None:
    shot = store_picture(sop=sop, content=picture_bytes())
    box = {"x": 0.1, "y": 0.1, "width": 0.2, "height": 0.2}
    editing.update_step(step=step_of(sop), by=cast.ed, screenshot=shot, highlight=box, alt="The deal")
    publishing.publish(sop=sop, by=cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ed, title="A draft text")
    data = rosa.get(f"sops/{sop.key}").json()
    step = data["steps"][0]
    assert (data["version"], data["is_draft"], step["title"]) == (2, False, "Open the deal")
    assert step["permalink"] == f"http://testserver/s/{step['key']}?v=2"
    assert step["picture"]["highlight"] == box
    assert rosa.client.get(step["picture"]["url"].removeprefix("http://testserver")).status_code == 200
    assert "revision" not in step


def test_a_draft_is_for_editors(cast: Cast, sop: Sop, rosa: Caller, ed: Caller) -> None:
    draft = make_sop(cast.sales, cast.ed, title="A draft", publish=False)
    assert rosa.get(f"sops/{draft.key}").status_code == 404
    assert rosa.get(f"sops/{sop.key}", draft=1).status_code == 403
    answer = ed.get(f"sops/{draft.key}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_published")
    data = ed.get(f"sops/{draft.key}", draft=1).json()
    assert (data["is_draft"], data["version"], data["steps"][0]["revision"]) == (True, None, 1)


def test_hidden_and_missing_look_the_same(cast: Cast, ed: Caller) -> None:
    hidden = make_sop(cast.desk, cast.dee)
    for path in ("sops/{}", "steps/{}"):
        key = hidden.key if path.startswith("sops") else step_of(hidden).key
        assert ed.get(path.format(key)).status_code == 404
        assert ed.get(path.format(key)).json() == ed.get(path.format("nothing-here")).json()
        assert ed.send("PATCH", path.format(key), title="Mine").status_code == 404


def test_a_step_says_what_changed_since_the_link_was_made(cast: Cast, sop: Sop, rosa: Caller) -> None:
    key = step_of(sop, 3).key
    editing.update_step(step=step_of(sop, 3), by=cast.ed, title="Enter the amount")
    publishing.publish(sop=sop, by=cast.ed)
    data = rosa.get(f"steps/{key}", v=1).json()
    assert (data["step"]["title"], data["step"]["number"], data["version"]) == ("Enter the amount", 3, 2)
    assert data["changed_since"]["sentence"] == "Title: “reason” became “amount”."
    assert data["changed_since"]["step"]["title"] == "Enter the reason"
    assert rosa.get(f"steps/{key}", v=2).json()["changed_since"] is None
    assert rosa.get(f"steps/{key}", v="x").json()["changed_since"] is None


def test_a_removed_step_leaves_a_tombstone(cast: Cast, sop: Sop, rosa: Caller) -> None:
    gone, kept = step_of(sop, 2), step_of(sop, 1)
    editing.remove_step(step=gone, by=cast.ed, moved_to=kept)
    assert rosa.get(f"steps/{gone.key}").status_code == 200, "readers see the published version until the next one"
    publishing.publish(sop=sop, by=cast.ed)
    answer = rosa.get(f"steps/{gone.key}")
    assert (answer.status_code, answer.json()["code"]) == (410, "removed")
    assert answer.json()["moved_to"] == kept.key
    assert answer.json()["step"]["title"] == "Click **Request discount**"
    assert answer.json()["sop"]["title"] == "Request a discount"


def test_a_new_sop_is_written_and_published(cast: Cast, ed: Caller, rosa: Caller) -> None:
    answer = ed.send("POST", "sops", library="sales", title="Close a deal", purpose="To win")
    key = answer.json()["key"]
    assert answer.status_code == 201
    empty = ed.send("POST", f"sops/{key}/publish")
    assert (empty.status_code, empty.json()["code"]) == (400, "not_publishable")
    assert empty.json()["problems"] == ["The SOP has no steps."]
    first = ed.send("POST", f"sops/{key}/steps", title="Open the deal").json()
    second = ed.send(
        "POST", f"sops/{key}/steps", title="Set **Stage**", links=[{"label": "Stages", "url": "https://x.io"}]
    )
    assert (second.status_code, second.json()["number"]) == (201, 2)
    ed.send("PATCH", f"steps/{second.json()['key']}", position=1, revision=1)
    steps = ed.get(f"sops/{key}", draft=1).json()["steps"]
    assert [step["title"] for step in steps] == ["Set **Stage**", "Open the deal"]
    published = ed.send("POST", f"sops/{key}/publish", note="First").json()
    assert (published["number"], published["is_new"]) == (1, True)
    assert ed.send("POST", f"sops/{key}/publish").json()["is_new"] is False
    assert rosa.get(f"steps/{first['key']}").json()["step"]["number"] == 2


def test_a_stale_revision_is_a_conflict_with_what_is_stored(cast: Cast, sop: Sop, ed: Caller) -> None:
    step = step_of(sop)
    ed.send("PATCH", f"steps/{step.key}", revision=1, title="First")
    answer = ed.send("PATCH", f"steps/{step.key}", revision=1, title="Second")
    assert answer.status_code == 409
    assert answer.json()["stored"] == {"title": "First", "revision": 2}
    assert ed.send("PATCH", f"steps/{step.key}", revision=2, title="Second").json()["step"]["revision"] == 3
    sop.refresh_from_db()
    ed.send("PATCH", f"sops/{sop.key}", revision=sop.revision, purpose="One")
    assert ed.send("PATCH", f"sops/{sop.key}", revision=sop.revision, purpose="Two").status_code == 409


@pytest.mark.parametrize("field", ["library", "is_published", "key", "current_version", "revision_of", "source"])
def test_nobody_sets_a_field_by_guessing_its_name(cast: Cast, sop: Sop, ed: Caller, field: str) -> None:
    for path in (f"sops/{sop.key}", f"steps/{step_of(sop).key}"):
        answer = ed.send("PATCH", path, title="New", **{field: "x"})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
        assert field in answer.json()["fields"]
    assert step_of(sop).title == "Open the deal"


@pytest.mark.parametrize(
    "data",
    [
        {"links": [{"label": "Click", "url": "javascript:alert(1)"}]},
        {"branches": [{"condition": "If", "target_kind": "moon"}]},
        {"highlight": {"x": 2, "y": 0, "width": 1, "height": 1}},
        {"kind": "poem"},
        {"title": "x" * 301},
        {"revision": "new"},
    ],
)
def test_unusable_values_are_refused_with_their_field(sop: Sop, ed: Caller, data: dict[str, Any]) -> None:
    answer = ed.send("PATCH", f"steps/{step_of(sop).key}", **{"revision": 1, **data})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert next(iter(data)) in answer.json()["fields"]


def test_an_owner_comes_from_the_library(cast: Cast, sop: Sop, ed: Caller) -> None:
    assert ed.send("PATCH", f"sops/{sop.key}", owner="dee@example.com", revision=1).status_code == 400
    assert ed.send("PATCH", f"sops/{sop.key}", owner="ava@example.com", revision=1).json()["owner"] == "Ava"


def test_who_only_reads_changes_nothing(cast: Cast, sop: Sop, rosa: Caller) -> None:
    step = step_of(sop)
    assert rosa.send("PATCH", f"sops/{sop.key}", title="Mine").status_code == 403
    assert rosa.send("PATCH", f"steps/{step.key}", title="Mine").status_code == 403
    assert rosa.send("DELETE", f"steps/{step.key}").status_code == 403
    assert rosa.send("POST", f"sops/{sop.key}/steps", title="Mine").status_code == 403
    assert rosa.send("POST", f"sops/{sop.key}/publish").status_code == 403
    assert rosa.send("POST", "sops", library="sales", title="Mine").status_code == 403
    assert rosa.send("POST", "sops", library="deal-desk", title="Mine").status_code == 404


def test_a_token_that_only_reads_changes_nothing_for_an_editor_either(cast: Cast, sop: Sop) -> None:
    reader = Caller(cast.ed, scope="read")
    assert reader.get(f"sops/{sop.key}", draft=1).status_code == 200
    assert reader.send("PATCH", f"sops/{sop.key}", title="Mine").status_code == 403


def test_the_schema_is_complete() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")
