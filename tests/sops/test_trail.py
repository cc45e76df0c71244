"""Who changed what, when and why, for people."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sops import trail
from sops.models import Sop, Step
from sops.services import editing, noting, publishing, versions
from sops.trail import Entry, Filters
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of


def entries(sop: Sop, **wanted: Any) -> list[Entry]:
    return trail.page_of(sop, Filters(**wanted)).entries


def words(entry: Entry, field: str) -> str:
    """The field's change as it is read: [old] {new}."""
    change = next(change for change in entry.fields if change.field == field)
    marks = {"same": "{}", "removed": "[{}]", "added": "{{{}}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in change.pieces)


def test_the_latest_change_comes_first_with_its_fields_old_words_and_new(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ava, body="Up to 15%")
    _wait(sop)
    editing.update_step(step=step_of(sop), by=cast.ed, body="Up to 20%", note="Careful")
    first = entries(sop)[0]
    assert (first.who, first.what, first.subject) == ("Ed", "edited", "“Open the deal”")
    assert [change.label for change in first.fields] == ["Description", "Note"]
    assert words(first, "body") == "Up to [15%]{20%}"
    assert words(first, "note") == "{Careful}"


def test_every_field_of_a_step_and_of_the_sop_leaves_its_words(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    texts = {"title": "T", "body": "B", "note": "N", "section": "S", "target_label": "L", "value": "V"}
    other = {"kind": "decision", "branches": [{"condition": "Above 20%", "target_kind": "step", "target_key": ""}]}
    links = [{"label": "Price list", "url": "https://example.com", "sop_key": "", "kind": "price_list"}]
    editing.update_step(step=step_of(sop), by=cast.ed, **texts, **other, links=links, highlight=None)
    assert {change.field for change in entries(sop)[0].fields} == {*texts, *other, "links"}
    editing.update_sop(sop=sop, by=cast.ed, purpose="P", who="W", tags=["price"], minutes=5, owner=cast.ava)
    first = entries(sop)[0]
    assert {change.field for change in first.fields} == {"purpose", "who", "tags", "minutes", "owner"}
    assert words(first, "owner") == "[Ed]{Ava}"


def test_saves_while_somebody_types_are_one_entry(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    for text in ("As", "Ask", "Ask the deal desk"):
        editing.update_step(step=step_of(sop), by=cast.ed, body=text)
    first = entries(sop)[0]
    assert (first.what, first.count, words(first, "body")) == ("edited", 3, "{Ask the deal desk}")


def test_what_happened_in_one_breath_is_one_line(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, steps=[f"Step {number}" for number in range(6)])
    added = [entry for entry in entries(sop) if entry.what == "added"]
    assert [(entry.subject, entry.count) for entry in added] == [("6 steps", 6)]


@pytest.mark.parametrize(("which", "to", "line"), [(3, 0, "“Three” from 3 to 1"), (1, 3, "“One” from 1 to 4")])
def test_moving_a_step_names_that_step_and_no_other(cast: Cast, which: int, to: int, line: str) -> None:
    sop = make_sop(cast.sales, cast.ed, steps=["One", "Two", "Three", "Four", "Five"])
    editing.move_step(step=step_of(sop, which), to=to, by=cast.ed)
    first = entries(sop)[0]
    assert (first.what, first.subject) == ("moved", line)


def test_steps_that_only_close_ranks_are_no_news(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    _wait(sop)
    editing.remove_step(step=step_of(sop, 1), by=cast.ed)
    assert [(entry.what, entry.subject) for entry in entries(sop)[:1]] == [("removed", "“Open the deal”")]
    assert not [entry for entry in entries(sop) if entry.what == "moved"]


def test_labels_are_read_without_their_marks(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop, 2), by=cast.ed, note="Careful")
    assert entries(sop)[0].subject == "“Click Request discount”"


def test_publishing_and_going_back_are_told_with_their_version(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ed, title="Another")
    publishing.publish(sop=sop, by=cast.ava)
    assert [(e.who, e.what, e.version) for e in entries(sop)[:1]] == [("Ava", "published version 2", 2)]
    versions.restore(sop=sop, version=sop.versions.get(number=1), by=cast.ed)
    assert entries(sop)[0].what == "back to version 1"


def test_why_stands_with_the_change_of_the_one_who_says_it(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    step = editing.update_step(step=step_of(sop), by=cast.ed, body="Up to 20%")
    assert noting.note_why(row=step, by=cast.ed, why=" New limit\nfrom finance ")
    assert (entries(sop)[0].what, entries(sop)[0].why) == ("edited", "New limit from finance")
    assert not noting.note_why(row=step, by=cast.ava, why="Not mine")
    _wait(sop, hours=1)
    assert not noting.note_why(row=step, by=cast.ed, why="Too late")
    assert not noting.note_why(row=step, by=cast.ed, why="  ")
    assert entries(sop)[0].why == "New limit from finance"


def test_it_can_be_narrowed_to_a_person_a_step_and_a_field(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    first, second = step_of(sop, 1), step_of(sop, 2)
    editing.update_step(step=first, by=cast.ava, body="Hers")
    editing.update_step(step=second, by=cast.ed, note="His")
    editing.update_sop(sop=sop, by=cast.ed, purpose="To win")
    assert {entry.who for entry in entries(sop, person=cast.ava.pk)} == {"Ava"}
    assert [entry.what for entry in entries(sop, step=second.key)] == ["edited", "added"]
    assert [(entry.who, entry.subject) for entry in entries(sop, field="body")] == [("Ava", "“Open the deal”")]
    assert [entry.subject for entry in entries(sop, field="purpose")] == ["the SOP"]
    assert [person.name for person in trail.people_in(sop)] == ["Ava", "Ed"]


def test_pages_follow_each_other_without_gap_or_doublet(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    for number in range(100):
        by = cast.ed if number % 2 else cast.ava
        editing.update_step(step=step_of(sop), by=by, body=f"Text {number}")
    found: list[Entry] = []
    filters, pages = Filters(), 0
    while True:
        page = trail.page_of(sop, filters)
        found, pages = found + page.entries, pages + 1
        if not page.older:
            break
        before = tuple(map(int, page.older.split(".")))
        filters = Filters(before=before)  # type: ignore[arg-type]
    texts = ["".join(p.text for p in e.fields[0].pieces if p.kind != "removed") for e in found if e.fields]
    assert [text for text in texts if text.startswith("Text")] == [f"Text {number}" for number in reversed(range(100))]
    assert pages == 4
    assert found[-1].what == "started"


def _wait(sop: Sop, hours: float = 0.5) -> None:
    """As if all that was done so far lay back some time."""
    for history in (sop.history.all(), Step.history.filter(sop_id=sop.pk)):
        for row in history:
            row.history_date -= timedelta(hours=hours)
            row.save(update_fields=["history_date"])
    assert timezone.now()
