"""Undo and redo: one's own edits, each as a whole, beside what others do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from sops.models import Sop
from sops.services import bulk, editing, publishing, reshaping, undoing
from sops.services.ordering import order_back
from sops.services.publishing import document_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of


def titles(sop: Sop) -> list[str]:
    return [step.title for step in sop.steps.present()]


def _split(sop: Sop, by: Any) -> None:
    editing.update_step(step=step_of(sop, 2), by=by, body="One. Two.")
    reshaping.split_step(step=step_of(sop, 2), by=by)


DEEDS: list[tuple[str, Callable[[Sop, Any], object]]] = [
    ("changing", lambda sop, by: editing.update_step(step=step_of(sop, 2), by=by, title="New", body="Text")),
    ("adding", lambda sop, by: editing.add_step(sop=sop, by=by, after=step_of(sop), title="New")),
    ("moving", lambda sop, by: editing.move_step(step=step_of(sop, 3), to=0, by=by)),
    ("removing", lambda sop, by: editing.remove_step(step=step_of(sop, 2), by=by)),
    ("doubling", lambda sop, by: reshaping.duplicate_step(step=step_of(sop, 2), by=by)),
    ("merging", lambda sop, by: reshaping.merge_with_next(step=step_of(sop), by=by)),
    ("splitting", _split),
    ("about", lambda sop, by: editing.update_sop(sop=sop, by=by, purpose="To win", tags=["a"])),
    ("many", lambda sop, by: bulk.remove(sop=sop, steps=list(sop.steps.present()[:2]), by=by)),
    ("section", lambda sop, by: bulk.set_field(sop=sop, steps=list(sop.steps.all()), by=by, name="section", value="A")),
]


@pytest.mark.parametrize(("name", "deed"), DEEDS, ids=[name for name, _ in DEEDS])
def test_every_edit_can_be_taken_back_and_done_again(cast: Cast, name: str, deed: Callable[[Sop, Any], object]) -> None:
    sop = make_sop(cast.sales, cast.ed)
    before = document_of(sop).content_hash()
    deed(sop, cast.ed)
    after = document_of(Sop.objects.get(pk=sop.pk)).content_hash()
    assert after != before
    while True:
        try:
            undoing.undo_last(sop=sop, by=cast.ed)
        except ValidationError:
            break
    assert document_of(Sop.objects.get(pk=sop.pk)).content_hash() == before
    while True:
        try:
            undoing.redo_last(sop=sop, by=cast.ed)
        except ValidationError:
            break
    assert document_of(Sop.objects.get(pk=sop.pk)).content_hash() == after


def test_several_removed_at_once_come_back_at_once(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    bulk.remove(sop=sop, steps=list(sop.steps.present()[:2]), by=cast.ed)
    assert titles(sop) == ["Enter the reason"]
    undoing.undo_last(sop=sop, by=cast.ed)
    assert titles(sop) == ["Open the deal", "Click **Request discount**", "Enter the reason"]


def test_a_new_edit_ends_what_could_be_done_again(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ed, title="One")
    undoing.undo_last(sop=sop, by=cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ed, title="Two")
    with pytest.raises(ValidationError, match="nothing to do again"):
        undoing.redo_last(sop=sop, by=cast.ed)


def test_redo_goes_through_the_edits_in_their_order(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    for title in ("One", "Two", "Three"):
        editing.update_step(step=step_of(sop), by=cast.ed, title=title)
    for _ in range(3):
        undoing.undo_last(sop=sop, by=cast.ed)
    seen = []
    for _ in range(3):
        undoing.redo_last(sop=sop, by=cast.ed)
        seen.append(step_of(sop).title)
    assert seen == ["One", "Two", "Three"]


def test_undoing_a_move_leaves_what_others_added(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.move_step(step=step_of(sop, 3), to=0, by=cast.ed)
    editing.add_step(sop=sop, by=cast.ava, after=step_of(sop, 2), title="Hers")
    undoing.undo_last(sop=sop, by=cast.ed)
    assert titles(sop) == ["Open the deal", "Hers", "Click **Request discount**", "Enter the reason"]


def test_nothing_is_undone_by_halves(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    bulk.set_field(sop=sop, steps=list(sop.steps.present()), by=cast.ed, name="section", value="His")
    editing.update_step(step=step_of(sop, 3), by=cast.ava, section="Hers")
    with pytest.raises(ValidationError, match="Somebody changed"):
        undoing.undo_last(sop=sop, by=cast.ed)
    assert [step.section for step in sop.steps.present()] == ["His", "His", "Hers"]


def test_what_readers_have_got_is_not_taken_back(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ed, title="New")
    publishing.publish(sop=sop, by=cast.ed)
    sop.refresh_from_db()
    with pytest.raises(ValidationError, match="nothing here"):
        undoing.undo_last(sop=sop, by=cast.ed)


def test_the_history_says_that_it_was_done_again(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ed, title="New")
    undoing.undo_last(sop=sop, by=cast.ed)
    undoing.redo_last(sop=sop, by=cast.ed)
    reasons = [row.history_change_reason for row in step_of(sop).history.all()[:3]]
    assert reasons == ["redid title", "undid title", "edited title"]


@given(st.permutations("abcdef"), st.lists(st.sampled_from("abcdefxyz"), unique=True))
def test_taking_an_order_back_keeps_every_step_exactly_once(known: list[str], current: list[str]) -> None:
    assert sorted(order_back(current, list("abcdef"), known)) == sorted(current)


@given(st.permutations("abcdef"))
def test_taking_an_order_back_gives_the_earlier_one(known: list[str]) -> None:
    assert order_back(known, list("abcdef"), known) == list("abcdef")
