"""Readers see snapshots; editors see live rows."""

import pytest
from django.core.exceptions import ValidationError

from sops.models import Sop
from sops.services import editing, publishing
from sops.services.importing import create_sop_from_document
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of


def test_a_version_keeps_what_was_published(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ed, title="Open the opportunity")
    sop.refresh_from_db()
    assert sop.current_version.document.steps[0].title == "Open the deal"
    second = publishing.publish(sop=sop, by=cast.ed)
    assert (second.number, second.document.steps[0].title) == (2, "Open the opportunity")
    assert sop.versions.get(number=1).document.steps[0].title == "Open the deal"


def test_the_same_content_makes_no_new_version(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    assert publishing.publish(sop=sop, by=cast.ed).number == 1


def test_keys_survive_every_edit(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    first = step_of(sop)
    editing.update_step(step=first, by=cast.ed, title="Quite another text")
    editing.move_step(step=first, to=2, by=cast.ed)
    publishing.publish(sop=sop, by=cast.ed)
    sop.refresh_from_db()
    assert sop.current_version.document.steps[2].key == first.key


def test_a_branch_to_nowhere_blocks_publishing(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, publish=False)
    editing.update_step(
        step=step_of(sop),
        by=cast.ed,
        kind="decision",
        branches=[{"condition": "Above 20 %", "target_kind": "step", "target_key": "gone"}],
    )
    with pytest.raises(ValidationError, match="leads to a step that is not there"):
        publishing.publish(sop=sop, by=cast.ed)


def test_an_sop_that_is_led_to_must_be_there(cast: Cast) -> None:
    sop, other = make_sop(cast.sales, cast.ed), make_sop(cast.sales, cast.ed, title="Escalate")
    branch = {"condition": "Above 40 %", "target_kind": "sop", "target_key": other.key}
    editing.update_step(step=step_of(sop), by=cast.ed, kind="decision", branches=[branch])
    editing.update_step(step=step_of(sop, 2), by=cast.ed, kind="sub_sop", sub_sop_key=other.key)
    assert publishing.publish(sop=sop, by=cast.ed).number == 2
    editing.remove_sop(sop=other, by=cast.ed)
    assert publishing.problems_of(publishing.document_of(sop)) == [
        "Step 1: the branch “Above 40 %” leads to an SOP that is not there.",
        "Step 2 opens an SOP that is not there.",
    ]


def test_an_empty_sop_is_not_published(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, steps=[], publish=False)
    with pytest.raises(ValidationError, match="no steps"):
        publishing.publish(sop=sop, by=cast.ed)


def test_a_second_editor_overwrites_nothing(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    step = step_of(sop)
    editing.update_step(step=step, by=cast.ed, revision=step.revision, title="Mine")
    with pytest.raises(editing.EditConflict) as conflict:
        editing.update_step(step=step, by=cast.ava, revision=step.revision, title="Hers")
    assert conflict.value.row.title == "Mine"


def test_a_removed_step_can_come_back_to_its_place(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    second = step_of(sop, 2)
    editing.remove_step(step=second, by=cast.ed)
    assert [step.position for step in sop.steps.present()] == [1, 2]
    editing.bring_back_step(step=second, by=cast.ed)
    assert step_of(sop, 2).pk == second.pk


def test_drafts_are_for_editors_and_closed_libraries_for_members(cast: Cast) -> None:
    draft = make_sop(cast.sales, cast.ed, title="A draft", publish=False)
    closed = make_sop(cast.desk, cast.dee, title="Closed")
    seen_by_rosa = Sop.objects.visible_to(cast.rosa)
    assert draft not in seen_by_rosa
    assert closed not in seen_by_rosa
    assert draft in Sop.objects.visible_to(cast.ed)
    assert closed in Sop.objects.visible_to(cast.dee)


def test_a_document_goes_in_and_comes_out_the_same(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    document = publishing.document_of(sop)
    copy = create_sop_from_document(document=document, library=cast.desk, by=cast.dee)
    assert copy.key != sop.key
    assert [step.title for step in publishing.document_of(copy).steps] == [step.title for step in document.steps]


def test_a_picture_is_stored_once_and_seen_with_its_version(cast: Cast) -> None:
    from sops.models import Screenshot
    from sops.pictures import store_picture

    sop = make_sop(cast.sales, cast.ed)
    picture = store_picture(sop=sop, content=picture_bytes())
    assert store_picture(sop=sop, content=picture_bytes()) == picture
    assert not Screenshot.objects.visible_to(cast.rosa).exists()
    editing.update_step(step=step_of(sop), by=cast.ed, screenshot=picture)
    publishing.publish(sop=sop, by=cast.ed)
    assert Screenshot.objects.visible_to(cast.rosa).get() == picture
