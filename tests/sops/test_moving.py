"""Steps go to another SOP, SOPs to another library; bulk changes are all or nothing."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from access.models import AuditEvent, Membership
from access.roles import Role
from search import embedding
from search.models import IndexedSop
from search.service import find_steps
from sops.models import MovedStep, Screenshot, Sop
from sops.pictures import store_picture
from sops.services import bulk, editing, moving, publishing, undoing
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def said(settings: Any, var_dir: Any, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`with said():` – what happens inside reaches search, words and meaning, as after a commit."""
    settings.STEPMARK_ENCODER = "hashing"
    settings.STEPMARK_SEARCH_DIR = var_dir / "search"
    monkeypatch.setattr("search.tasks.embed_sop.delay", embedding.embed_sop)
    return lambda: django_capture_on_commit_callbacks(execute=True)


def found(user: Any, query: str = "request discount") -> list[str]:
    return [sop.key for sop in find_steps(user=user, query=query).sops]


@pytest.fixture
def sop(cast: Cast) -> Sop:
    return make_sop(cast.sales, cast.ed)


@pytest.fixture
def other(cast: Cast) -> Sop:
    return make_sop(cast.sales, cast.ed, "Close the deal", ["Sign", "Hand over"])


@pytest.fixture
def browse(cast: Cast) -> Client:
    return client_of(cast.ed)


def titles(sop: Sop) -> list[str]:
    return [step.title for step in sop.steps.present()]


def test_a_step_takes_its_key_its_picture_and_its_link_along(cast: Cast, sop: Sop, other: Sop) -> None:
    shot = store_picture(sop=sop, content=picture_bytes())
    editing.update_step(step=step_of(sop, 2), by=cast.ed, screenshot=shot, alt="The button")
    publishing.publish(sop=sop, by=cast.ed)
    step = step_of(sop, 2)
    moving.move_steps(steps=[step], to=other, by=cast.ed, after=step_of(other).key)
    assert titles(sop) == ["Open the deal", "Enter the reason"]
    assert titles(other) == ["Sign", "Click **Request discount**", "Hand over"]
    assert [row.position for row in sop.steps.present()] == [1, 2]
    moved = step_of(other, 2)
    assert (moved.key, moved.screenshot.sop_id, moved.alt) == (step.key, other.pk, "The button")
    assert moved.screenshot.file.name == Screenshot.objects.get(pk=shot.pk).file.name
    assert MovedStep.objects.get().sop_id == sop.pk

    reader = client_of(cast.rosa)
    assert f"/sops/{sop.key}/" in reader.get(f"/s/{step.key}")["Location"]  # what readers have got
    publishing.publish(sop=other, by=cast.ed)
    assert f"/sops/{other.key}/" in reader.get(f"/s/{step.key}")["Location"]
    publishing.publish(sop=sop, by=cast.ed)
    assert f"/sops/{other.key}/" in reader.get(f"/s/{step.key}")["Location"]
    assert AuditEvent.objects.filter(verb="moved", subject__contains="Close the deal").exists()


def test_a_moved_step_is_found_where_it_is(cast: Cast, said: Any) -> None:
    with said():
        sop = make_sop(cast.sales, cast.ed, "Discounts", ["Open the deal", "Press **Zanzibar**"])
        other = make_sop(cast.sales, cast.ed, "Close the deal", ["Sign"])
    assert found(cast.rosa, '"Zanzibar"') == [sop.key]
    moving.move_steps(steps=[step_of(sop, 2)], to=other, by=cast.ed)
    with said():
        for changed in (sop, other):
            publishing.publish(sop=changed, by=cast.ed)
    assert found(cast.rosa, '"Zanzibar"') == [other.key]


def test_a_step_that_comes_back_leaves_no_trace(cast: Cast, sop: Sop, other: Sop) -> None:
    (step,) = moving.move_steps(steps=[step_of(sop, 2)], to=other, by=cast.ed)
    moving.move_steps(steps=[step], to=sop, by=cast.ed, after=step_of(sop).key)
    assert titles(sop)[1] == "Click **Request discount**"
    assert list(MovedStep.objects.values_list("sop", flat=True)) == [other.pk]


def test_a_move_is_taken_back_to_where_each_step_stood(cast: Cast, sop: Sop, other: Sop, browse: Client) -> None:
    keys = [step.key for step in sop.steps.present()]
    form: dict[str, Any] = {"steps": [keys[0], keys[2]]}
    answer = browse.post(f"/sops/{sop.key}/edit/bulk", {**form, "do": "to-sop", "sop": other.key}, **HTMX)
    back = json.loads(answer["HX-Trigger"])["stepmark:told"]["back"]
    assert (titles(sop), len(titles(other))) == (["Click **Request discount**"], 4)
    editing.add_step(sop=sop, by=cast.ava, title="Added by somebody else")
    assert browse.post(back["url"], back["values"], **HTMX).status_code == 200
    assert [step.key for step in sop.steps.present()][:3] == keys
    assert (titles(sop)[3:], titles(other)) == (["Added by somebody else"], ["Sign", "Hand over"])
    assert browse.post(back["url"], back["values"], **HTMX).status_code == 404  # they are back already


def test_only_editors_of_both_take_a_move_back(cast: Cast, sop: Sop, browse: Client) -> None:
    """Case 16."""
    closed = make_sop(cast.desk, cast.dee, "Secret")
    form = {"from": closed.key, "steps": [step_of(closed).key], "order": []}
    assert browse.post(f"/sops/{sop.key}/edit/take-back", form).status_code == 404
    assert len(titles(closed)) == 3


def test_an_undo_never_reaches_into_the_other_sop(cast: Cast, sop: Sop, other: Sop) -> None:
    editing.update_step(step=step_of(sop, 2), by=cast.ed, title="New")
    moving.move_steps(steps=[step_of(sop, 2)], to=other, by=cast.ed)
    with pytest.raises(ValidationError, match="not there any more"):
        undoing.undo_last(sop=sop, by=cast.ed)
    assert "New" in titles(other)


def test_a_step_can_only_move_where_one_may_edit(cast: Cast, browse: Client, sop: Sop) -> None:
    """Case 16: permission is needed on both SOPs; without it nothing moves."""
    closed = make_sop(cast.desk, cast.dee, "Secret")
    form = {"do": "to-sop", "steps": [step_of(sop).key], "sop": closed.key}
    assert browse.post(f"/sops/{sop.key}/edit/bulk", form).status_code == 404
    Membership.objects.create(library=cast.desk, user=cast.ed, role=Role.VIEWER)
    assert browse.post(f"/sops/{sop.key}/edit/bulk", form).status_code == 403
    assert len(titles(sop)) == 3


def test_one_step_of_another_sop_changes_nothing(cast: Cast, browse: Client, sop: Sop, other: Sop) -> None:
    """Case 16: a bulk request with one forbidden item changes nothing."""
    closed = make_sop(cast.desk, cast.dee, "Secret")
    for stranger in (step_of(other).key, step_of(closed).key, "unknown"):
        for more in ({"do": "remove"}, {"do": "section", "section": "A"}, {"do": "kind", "kind": "note"}):
            form = {"steps": [step_of(sop).key, stranger], **more}
            assert browse.post(f"/sops/{sop.key}/edit/bulk", form).status_code == 404
    assert [(step.section, step.kind) for step in sop.steps.present()] == [("", "action")] * 3


def test_a_bulk_change_that_one_step_cant_take_changes_nothing(cast: Cast, browse: Client, sop: Sop) -> None:
    """Case 16."""
    form = {"steps": [step.key for step in sop.steps.present()], "do": "kind", "kind": "spell"}
    assert browse.post(f"/sops/{sop.key}/edit/bulk", form, **HTMX).status_code == 422
    assert {step.kind for step in sop.steps.present()} == {"action"}


def test_several_steps_are_changed_moved_and_removed_at_once(cast: Cast, browse: Client, sop: Sop) -> None:
    first, second, third = sop.steps.present()
    url = f"/sops/{sop.key}/edit/bulk"
    browse.post(url, {"steps": [first.key, second.key], "do": "section", "section": "Before"}, **HTMX)
    assert [step.section for step in sop.steps.present()] == ["Before", "Before", ""]
    answer = browse.post(url, {"steps": [first.key, second.key], "do": "move", "after": third.key}, **HTMX)
    assert [step.pk for step in sop.steps.present()] == [third.pk, first.pk, second.pk]
    assert answer["HX-Retarget"] == "#steps"
    browse.post(url, {"steps": [second.key], "do": "move", "after": "first"}, **HTMX)
    assert [step.pk for step in sop.steps.present()] == [second.pk, third.pk, first.pk]
    browse.post(url, {"steps": [first.key, third.key], "do": "remove"}, **HTMX)
    assert [step.pk for step in sop.steps.present()] == [second.pk]
    browse.post(f"/sops/{sop.key}/edit/undo", **HTMX)
    assert len(titles(sop)) == 3
    assert browse.post(url, {"do": "remove"}, **HTMX).status_code == 422
    assert browse.post(url, {"do": "remove"}).status_code == 302


def test_steps_cant_stand_behind_themselves(cast: Cast, sop: Sop) -> None:
    with pytest.raises(ValidationError, match="not one of those"):
        bulk.move(sop=sop, steps=[step_of(sop)], by=cast.ed, after=step_of(sop).key)


def test_an_sop_in_another_library_has_its_rights_pictures_and_place_in_search(cast: Cast, sop: Sop, said: Any) -> None:
    """Case 12: moving an SOP to another library moves its rights, media and vectors at once."""
    shot = store_picture(sop=sop, content=picture_bytes())
    editing.update_step(step=step_of(sop), by=cast.ed, screenshot=shot)
    with said():
        publishing.publish(sop=sop, by=cast.ed)
    picture = f"/sops/{sop.key}/pictures/{shot.sha256}"
    rosa, dee = client_of(cast.rosa), client_of(cast.dee)
    assert rosa.get(picture).status_code == 200
    assert found(cast.rosa) == [sop.key]

    with said():
        moving.move_sop(sop=sop, library=cast.desk, by=cast.adam)
    for address in (f"/sops/{sop.key}/", picture, f"/s/{step_of(sop).key}"):
        assert rosa.get(address).status_code == 404, address
        assert dee.get(address).status_code in (200, 302), address
    assert (found(cast.rosa), found(cast.dee)) == ([], [sop.key])
    assert IndexedSop.objects.get(sop_id=sop.pk).library_id == cast.desk.pk
    assert AuditEvent.objects.filter(verb="moved").count() == 2


def test_an_sop_only_moves_where_one_may_edit(cast: Cast, browse: Client, sop: Sop) -> None:
    """Case 14: nobody puts an SOP into a library by naming it."""
    url = f"/sops/{sop.key}/edit/library"
    assert browse.post(url, {"library": "deal-desk"}).status_code == 404
    Membership.objects.create(library=cast.desk, user=cast.ed, role=Role.VIEWER)
    assert browse.post(url, {"library": "deal-desk"}).status_code == 403
    Membership.objects.filter(library=cast.desk, user=cast.ed).update(role=Role.EDITOR)
    assert browse.post(url, {"library": "deal-desk"}).status_code == 302
    sop.refresh_from_db()
    assert sop.library == cast.desk
