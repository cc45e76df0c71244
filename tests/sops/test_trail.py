"""Who changed what, for people."""

from sops import trail
from sops.services import editing
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of


def test_the_latest_change_comes_first_with_its_name_and_fields(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ava, body="More", note="Careful")
    first = trail.entries(sop)[0]
    assert (first.who, first.what, first.subject) == ("Ava", "edited description, note:", "“Open the deal”")


def test_what_happened_in_one_breath_is_one_line(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, steps=[f"Step {number}" for number in range(6)])
    added = [entry for entry in trail.entries(sop) if entry.what == "added"]
    assert [(entry.subject, entry.count) for entry in added] == [("6 steps", 6)]


def test_labels_are_read_without_their_marks(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop, 2), by=cast.ed, note="Careful")
    assert trail.entries(sop)[0].subject == "“Click Request discount”"
