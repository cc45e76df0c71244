"""Screenshots are marked, redacted and cropped in a real browser, with the mouse and with the keyboard alone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sops.models import Sop
from sops.pictures import store_picture
from sops.services import editing, publishing
from tests.browser.conftest import SignIn
from tests.browser.test_editor import card, open_editor, saved
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sop(cast: Cast) -> Sop:
    sop = make_sop(cast.sales, cast.ed, publish=False)
    words = [{"text": "Request discount", "box": [0.1, 0.1, 0.3, 0.08]}]
    shot = store_picture(sop=sop, content=picture_bytes(800, 500, "lightgray"), words=words)
    box = {"x": 0.1, "y": 0.1, "width": 0.3, "height": 0.1}
    editing.update_step(step=step_of(sop, 1), by=cast.ed, screenshot=shot, highlight=box)
    return sop


def opened(page: Page, sop: Sop) -> Any:
    open_editor(page, sop, 1)
    card(page, 1).get_by_role("button", name="Mark, redact, crop").click()
    dialog = card(page, 1).locator("dialog")
    expect(dialog).to_be_visible()
    return dialog


def drag(page: Page, dialog: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    frame = dialog.locator("[data-canvas]").bounding_box()
    page.mouse.move(frame["x"] + start[0] * frame["width"], frame["y"] + start[1] * frame["height"])
    page.mouse.down()
    page.mouse.move(frame["x"] + end[0] * frame["width"], frame["y"] + end[1] * frame["height"], steps=5)
    page.mouse.up()


def kinds(sop: Sop) -> list[str]:
    return [mark["kind"] for mark in step_of(sop).annotations]


def test_marks_are_drawn_saved_and_read_by_readers(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    dialog = opened(page, sop)
    for name, way in (("Box", ((0.5, 0.5), (0.7, 0.7))), ("Arrow", ((0.9, 0.9), (0.72, 0.7)))):
        dialog.get_by_role("button", name=name, exact=True).click()
        drag(page, dialog, *way)
    for name, at in (("Number", (0.2, 0.4)), ("Text", (0.4, 0.9))):
        dialog.get_by_role("button", name=name, exact=True).click()
        drag(page, dialog, at, at)
    dialog.get_by_label("Words").fill("Only for managers")
    dialog.get_by_role("button", name="Done").click()
    saved(page)
    assert kinds(sop) == ["box", "arrow", "number", "text"]
    box, arrow, number, text = step_of(sop).annotations
    assert (round(box["x"], 1), round(box["width"], 1)) == (0.5, 0.2)
    assert arrow["width"] < 0
    assert (number["text"], text["text"]) == ("1", "Only for managers")
    publishing.publish(sop=sop, by=cast.ed)
    reader = sign_in(cast.rosa)
    reader.goto(f"/sops/{sop.key}/")
    expect(reader.locator("svg.wide .mark-words").last).to_have_text("Only for managers")
    assert reader.locator("svg.wide .mark-arrow").count() == 1


def test_everything_is_done_with_the_keyboard(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    dialog = opened(page, sop)
    dialog.get_by_role("button", name="Box", exact=True).press("Enter")
    shape = dialog.locator("[data-at='0']")
    expect(shape).to_be_focused()
    for key in ("ArrowLeft", "Control+ArrowUp", "Shift+ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)
    saved(page)
    mark = step_of(sop).annotations[0]
    assert (mark["x"], mark["y"], mark["width"], mark["height"]) == (0.395, 0.39, 0.205, 0.125)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Shift+z")
    dialog.locator("[data-at='0']").focus()
    page.keyboard.press("Delete")
    expect(dialog.locator("[data-at]")).to_have_count(0)
    dialog.get_by_role("button", name="Undo").click()
    expect(dialog.locator("[data-at]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    expect(card(page, 1).get_by_role("button", name="Mark, redact, crop")).to_be_focused()
    saved(page)
    assert kinds(sop) == ["box"]


def test_a_region_is_burned_out_and_the_original_gone(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    """Case 20."""
    old = step_of(sop).screenshot
    assert old is not None
    name, storage, sha256 = old.file.name, old.file.storage, old.sha256
    page = sign_in(cast.ed)
    dialog = opened(page, sop)
    dialog.get_by_role("button", name="Redact or blur").click()
    drag(page, dialog, (0.05, 0.05), (0.5, 0.3))
    with page.expect_response("**/redact"):
        dialog.get_by_role("button", name="Redact", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("destroyed")
    shot = step_of(sop).screenshot
    assert shot is not None
    assert (shot.sha256 != sha256, shot.words) == (True, [])
    assert not storage.exists(name)
    picture = card(page, 1).locator("svg.whole image")
    expect(picture).to_have_attribute("href", f"/sops/{sop.key}/pictures/{shot.sha256}")


def test_a_part_is_cut_out_and_comes_back_by_undo(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    dialog = opened(page, sop)
    dialog.get_by_role("button", name="Crop", exact=True).first.click()
    drag(page, dialog, (0.0, 0.0), (0.5, 0.5))
    with page.expect_response("**/crop"):
        dialog.locator("[data-cut]").get_by_role("button", name="Crop").click()
    expect(card(page, 1).locator("svg.whole")).to_have_attribute("viewBox", "0 0 400 250")
    assert step_of(sop).highlight == pytest.approx({"x": 0.2, "y": 0.2, "width": 0.6, "height": 0.2}, abs=0.01)
    page.locator("#undo-form button").click()
    expect(card(page, 1).locator("svg.whole")).to_have_attribute("viewBox", "0 0 800 500")
