"""Two versions side by side, their pictures, and what changed since somebody read the SOP."""

import io
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from sops import diffs
from sops.document import Annotation, Branch, Document, DocumentStep, Fix, Highlight, Link, Picture
from sops.models import Screenshot, Sop
from sops.pictures import store_picture
from sops.services import editing, publishing
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

PICTURE = Picture("a" * 64, 1280, 720, "The dialog", Highlight(0.1, 0.2, 0.3, 0.1))
STEP = DocumentStep(key="abc", kind="action", title="Enter it", picture=PICTURE)


def changed(sop: Sop, by: Any, **fields: Any) -> Sop:
    editing.update_step(step=step_of(sop), by=by, **fields)
    publishing.publish(sop=sop, by=by)
    sop.refresh_from_db()
    return sop


@pytest.fixture
def pictured(cast: Cast) -> Sop:
    """Version 1 with a navy picture, version 2 with a red one."""
    sop = make_sop(cast.sales, cast.ed, publish=False)
    for number, colour in enumerate(("navy", "red"), start=1):
        words = [{"text": f"Discount {number}5 %", "box": [0.1, 0.1, 0.2, 0.1]}]
        shot = store_picture(sop=sop, content=picture_bytes(colour=colour), words=words)
        changed(sop, cast.ed, screenshot=shot, alt="The dialog")
    return sop


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"troubleshooting": [Fix("No button", "Ask the desk")]}, "troubleshooting"),
        ({"branches": [Branch("If unsure", "step", "abc", is_back=True)]}, "branches"),
        ({"links": [Link("Price list", "https://example.com", kind="price_list")]}, "links"),
        ({"sub_sop_key": "other"}, "sub_sop_key"),
        ({"note_kind": "caution"}, "note_kind"),
        ({"action": "click"}, "action"),
        ({"target_label": "Discount (%)"}, "target_label"),
        ({"value": "20"}, "value"),
        ({"section": "Pricing"}, "section"),
        ({"picture": replace(PICTURE, alt="Another")}, "alt"),
        ({"picture": replace(PICTURE, annotations=[Annotation("box", 0.1, 0.1, 0.2, 0.2)])}, "annotations"),
        ({"picture": replace(PICTURE, highlight=None)}, "highlight"),
        ({"picture": replace(PICTURE, sha256="b" * 64)}, "picture"),
    ],
)
def test_every_field_of_a_step_is_compared(change: dict[str, Any], field: str) -> None:
    told = diffs.step_changes(STEP, replace(STEP, **change))
    assert [each.field for each in told] == [field]
    assert told[0].sentence.endswith(".")


@pytest.mark.parametrize("field", ["title", "purpose", "when_to_use", "who", "expected_result", "owner", "category"])
def test_every_text_about_the_sop_is_compared(field: str) -> None:
    old = Document(key="sop", title="A thing")
    assert [each.field for each in diffs.document_changes(old, replace(old, **{field: "Another"}))] == [field]


def test_lists_and_numbers_about_the_sop_are_compared_too() -> None:
    old = Document(key="sop", title="A thing")
    new = replace(old, minutes=5, tags=["x"], notes=["n"], prerequisites=["p"], troubleshooting=[Fix("a", "b")])
    found = {each.field for each in diffs.document_changes(old, new)}
    assert found == {"minutes", "tags", "notes", "prerequisites", "troubleshooting"}


def test_long_texts_are_compared_in_no_time() -> None:
    old = "\n".join(f"Line {number} says what to do about it, again and again." for number in range(400))
    pieces = diffs.compare_texts(old, old.replace("Line 200 says", "Line 200 tells"))
    assert [piece.text for piece in pieces if piece.kind != "same"] == ["says", "tells"]
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old


def test_a_changed_picture_is_shown_side_by_side_with_its_difference_and_its_words(cast: Cast, pictured: Sop) -> None:
    html = text_of(client_of(cast.rosa), f"/sops/{pictured.key}/compare?from=1&to=2")
    old, new = (version.document.steps[0].picture.sha256 for version in pictured.versions.order_by("number"))
    assert f"/sops/{pictured.key}/compare/{old}/{new}" in html
    assert html.count(f"/sops/{pictured.key}/pictures/{old}") == 3  # two looks and the curtain
    assert "<del>15</del>" in html
    assert "<ins>25</ins>" in html


def test_the_difference_keeps_what_changed_and_fades_the_rest(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, publish=False)
    pictures = []
    for has_button in (False, True):
        image = Image.new("RGB", (640, 400), "navy")
        if has_button:
            image.paste("red", (400, 300, 480, 330))
        out = io.BytesIO()
        image.save(out, "PNG")
        pictures.append(store_picture(sop=sop, content=out.getvalue()))
    answer = client_of(cast.ed).get(f"/sops/{sop.key}/compare/{pictures[0].sha256}/{pictures[1].sha256}")
    assert answer["Content-Type"] == "image/webp"
    shown = Image.open(io.BytesIO(answer.content)).convert("RGB")
    red, _, blue = shown.getpixel((440, 315))  # type: ignore[misc]
    assert red > 200 > blue
    assert min(shown.getpixel((100, 100))) > 140  # type: ignore[arg-type]


def test_pictures_of_other_sizes_can_be_laid_over_each_other(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, publish=False)
    sizes = ((640, 400), (3000, 1400), (20, 2000))
    shots = [store_picture(sop=sop, content=picture_bytes(*size)) for size in sizes]
    for old in shots:
        for new in shots:
            answer = client_of(cast.ed).get(f"/sops/{sop.key}/compare/{old.sha256}/{new.sha256}")
            assert answer.status_code == 200
            assert Image.open(io.BytesIO(answer.content)).width == min(new.width, 1280)


def test_a_difference_shows_nothing_of_pictures_that_one_may_not_see(cast: Cast, pictured: Sop) -> None:
    """Case 9: the difference obeys today's permission. Case 10: pictures of drafts never reach readers by it."""
    first, second = pictured.screenshots.order_by("pk")
    draft = store_picture(sop=pictured, content=picture_bytes(colour="green"))
    address = f"/sops/{pictured.key}/compare/{first.sha256}/"
    assert client_of(cast.rosa).get(address + second.sha256).status_code == 200
    assert client_of(cast.rosa).get(address + draft.sha256).status_code == 404
    assert client_of(cast.ed).get(address + draft.sha256).status_code == 200
    publishing.withdraw(sop=pictured, by=cast.ed)
    assert client_of(cast.rosa).get(address + second.sha256).status_code == 404
    other = make_sop(cast.desk, cast.adam)
    assert client_of(cast.adam).get(f"/sops/{other.key}/compare/{first.sha256}/{second.sha256}").status_code == 404


@pytest.mark.parametrize("page", ["history", "compare", "compare?from=1&to=2", "compare?from=read", "versions/1"])
def test_what_one_may_not_see_has_no_history(cast: Cast, page: str) -> None:
    """Case 9: history, comparison and pinned versions obey today's permission."""
    sop = make_sop(cast.desk, cast.adam, "Secret floor")
    changed(sop, cast.adam, title="Lower")
    assert client_of(cast.rosa).get(f"/sops/{sop.key}/{page}").status_code == 404
    assert client_of(cast.dee).get(f"/sops/{sop.key}/{page}").status_code == 200


def test_since_i_last_read_it(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    rosa = client_of(cast.rosa)
    assert "since you read it" not in text_of(rosa, f"/sops/{sop.key}/")
    changed(sop, cast.ed, title="Open the opportunity")
    changed(sop, cast.ed, note="Careful")
    page = text_of(rosa, f"/sops/{sop.key}/")
    assert "1 change since you read it" in page  # one step, however often it was changed
    assert f"/sops/{sop.key}/compare?from=1&amp;to=3" in page
    assert "1 change since you read it" in text_of(rosa, f"/sops/{sop.key}/")  # a reload doesn't lose it
    comparison = text_of(rosa, f"/sops/{sop.key}/compare?from=read")
    assert "From version 1 to version 3" in comparison
    assert "<ins>opportunity</ins>" in comparison
    assert "since you read it" not in text_of(client_of(cast.gus), f"/sops/{sop.key}/")
    rosa.post(f"/sops/{sop.key}/seen")
    assert "since you read it" not in text_of(rosa, f"/sops/{sop.key}/")


def test_the_news_are_told_for_a_day(cast: Cast) -> None:
    from datetime import timedelta

    from sops.models import Visit

    sop = make_sop(cast.sales, cast.ed)
    rosa = client_of(cast.rosa)
    rosa.get(f"/sops/{sop.key}/")
    changed(sop, cast.ed, title="Open the opportunity")
    assert "since you read it" in text_of(rosa, f"/sops/{sop.key}/")
    row = Visit.objects.get(user=cast.rosa)
    Visit.objects.filter(pk=row.pk).update(version_at=row.version_at - timedelta(days=2))
    assert "since you read it" not in text_of(rosa, f"/sops/{sop.key}/")


def test_an_identical_second_version_has_no_news(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    rosa = client_of(cast.rosa)
    rosa.get(f"/sops/{sop.key}/")
    changed(sop, cast.ed, title="Other")
    changed(sop, cast.ed, title="Open the deal")
    assert "since you read it" not in text_of(rosa, f"/sops/{sop.key}/")


def test_unchanged_steps_are_folded_and_can_be_shown(browse: Client, cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, steps=[f"Step {number}" for number in range(1, 8)])
    editing.update_step(step=step_of(sop, 4), by=cast.ed, title="Other")
    html = text_of(browse, f"/sops/{sop.key}/compare?from=1&to=draft")
    assert "Steps 1 to 3 are the same" in html
    assert "Steps 5 to 7 are the same" in html
    assert html.count('class="card pair"') == 1
    assert text_of(browse, f"/sops/{sop.key}/compare?from=1&to=draft&all=1").count('class="card pair"') == 7


def test_a_comparison_asks_the_same_for_one_step_and_for_eleven(browse: Client, cast: Cast) -> None:
    counts = []
    for steps in (1, 11):
        sop = make_sop(cast.sales, cast.ed, steps=[f"Step {number}" for number in range(steps)])
        for step in sop.steps.present():
            shot = store_picture(sop=sop, content=picture_bytes(colour="red"))
            editing.update_step(step=step, by=cast.ed, title=f"Other {step.position}", screenshot=shot)
        publishing.publish(sop=sop, by=cast.ed)
        counts.append(queries_for(browse, f"/sops/{sop.key}/compare?from=1&to=2"))
    assert counts[0] == counts[1]
    assert Screenshot.objects.count() == 2
