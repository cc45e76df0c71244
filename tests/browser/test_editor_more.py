"""Several steps at once, redo, ways back, the tree, advice: in a real browser."""

import time

import pytest
from playwright.sync_api import Route, expect

from sops.models import Sop
from sops.services import editing
from tests.browser.conftest import SignIn
from tests.browser.test_editor import card, open_editor, saved, titles
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sop(cast: Cast) -> Sop:
    return make_sop(cast.sales, cast.ed, purpose="To win")


def test_what_was_undone_is_done_again(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop, 2)
    card(page, 2).get_by_label("What to do").fill("Press it")
    saved(page)
    page.locator("#undo-form button").click()
    expect(card(page, 2).get_by_label("What to do")).to_have_value("Click **Request discount**")
    page.locator("#redo-form button").click()
    expect(card(page, 2).get_by_label("What to do")).to_have_value("Press it")
    assert step_of(sop, 2).title == "Press it"


def test_chosen_steps_are_removed_and_come_back_with_one_undo(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop, 1)
    expect(page.locator("[data-bulk-actions]")).to_be_hidden()
    for number in (1, 3):
        card(page, number).get_by_label(f"Choose step {number}").check()
    expect(page.locator("[data-chosen]")).to_have_text("2 steps chosen")
    page.locator("#bulk").get_by_role("button", name="Remove").click()
    expect(page.locator("#steps > li")).to_have_count(1)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#steps > li")).to_have_count(3)
    assert titles(sop) == ["Open the deal", "Click **Request discount**", "Enter the reason"]


def test_chosen_steps_move_to_another_sop(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    other = make_sop(cast.sales, cast.ed, "Close the deal", ["Sign"])
    page = sign_in(cast.ed)
    open_editor(page, sop, 1)
    card(page, 2).get_by_label("Choose step 2").check()
    page.get_by_label("Another SOP", exact=True).fill(f"Close the deal · {other.key}")
    page.get_by_role("button", name="Move there").click()
    expect(page.locator("#steps > li")).to_have_count(2)
    expect(page.locator("#toasts")).to_contain_text("Close the deal")
    assert titles(other) == ["Sign", "Click **Request discount**"]
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#steps > li")).to_have_count(3)
    assert titles(sop) == ["Open the deal", "Click **Request discount**", "Enter the reason"]
    assert titles(other) == ["Sign"]


def test_a_way_back_is_chosen_as_one_and_drawn_in_the_tree(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop, 3)
    card(page, 3).locator("label", has_text="Decision").click()
    row = card(page, 3).locator(".branch-row").first
    row.get_by_label("Condition 1").fill("Not yet")
    row.get_by_label("Way on 1").select_option(label="Back to step 1: Open the deal")
    saved(page)
    assert step_of(sop, 3).branches[0]["is_back"] is True
    expect(page.locator("#draft-tree .tree-text.way").first).to_have_text("Not yet → back to 1")


def test_a_branch_to_a_removed_step_is_broken_at_once(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    branch = {"condition": "Yes", "target_kind": "step", "target_key": step_of(sop, 3).key}
    editing.update_step(step=step_of(sop, 1), by=cast.ed, kind="decision", branches=[branch])
    page = sign_in(cast.ed)
    page.goto(f"/sops/{sop.key}/edit?open={step_of(sop, 1).key}&open={step_of(sop, 3).key}")
    card(page, 3).get_by_role("button", name="Remove step").click()
    expect(card(page, 1).locator(".broken")).to_contain_text("This step was removed")
    expect(page.locator("#draft-tree .tree-node.broken-way")).to_have_count(1)


def test_troubleshooting_and_advice(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    open_editor(page, sop, 1)
    card(page, 1).get_by_text("Links, troubleshooting, section, field").click()
    card(page, 1).get_by_label("What goes wrong 1").fill("The button is grey")
    card(page, 1).get_by_label("What helps 1").fill("Save the deal first")
    saved(page)
    assert step_of(sop).troubleshooting == [{"symptom": "The button is grey", "fix": "Save the deal first"}]
    card(page, 1).get_by_label("What to do").fill("Open the deal and click **Next**")
    advice = page.locator("#advice li", has_text="Two actions")
    expect(advice).to_be_visible()
    advice.get_by_role("button").click()
    expect(advice).to_have_count(0)


@pytest.mark.parametrize("tool", ["Split", "Merge with next"])
def test_what_is_typed_while_the_server_answers_is_kept(cast: Cast, sop: Sop, sign_in: SignIn, tool: str) -> None:
    editing.update_step(step=step_of(sop, 1), by=cast.ed, body="One. Two.")
    page = sign_in(cast.ed)
    open_editor(page, sop, 1)

    def late(route: Route) -> None:
        time.sleep(1.2)
        route.continue_()

    page.route("**/split", late)
    page.route("**/merge", late)
    card(page, 1).get_by_role("button", name=tool).click()
    card(page, 1).get_by_role("textbox", name="Note").fill("Typed meanwhile")
    count = {"Split": 4, "Merge with next": 2}[tool]
    expect(page.locator("#steps > li")).to_have_count(count)
    expect(card(page, 1).get_by_role("textbox", name="Note")).to_have_value("Typed meanwhile")
    saved(page)
    assert step_of(sop, 1).note == "Typed meanwhile"
