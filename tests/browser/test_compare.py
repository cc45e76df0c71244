"""Comparing, going back, and links to steps, as a person does it in a browser."""

import pytest
from playwright.sync_api import expect

from sops.models import Sop
from sops.pictures import store_picture
from sops.services import editing, publishing
from tests.browser.conftest import SignIn
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sop(cast: Cast) -> Sop:
    """Three versions: a picture, another one and other words, a step removed."""
    sop = make_sop(cast.sales, cast.ed, steps=["Open the deal", "Ask the deal desk", "Send it"], publish=False)
    for colour, title in (("navy", "Ask the deal desk"), ("red", "Ask the VP Sales")):
        shot = store_picture(sop=sop, content=picture_bytes(640, 400, colour))
        editing.update_step(step=step_of(sop, 2), by=cast.ed, title=title, screenshot=shot, alt="The dialog")
        publishing.publish(sop=sop, by=cast.ed)
    editing.remove_step(step=step_of(sop, 3), by=cast.ed)
    publishing.publish(sop=sop, by=cast.ed)
    sop.refresh_from_db()
    return sop


def test_two_pictures_are_swiped_by_keyboard_and_their_difference_is_seen(
    cast: Cast, sop: Sop, sign_in: SignIn
) -> None:
    page = sign_in(cast.rosa)
    page.goto(f"/sops/{sop.key}/compare?from=1&to=2")
    pictures = page.locator("[data-pictures]")
    expect(pictures.locator(".sides")).to_be_visible()
    pictures.get_by_label("Side by side").focus()
    page.keyboard.press("ArrowRight")
    curtain = pictures.get_by_label("Swipe between the two screenshots")
    expect(curtain).to_be_focused()
    where = "element => element.closest('[data-pictures]').querySelector('.swipe').style.getPropertyValue('--at')"
    assert curtain.evaluate(where) == "50%"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert curtain.evaluate(where) == "52%"
    page.keyboard.press("Home")
    assert curtain.evaluate(where) == "0%"
    pictures.get_by_label("Differences").check(force=True)
    difference = pictures.locator(".by-difference img")
    expect(difference).to_be_visible()
    difference.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.by-difference img').naturalWidth === 640")


def test_comparing_and_its_difference_work_without_script(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.rosa, scripts=False)
    page.goto(f"/sops/{sop.key}/history")
    page.get_by_role("link", name="What changed").last.click()
    expect(page.locator("del").first).to_have_text("deal desk")
    expect(page.get_by_label("Swipe", exact=True)).to_be_hidden()
    page.locator("label:has(input[value=difference])").click()
    expect(page.locator(".by-difference img")).to_be_visible()
    expect(page.locator(".sides")).to_be_hidden()


def test_a_removed_step_comes_back_from_the_comparison(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    key = sop.versions.get(number=1).document.steps[2].key
    page = sign_in(cast.ed)
    page.goto(f"/sops/{sop.key}/compare?from=2&to=3")
    removed = page.locator(f"#c-{key}")
    expect(removed).to_contain_text("Removed")
    removed.get_by_role("button", name="Restore this step as in version 2").click()
    page.get_by_role("button", name="Restore step", exact=True).click()
    page.wait_for_url(f"**/sops/{sop.key}/edit**")
    assert [step.title for step in sop.steps.present()] == ["Open the deal", "Ask the VP Sales", "Send it"]
    assert step_of(sop, 3).key == key


def test_a_whole_version_comes_back_for_readers_as_a_new_one(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    page.goto(f"/sops/{sop.key}/compare?from=1&to=3")
    page.get_by_role("button", name="Restore version 1").click()
    page.get_by_role("button", name="Restore and publish").click()
    expect(page.locator("#toasts")).to_contain_text("Version 4 is published")
    sop.refresh_from_db()
    assert sop.current_version.document == sop.versions.get(number=1).document


def test_a_rep_sees_what_changed_since_and_the_step_as_it_was(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    step = step_of(sop, 2)
    page = sign_in(cast.rosa)
    page.goto(f"/s/{step.key}?v=1")
    expect(page.locator("[data-then] .step-title")).to_have_text("Ask the deal desk")
    expect(page.locator("[data-now] .step.linked .step-title")).to_have_text("Ask the VP Sales")
    expect(page.locator(".meta")).to_contain_text("2 changes since")
    page.get_by_role("link", name="Compare this step").click()
    expect(page.locator(f"#c-{step.key} del")).to_have_text("deal desk")
    page.goto(f"/sops/{sop.key}/")
    editing.update_step(step=step, by=cast.ed, title="Ask finance")
    publishing.publish(sop=sop, by=cast.ed)
    page.reload()
    expect(page.locator("#news")).to_contain_text("1 change since you read it")
    page.get_by_role("button", name="Got it").click()
    expect(page.locator("#news")).to_have_count(0)
    page.reload()
    expect(page.locator("#news")).to_have_count(0)


def test_why_is_written_with_the_change_and_stands_in_the_history(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    step = step_of(sop)
    page.goto(f"/sops/{sop.key}/edit?open={step.key}")
    page.locator(f"#body-{step.key}").fill("At the top of the list.")
    page.locator(f"#why-{step.key}").fill("New layout of the CRM")
    expect(page.locator("#saved")).to_contain_text("Saved")
    page.wait_for_timeout(2_000)
    page.goto(f"/sops/{sop.key}/history")
    expect(page.locator(".edits > li").first).to_contain_text("New layout of the CRM")
    page.get_by_label("Field").select_option("body")
    expect(page.locator(".edits > li")).to_have_count(1)
