"""Versions, and single steps of them, come back; the history page shows and checks what there is."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client

from sops.models import MovedStep, Sop, Step, Version
from sops.pictures import store_picture
from sops.services import editing, publishing, reshaping, versions
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of


@pytest.fixture
def sop(cast: Cast) -> Sop:
    """Version 1: One, Two, Three. Version 2: Changed, Three."""
    sop = make_sop(cast.sales, cast.ed, steps=["One", "Two", "Three"])
    editing.update_step(step=step_of(sop, 1), by=cast.ed, title="Changed")
    editing.remove_step(step=step_of(sop, 2), by=cast.ed)
    publishing.publish(sop=sop, by=cast.ed)
    sop.refresh_from_db()
    return sop


def first(sop: Sop) -> Version:
    return sop.versions.get(number=1)


def titles(sop: Sop) -> list[str]:
    return [step.title for step in sop.steps.present()]


def test_restoring_for_readers_makes_a_new_version(browse: Client, sop: Sop) -> None:
    browse.post(f"/sops/{sop.key}/versions/1/restore", {"publish": "1"})
    sop.refresh_from_db()
    assert sop.current_version.number == 3
    assert sop.current_version.document == first(sop).document
    assert sop.current_version.note == "Back to version 1"
    assert [version.number for version in sop.versions.all()] == [3, 2, 1]


def test_restoring_into_the_draft_publishes_nothing(browse: Client, sop: Sop) -> None:
    browse.post(f"/sops/{sop.key}/versions/1/restore")
    sop.refresh_from_db()
    assert sop.current_version.number == 2
    assert titles(sop) == ["One", "Two", "Three"]


def test_where_publishing_is_not_possible_the_restored_text_stays_a_draft(browse: Client, cast: Cast) -> None:
    other = make_sop(cast.sales, cast.ed, "Other")
    sop = make_sop(cast.sales, cast.ed, publish=False)
    editing.update_step(step=step_of(sop), by=cast.ed, sub_sop_key=other.key)
    publishing.publish(sop=sop, by=cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ed, sub_sop_key="", title="Changed")
    publishing.publish(sop=sop, by=cast.ed)
    editing.remove_sop(sop=other, by=cast.ed)
    page = browse.post(f"/sops/{sop.key}/versions/1/restore", {"publish": "1"}, follow=True).content.decode()
    assert "It is not published" in page
    sop.refresh_from_db()
    assert sop.current_version.number == 2
    assert step_of(sop).title == "Open the deal"


def test_one_step_comes_back_as_it_was_and_the_others_stay(sop: Sop, cast: Cast) -> None:
    key = first(sop).document.steps[0].key
    versions.restore_step(sop=sop, version=first(sop), key=key, by=cast.ava)
    assert titles(sop) == ["One", "Three"]
    assert step_of(sop).key == key
    assert step_of(sop).history.first().history_user == cast.ava


def test_a_removed_step_comes_back_under_its_key_where_it_stood(browse: Client, sop: Sop) -> None:
    key = first(sop).document.steps[1].key
    browse.post(f"/sops/{sop.key}/versions/1/restore/{key}")
    assert titles(sop) == ["Changed", "Two", "Three"]
    assert step_of(sop, 2).key == key
    assert [step.position for step in sop.steps.present()] == [1, 2, 3]


def test_a_merged_step_comes_back_too(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, steps=["One", "Two", "Three"])
    two = step_of(sop, 2)
    reshaping.merge_with_next(step=step_of(sop, 1), by=cast.ed)
    step = versions.restore_step(sop=sop, version=first(sop), key=two.key, by=cast.ed)
    assert (step.key, step.removed_at, step.moved_to_key) == (two.key, None, "")


def test_every_field_of_the_row_comes_back_with_its_picture(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, publish=False)
    shot = store_picture(sop=sop, content=picture_bytes())
    said = {
        "body": "B",
        "note": "N",
        "note_kind": "tip",
        "section": "S",
        "action": "click",
        "target_label": "L",
        "value": "V",
        "alt": "A",
        "screenshot": shot,
        "highlight": {"x": 0.1, "y": 0.1, "width": 0.2, "height": 0.2},
        "annotations": [{"kind": "box", "x": 0.1, "y": 0.1, "width": 0.2, "height": 0.2, "text": ""}],
        "troubleshooting": [{"symptom": "S", "fix": "F"}],
        "links": [{"label": "L", "url": "https://example.com", "sop_key": "", "kind": ""}],
    }
    step = editing.update_step(step=step_of(sop), by=cast.ed, **said)
    publishing.publish(sop=sop, by=cast.ed)
    version = first(sop)
    blank = {name: Step._meta.get_field(name).get_default() for name in said if name != "screenshot"}
    editing.update_step(step=step, by=cast.ed, **blank, screenshot=None)
    versions.restore_step(sop=sop, version=version, key=step.key, by=cast.ed)
    assert publishing.document_of(sop) == version.document


def test_a_step_that_lives_elsewhere_today_is_not_taken_from_there(sop: Sop, cast: Cast) -> None:
    other = make_sop(cast.sales, cast.ed, "Other")
    step = Step.objects.get(key=first(sop).document.steps[2].key)
    models.QuerySet(Step).filter(pk=step.pk).update(sop=other, position=4)
    MovedStep.objects.create(sop=sop, step=step)
    with pytest.raises(ValidationError, match="lives in another SOP"):
        versions.restore_step(sop=sop, version=first(sop), key=step.key, by=cast.ed)
    versions.restore(sop=sop, version=first(sop), by=cast.ed)
    assert titles(sop) == ["One", "Two", "Three"]
    assert step_of(sop, 3).key != step.key
    step.refresh_from_db()
    assert step.sop == other


def test_a_step_that_the_version_never_had_is_refused_in_words(browse: Client, sop: Sop) -> None:
    later = editing.add_step(sop=sop, by=sop.owner, title="Later")
    page = browse.post(f"/sops/{sop.key}/versions/1/restore/{later.key}", follow=True).content.decode()
    assert "Version 1 doesn&#x27;t have this step." in page or "Version 1 doesn't have this step." in page


def test_the_history_shows_versions_with_hash_and_checks_it(browse: Client, sop: Sop) -> None:
    page = text_of(browse, f"/sops/{sop.key}/history")
    assert first(sop).content_hash[:8] in page
    assert "is what was published" in text_of(browse, f"/sops/{sop.key}/history?verify=1")
    data = {**first(sop).data, "title": "Tampered"}
    models.QuerySet(Version).filter(pk=first(sop).pk).update(data=data)
    assert "was changed in the database" in text_of(browse, f"/sops/{sop.key}/history?verify=1")
    assert browse.get(f"/sops/{sop.key}/history?verify=9").status_code == 404


def test_the_history_is_filtered_and_paged_by_its_address(browse: Client, cast: Cast, sop: Sop) -> None:
    editing.update_step(step=step_of(sop), by=cast.ava, body="Her words")
    editing.update_step(step=step_of(sop, 2), by=cast.ed, body="His words")
    page = text_of(browse, f"/sops/{sop.key}/history?person={cast.ava.pk}")
    assert "Her words" in page
    assert "His words" not in page
    assert "His words" not in text_of(browse, f"/sops/{sop.key}/history?step={step_of(sop).key}")
    assert "No change matches" in text_of(browse, f"/sops/{sop.key}/history?field=minutes")
    for odd in ("person=x", "before=1", "before=a.b", "field=%00", "person=²", "page=99"):
        assert browse.get(f"/sops/{sop.key}/history?{odd}").status_code == 200


def test_readers_see_versions_and_no_edits(cast: Cast, sop: Sop) -> None:
    page = text_of(client_of(cast.rosa), f"/sops/{sop.key}/history")
    assert "Every change" not in page
    assert "Restore" not in page
    assert first(sop).content_hash[:8] in page


def test_a_history_asks_the_same_for_one_version_and_for_eleven(browse: Client, cast: Cast) -> None:
    counts = []
    for many in (2, 12):
        sop = make_sop(cast.sales, cast.ed)
        for number in range(many):
            editing.update_step(step=step_of(sop), by=cast.ed, title=f"Title {number}")
            publishing.publish(sop=sop, by=cast.ed, note=f"Note {number}")
        counts.append(queries_for(browse, f"/sops/{sop.key}/history"))
    assert counts[0] == counts[1]
    assert counts[0] <= 20
