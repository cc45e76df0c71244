"""Changes to the live rows: two people at once, splitting, merging, going back."""

import pytest
from django.core.exceptions import ValidationError

from access.models import AuditEvent
from sops.models import Sop
from sops.services import editing, publishing, reshaping, undoing, versions
from sops.services.importing import create_sop_from_document
from sops.services.merging import EditConflict
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of


def test_two_people_on_different_fields_both_keep_their_words(cast: Cast) -> None:
    step = step_of(make_sop(cast.sales, cast.ed))
    editing.update_step(step=step, by=cast.ed, revision=1, title="Open the opportunity")
    stored = editing.update_step(step=step, by=cast.ava, revision=1, body="In the CRM.")
    assert (stored.title, stored.body, stored.revision) == ("Open the opportunity", "In the CRM.", 3)


def test_a_whole_form_sent_back_overwrites_nothing_that_its_sender_left_alone(cast: Cast) -> None:
    step = step_of(make_sop(cast.sales, cast.ed))
    editing.update_step(step=step, by=cast.ed, revision=1, title="Open the opportunity")
    stored = editing.update_step(step=step, by=cast.ava, revision=1, title="Open the deal", body="In the CRM.")
    assert (stored.title, stored.body) == ("Open the opportunity", "In the CRM.")


def test_the_same_words_by_two_people_are_a_conflict_with_both_texts(cast: Cast) -> None:
    step = step_of(make_sop(cast.sales, cast.ed))
    editing.update_step(step=step, by=cast.ed, revision=1, title="His")
    with pytest.raises(EditConflict) as conflict:
        editing.update_step(step=step, by=cast.ava, revision=1, title="Hers", body="Also hers")
    assert conflict.value.fields == ["title"]
    assert (conflict.value.row.title, conflict.value.row.body) == ("His", "")


def test_two_people_who_write_the_same_agree(cast: Cast) -> None:
    step = step_of(make_sop(cast.sales, cast.ed))
    editing.update_step(step=step, by=cast.ed, revision=1, title="Same")
    assert editing.update_step(step=step, by=cast.ava, revision=1, title="Same").revision == 2


def test_details_of_the_sop_and_its_steps_dont_get_in_each_others_way(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    seen = sop.revision
    editing.update_step(step=step_of(sop), by=cast.ava, title="Another")
    assert editing.update_sop(sop=sop, by=cast.ed, revision=seen, purpose="To win").purpose == "To win"


def test_saving_what_is_already_there_leaves_no_trace(cast: Cast) -> None:
    step = step_of(make_sop(cast.sales, cast.ed))
    editing.update_step(step=step, by=cast.ed, title=f"  {step.title}\r\n")
    assert step.history.count() == 1


def test_a_change_is_in_somebodys_name_and_says_what(cast: Cast) -> None:
    step = step_of(make_sop(cast.sales, cast.ed))
    editing.update_step(step=step, by=cast.ava, title="Another", note="Careful")
    last = step.history.first()
    assert (last.history_user, last.history_change_reason) == (cast.ava, "edited title, note")


def test_a_removed_step_takes_no_edits(cast: Cast) -> None:
    step = step_of(make_sop(cast.sales, cast.ed))
    editing.remove_step(step=step, by=cast.ed)
    with pytest.raises(ValidationError, match="was removed"):
        editing.update_step(step=step, by=cast.ava, title="Too late")


@pytest.mark.parametrize(
    "changes",
    [
        {"links": [{"label": "Click", "url": "javascript:alert(1)"}]},
        {"links": [{"label": "Click", "url": "data:text/html,x"}]},
        {"links": [{"label": "", "url": "https://example.com"}]},
        {"branches": [{"condition": "If", "target_kind": "moon"}]},
        {"branches": [{"condition": "If", "surprise": 1}]},
        {"highlight": {"x": 0.9, "y": 0, "width": 0.5, "height": 0.1}},
        {"highlight": {"x": "0", "y": 0, "width": 0.5, "height": 0.1}},
        {"kind": "poem"},
        {"title": "x" * 301},
        {"body": "x" * 20_001},
        {"body": "nul \x00"},
        {"title": "half \ud83d"},
    ],
)
def test_unusable_values_are_refused(cast: Cast, changes: dict[str, object]) -> None:
    step = step_of(make_sop(cast.sales, cast.ed))
    with pytest.raises(ValidationError):
        editing.update_step(step=step, by=cast.ed, **changes)


def test_an_import_with_a_dangerous_link_is_refused(cast: Cast) -> None:
    from sops.document import Document, DocumentStep, Link

    step = DocumentStep(key="abc", kind="action", title="Look", links=[Link("Here", "javascript:alert(1)")])
    with pytest.raises(ValidationError):
        create_sop_from_document(document=Document("new", "New", steps=[step]), library=cast.sales, by=cast.ed)
    assert not Sop.objects.exists()


def test_fields_that_nobody_may_set_are_refused(cast: Cast) -> None:
    step = step_of(make_sop(cast.sales, cast.ed))
    with pytest.raises(TypeError, match="key, sop"):
        editing.update_step(step=step, by=cast.ed, key="mine", sop=step.sop)


def test_splitting_gives_the_second_half_a_step_of_its_own(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    step = editing.update_step(step=step_of(sop), by=cast.ed, body="Wait a moment. Then press Save. It takes a while.")
    first, second = reshaping.split_step(step=step, by=cast.ed)
    assert (first.key, first.body) == (step.key, "Wait a moment.")
    assert (second.title, second.body, second.position) == ("Then press Save", "It takes a while.", 2)


def test_splitting_happens_where_the_cursor_stood(cast: Cast) -> None:
    step = editing.update_step(step=step_of(make_sop(cast.sales, cast.ed)), by=cast.ed, body="One two three")
    first, second = reshaping.split_step(step=step, by=cast.ed, at=4)
    assert (first.body, second.title) == ("One", "two three")


def test_there_must_be_something_to_split(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="nothing behind"):
        reshaping.split_step(step=step_of(make_sop(cast.sales, cast.ed)), by=cast.ed)


def test_merging_keeps_every_word_and_leads_the_old_link_and_branches(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, publish=False)
    first, second, third = sop.steps.present()
    editing.update_step(step=second, by=cast.ed, body="At the top.", note="Slow")
    branch = {"condition": "Again", "target_kind": "step", "target_key": second.key, "is_back": True}
    editing.update_step(step=third, by=cast.ed, kind="decision", branches=[branch])
    kept = reshaping.merge_with_next(step=first, by=cast.ed)
    second.refresh_from_db()
    assert kept.body == "Click **Request discount**\n\nAt the top."
    assert kept.note == "Slow"
    assert (second.removed_at is not None, second.moved_to_key) == (True, first.key)
    assert step_of(sop, 2).branches[0]["target_key"] == first.key
    assert publishing.problems_of(publishing.document_of(sop)) == []


def test_the_last_step_has_nothing_to_merge_with(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="no step behind"):
        reshaping.merge_with_next(step=step_of(make_sop(cast.sales, cast.ed), 3), by=cast.ed)


def test_a_twin_has_a_key_of_its_own(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    twin = reshaping.duplicate_step(step=step_of(sop), by=cast.ed)
    assert twin.title == "Open the deal"
    assert twin.key != step_of(sop).key
    assert step_of(sop, 2) == twin


def test_going_back_to_a_version_brings_back_text_order_and_steps(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, purpose="To win")
    published = sop.current_version.document
    editing.update_sop(sop=sop, by=cast.ed, purpose="To lose", title="Another")
    editing.update_step(step=step_of(sop), by=cast.ed, title="Another")
    editing.move_step(step=step_of(sop), to=2, by=cast.ed)
    editing.remove_step(step=step_of(sop, 2), by=cast.ed)
    extra = editing.add_step(sop=sop, by=cast.ed, title="New")
    versions.restore(sop=sop, version=sop.current_version, by=cast.ava)
    sop.refresh_from_db()
    assert publishing.document_of(sop) == published
    extra.refresh_from_db()
    assert extra.removed_at is not None
    assert publishing.publish(sop=sop, by=cast.ed).number == 1


def test_going_back_after_an_edit_is_a_change_that_a_late_editor_notices(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    step = editing.update_step(step=step_of(sop), by=cast.ed, title="Another")
    versions.restore(sop=sop, version=sop.current_version, by=cast.ava)
    with pytest.raises(EditConflict):
        editing.update_step(step=step, by=cast.ed, revision=step.revision, title="Yet another")


def test_undo_takes_back_ones_own_edits_one_after_the_other(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    first, second = step_of(sop), step_of(sop, 2)
    editing.update_step(step=first, by=cast.ed, title="One")
    editing.update_step(step=first, by=cast.ed, title="Two", body="More")
    editing.update_step(step=second, by=cast.ava, title="Hers")
    editing.update_sop(sop=sop, by=cast.ed, purpose="To win")
    undoing.undo_last(sop=sop, by=cast.ed)
    sop.refresh_from_db()
    assert (sop.purpose, step_of(sop).title) == ("", "Two")
    undoing.undo_last(sop=sop, by=cast.ed)
    assert (step_of(sop).title, step_of(sop).body) == ("One", "")
    undoing.undo_last(sop=sop, by=cast.ed)
    assert (step_of(sop).title, step_of(sop, 2).title) == ("Open the deal", "Hers")
    with pytest.raises(ValidationError, match="nothing here"):
        undoing.undo_last(sop=sop, by=cast.ed)


def test_undo_never_overwrites_what_somebody_else_wrote_after(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ed, title="His", body="His")
    editing.update_step(step=step_of(sop), by=cast.ava, title="Hers")
    with pytest.raises(ValidationError, match="Somebody changed"):
        undoing.undo_last(sop=sop, by=cast.ed)
    assert (step_of(sop).title, step_of(sop).body) == ("Hers", "His")


def test_an_edit_after_an_undo_is_undone_next(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ed, title="One")
    undoing.undo_last(sop=sop, by=cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ed, title="Two")
    undoing.undo_last(sop=sop, by=cast.ed)
    assert step_of(sop).title == "Open the deal"
    with pytest.raises(ValidationError, match="nothing here"):
        undoing.undo_last(sop=sop, by=cast.ed)


def test_a_removed_sop_is_nobodys_and_in_the_log(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.remove_sop(sop=sop, by=cast.ed)
    assert not Sop.objects.visible_to(cast.ed).exists()
    assert AuditEvent.objects.filter(verb="removed", actor=cast.ed).exists()
