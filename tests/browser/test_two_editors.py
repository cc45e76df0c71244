"""Two people in two browsers on one SOP: the second sees both texts and chooses; nothing is lost."""

import pytest
from playwright.sync_api import expect

from sops.models import Sop
from tests.browser.conftest import SignIn
from tests.browser.test_editor import card, open_editor, saved
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sop(cast: Cast) -> Sop:
    return make_sop(cast.sales, cast.ed, purpose="To win")


def test_the_second_sees_both_texts_and_chooses(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    """Case 17: the second writer is told, with a diff, and nothing is lost."""
    first, second = sign_in(cast.ed), sign_in(cast.ava)
    for page in (first, second):
        open_editor(page, sop, 1)
    card(first, 1).get_by_label("Description").fill("His text about the amount")
    saved(first)
    card(second, 1).get_by_label("Description").fill("Her text about the amount")
    clash = card(second, 1).locator("[data-clash]")
    expect(clash).to_contain_text("Ed changed this while you were writing")
    expect(clash).to_contain_text("His text about the amount")
    expect(card(second, 1).get_by_label("Description")).to_have_value("Her text about the amount")
    assert step_of(sop).body == "His text about the amount"
    clash.get_by_role("button", name="Save my choice").click()
    saved(second)
    assert step_of(sop).body == "Her text about the amount"
    assert "His text about the amount" in [row.body for row in step_of(sop).history.all()]


def test_different_fields_of_one_step_are_both_kept(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    first, second = sign_in(cast.ed), sign_in(cast.ava)
    for page in (first, second):
        open_editor(page, sop, 2)
    card(first, 2).get_by_label("Description").fill("His description")
    saved(first)
    card(second, 2).get_by_role("textbox", name="Note").fill("Her note")
    saved(second)
    expect(card(second, 2).get_by_label("Description")).to_have_value("His description")
    assert (step_of(sop, 2).body, step_of(sop, 2).note) == ("His description", "Her note")


def test_one_removes_what_the_other_writes(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    first, second = sign_in(cast.ed), sign_in(cast.ava)
    for page in (first, second):
        open_editor(page, sop, 2)
    card(first, 2).get_by_role("button", name="Remove step").click()
    expect(first.locator("#steps > li")).to_have_count(2)
    card(second, 2).get_by_label("Description").fill("Her text")
    expect(second.locator("#saved")).to_have_attribute("data-state", "bad")
    expect(card(second, 2).get_by_role("alert").last).to_contain_text("removed while you were writing")
    expect(card(second, 2).get_by_label("Description")).to_have_value("Her text")


def test_an_undo_leaves_what_the_other_wrote(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    first, second = sign_in(cast.ed), sign_in(cast.ava)
    for page in (first, second):
        open_editor(page, sop, 1)
    card(first, 1).get_by_label("Description").fill("His")
    saved(first)
    second.reload()
    card(second, 1).get_by_label("Description").fill("Hers")
    saved(second)
    first.locator("#undo-form button").click()
    expect(first.locator("#toasts")).to_contain_text("Somebody changed the same words")
    assert step_of(sop).body == "Hers"
