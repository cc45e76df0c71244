"""An SOP is written and published in a real browser, by one person and by two at once."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from sops.models import Sop
from sops.pictures import store_picture
from sops.services import editing
from tests.browser.conftest import SignIn
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sop(cast: Cast) -> Sop:
    return make_sop(cast.sales, cast.ed, purpose="To win")


def open_editor(page: Page, sop: Sop, number: int | None = None) -> None:
    query = f"?open={step_of(sop, number).key}" if number else ""
    page.goto(f"/sops/{sop.key}/edit{query}")
    expect(page.locator("html.js")).to_be_attached()


def card(page: Page, number: int) -> Any:
    return page.locator("#steps > li").nth(number - 1)


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    expect(page.locator("#saved")).to_contain_text("Saved")


def titles(sop: Sop) -> list[str]:
    return [step.title for step in sop.steps.present()]


def test_words_save_themselves_and_read_as_they_will(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop)
    card(page, 2).locator(".unfold").click()
    card(page, 2).get_by_label("What to do").fill("Press **Request approval**")
    card(page, 2).get_by_label("Description").fill("At the top, on the *right*.")
    saved(page)
    expect(card(page, 2).locator("h2 strong")).to_have_text("Request approval")
    expect(card(page, 2).locator("[data-preview] em")).to_have_text("right")
    assert step_of(sop, 2).title == "Press **Request approval**"
    assert step_of(sop, 2).body == "At the top, on the *right*."


def test_steps_move_by_keyboard_and_by_mouse(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop)
    card(page, 1).locator("[data-handle]").focus()
    page.keyboard.press("Alt+ArrowDown")
    saved(page)
    assert titles(sop) == ["Click **Request discount**", "Open the deal", "Enter the reason"]
    expect(card(page, 2).locator("[data-handle]")).to_be_focused()
    expect(page.locator("#move-told")).to_have_text("“Open the deal” is step 2 now.")

    handle, goal = card(page, 3).locator("[data-handle]").bounding_box(), card(page, 1).bounding_box()
    with page.expect_response("**/move"):
        page.mouse.move(handle["x"] + 10, handle["y"] + 10)
        page.mouse.down()
        page.mouse.move(handle["x"] + 10, goal["y"] + 40, steps=8)
        page.wait_for_timeout(200)  # the cards glide to their places
        page.mouse.move(handle["x"] + 10, goal["y"] + 2, steps=8)
        page.wait_for_timeout(200)
        page.mouse.up()
    assert titles(sop) == ["Enter the reason", "Click **Request discount**", "Open the deal"]
    expect(card(page, 1).locator("[data-number]")).to_have_text("1")


def test_a_removed_step_comes_back_by_undo(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop, 2)
    card(page, 2).get_by_role("button", name="Remove step").click()
    expect(page.locator("#steps > li")).to_have_count(2)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#steps > li")).to_have_count(3)
    expect(card(page, 2).locator("h2")).to_have_text("Click Request discount")
    assert titles(sop)[1] == "Click **Request discount**"


def test_steps_are_added_doubled_split_and_merged_in_place(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop, 1)
    card(page, 1).get_by_label("What to do").press("Control+Enter")
    expect(card(page, 2).get_by_label("What to do")).to_be_focused()
    page.keyboard.type("Look at the amount")
    saved(page)
    card(page, 2).get_by_label("Description").fill("Is it there? Then go on.")
    card(page, 2).get_by_role("button", name="Split").click()
    expect(page.locator("#steps > li")).to_have_count(5)
    assert titles(sop)[:3] == ["Open the deal", "Look at the amount", "Then go on"]
    card(page, 2).get_by_role("button", name="Merge with next").click()
    expect(page.locator("#steps > li")).to_have_count(4)
    expect(card(page, 2).get_by_label("Description")).to_have_value("Is it there?\n\nThen go on")
    card(page, 2).get_by_role("button", name="Duplicate").click()
    expect(page.locator("#steps > li")).to_have_count(5)
    assert titles(sop)[1:3] == ["Look at the amount", "Look at the amount"]


def test_a_highlight_is_dragged_pulled_nudged_and_drawn(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    shot = store_picture(sop=sop, content=picture_bytes(640, 400))
    box = {"x": 0.2, "y": 0.2, "width": 0.2, "height": 0.2}
    editing.update_step(step=step_of(sop), by=cast.ed, screenshot=shot, highlight=box)
    page = sign_in(cast.ed)
    open_editor(page, sop, 1)
    svg = card(page, 1).locator("[data-highlight]")

    def drag(start: tuple[float, float], end: tuple[float, float]) -> dict[str, float]:
        svg.scroll_into_view_if_needed()
        frame = svg.bounding_box()
        with page.expect_response("**/edit/steps/*"):
            page.mouse.move(frame["x"] + start[0] * frame["width"], frame["y"] + start[1] * frame["height"])
            page.mouse.down()
            page.mouse.move(frame["x"] + end[0] * frame["width"], frame["y"] + end[1] * frame["height"], steps=5)
            page.mouse.up()
        stored: dict[str, float] = step_of(sop).highlight
        return {side: round(number, 2) for side, number in stored.items()}

    assert drag((0.3, 0.3), (0.5, 0.5)) == {"x": 0.4, "y": 0.4, "width": 0.2, "height": 0.2}
    assert drag((0.6, 0.6), (0.7, 0.8)) == {"x": 0.4, "y": 0.4, "width": 0.3, "height": 0.4}
    with page.expect_response("**/edit/steps/*"):
        page.keyboard.press("ArrowLeft")
    assert round(step_of(sop).highlight["x"], 3) == 0.395
    card(page, 1).get_by_role("button", name="No highlight").click()
    saved(page)
    page.wait_for_timeout(300)
    assert step_of(sop).highlight is None
    assert drag((0.1, 0.1), (0.3, 0.2)) == {"x": 0.1, "y": 0.1, "width": 0.2, "height": 0.1}


def test_a_picture_is_replaced_by_an_upload(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop, 1)
    picture = {"name": "screen.png", "mimeType": "image/png", "buffer": picture_bytes(400, 300)}
    card(page, 1).locator("input[type=file]").set_input_files(files=[picture])
    expect(card(page, 1).locator("[data-highlight] image")).to_be_attached()
    assert step_of(sop).screenshot.width == 400


def test_a_way_on_to_a_removed_step_is_broken_at_once(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    third = step_of(sop, 3)
    page = sign_in(cast.ed)
    open_editor(page, sop, 1)
    card(page, 1).get_by_text("Decision", exact=True).first.click()
    card(page, 1).get_by_label("Condition 1").fill("Above 20 %")
    card(page, 1).get_by_label("Way on 1").select_option(f"step:{third.key}")
    saved(page)
    card(page, 3).locator(".unfold").click()
    card(page, 3).get_by_role("button", name="Remove step").click()
    expect(card(page, 1).locator(".broken")).to_have_text("This step was removed. Choose where to go instead.")
    page.get_by_role("link", name="Publish").click()
    expect(page.locator("#publish-box")).to_contain_text("leads to a step that is not there")


def test_two_people_on_the_same_words_lose_nothing(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    his, hers = sign_in(cast.ed), sign_in(cast.ava)
    open_editor(his, sop, 1)
    open_editor(hers, sop, 1)
    card(his, 1).get_by_label("What to do").fill("Open the opportunity")
    saved(his)
    card(hers, 1).get_by_label("Description").fill("Her description")
    saved(hers)
    expect(card(hers, 1).get_by_label("What to do")).to_have_value("Open the opportunity")
    assert (step_of(sop).title, step_of(sop).body) == ("Open the opportunity", "Her description")

    card(his, 1).get_by_label("Description").fill("His description")
    clash = card(his, 1).locator("[data-clash]")
    expect(clash).to_contain_text("Ava changed this while you were writing")
    expect(clash).to_contain_text("Her description")
    expect(card(his, 1).get_by_label("Description")).to_have_value("His description")
    assert step_of(sop).body == "Her description"
    clash.get_by_role("button", name="Save my choice").click()
    expect(clash).to_have_count(0)
    assert step_of(sop).body == "His description"


def test_taking_the_other_text_brings_it_into_the_field(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop, 1)
    editing.update_step(step=step_of(sop), by=cast.ava, body="Hers")
    card(page, 1).get_by_label("Description").fill("His")
    clash = card(page, 1).locator("[data-clash]")
    clash.get_by_role("checkbox").check()
    clash.get_by_role("button", name="Save my choice").click()
    expect(card(page, 1).get_by_label("Description")).to_have_value("Hers")
    assert step_of(sop).body == "Hers"


def test_without_a_connection_it_says_so_and_saves_later(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop, 1)
    page.route("**/edit/steps/*", lambda route: route.abort())
    card(page, 1).get_by_label("Description").fill("Written in a tunnel")
    expect(page.locator("#saved")).to_contain_text("Not saved: no connection")
    page.unroute("**/edit/steps/*")
    saved(page)
    assert step_of(sop).body == "Written in a tunnel"


def test_what_is_typed_while_it_saves_is_saved_too(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop, 1)

    def slowly(route: Route) -> None:
        page.wait_for_timeout(600)
        route.continue_()

    page.route("**/edit/steps/*", slowly)
    field = card(page, 1).get_by_label("Description")
    field.fill("One")
    page.wait_for_timeout(900)
    field.press_sequentially(" two three")
    expect(page.locator("#saved")).to_contain_text("Saving")
    saved(page)
    page.wait_for_timeout(1500)
    assert step_of(sop).body == "One two three"


def test_a_link_away_waits_for_what_is_not_saved_yet(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop, 1)
    card(page, 1).get_by_label("Description").fill("Written in haste")
    page.get_by_role("link", name="Preview").click()
    page.wait_for_url("**?draft=1")
    expect(page.locator("body")).to_contain_text("Written in haste")


def test_what_is_said_about_the_sop_saves_itself(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop)
    page.locator(".about summary").click()
    page.locator(".about").get_by_label("Title").fill("Ask for a discount")
    page.locator(".about").get_by_label("Words of link 1").fill("Price list")
    page.locator(".about").get_by_label("Address of link 1").fill("https://example.com/prices")
    expect(page.locator(".about").get_by_label("Words of link 2")).to_be_visible()
    saved(page)
    expect(page.locator("h1")).to_have_text("Ask for a discount")
    sop.refresh_from_db()
    assert (sop.title, sop.links[0]["url"]) == ("Ask for a discount", "https://example.com/prices")


def test_a_dangerous_address_is_refused_where_it_stands(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop, 1)
    card(page, 1).get_by_text("Links, troubleshooting").click()
    card(page, 1).get_by_label("Address of link 1").fill("javascript:alert(1)")
    expect(page.locator("#saved")).to_contain_text("Not saved")
    expect(card(page, 1).locator("[data-error]")).to_contain_text("is not a web address")
    card(page, 1).get_by_label("Address of link 1").fill("https://example.com")
    saved(page)
    expect(card(page, 1).locator("[data-error]")).to_be_hidden()


def test_a_spoken_rule_becomes_a_decision(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    note = "If the discount is above twenty percent, you need the VP Sales."
    editing.update_step(step=step_of(sop), by=cast.ed, note=note, note_kind="decision", unsure=["value"])
    page = sign_in(cast.ed)
    open_editor(page, sop)
    card(page, 1).get_by_role("button", name="Make it a decision").click()
    saved(page)
    assert step_of(sop).kind == "decision"
    assert step_of(sop).branches[0]["condition"] == "the discount is above twenty percent"
    card(page, 1).get_by_role("button", name="It is right").click()
    expect(page.locator("#to-check")).to_have_count(0)
    assert step_of(sop).unsure == []


def test_undo_brings_back_the_last_text(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop, 1)
    card(page, 1).get_by_label("What to do").fill("Something else")
    saved(page)
    page.locator("#undo-form button").click()
    expect(card(page, 1).get_by_label("What to do")).to_have_value("Open the deal")
    assert step_of(sop).title == "Open the deal"
    card(page, 1).get_by_label("What to do").fill("Once more")
    saved(page)
    assert step_of(sop).title == "Once more"


def test_publishing_from_the_editor_shows_readers_the_new_text(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop, 1)
    card(page, 1).get_by_label("What to do").fill("Open the opportunity")
    page.get_by_role("link", name="Publish").click()
    box = page.locator("#publish-box")
    expect(box).to_contain_text("1 changed")
    box.get_by_label("What changed").fill("New name")
    box.get_by_role("button", name="Publish version 2").click()
    expect(page.locator("body")).to_contain_text("Version 2 is published")
    reader = sign_in(cast.rosa)
    reader.goto(f"/sops/{sop.key}/")
    expect(reader.locator("body")).to_contain_text("Open the opportunity")


def test_the_editor_works_without_scripts(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed, scripts=False)
    page.goto(f"/sops/{sop.key}/edit?open={step_of(sop).key}")
    card(page, 1).get_by_label("What to do").fill("Open the opportunity")
    card(page, 1).get_by_role("button", name="Save").click()
    assert step_of(sop).title == "Open the opportunity"
    card(page, 1).get_by_role("button", name="Move down").click()
    assert titles(sop)[1] == "Open the opportunity"
    page.get_by_role("link", name="Publish").click()
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.locator("h1")).to_have_text("Request a discount")
    assert sop.versions.count() == 2


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_sticks_out_sideways(cast: Cast, sop: Sop, sign_in: SignIn, width: int) -> None:
    page = sign_in(cast.ed, width=width)
    open_editor(page, sop, 1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
