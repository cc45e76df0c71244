"""What people do about a review, in a real browser: send, comment, suggest, approve, share, archive."""

import pytest
from playwright.sync_api import Page, expect

from sops.models import ApprovalPolicy, Sop
from sops.services import commenting, editing, policies, publishing, reviewing
from tests.browser.conftest import SignIn
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sop(cast: Cast) -> Sop:
    """Version 1 is published; Ed changed a step since; the library asks for one approver."""
    sop = make_sop(cast.sales, cast.ed, steps=["Open the deal", "Click **Request discount**", "Enter 15 percent"])
    editing.update_step(step=step_of(sop, 3), by=cast.ed, title="Enter 20 percent")
    policies.set_policy(library=cast.sales, rule=ApprovalPolicy.Rule.ONE, by=cast.adam)
    return sop


def send(cast: Cast, sop: Sop) -> None:
    reviewing.send(sop=sop, by=cast.ed, note="New limit")


def ready(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("html.js")).to_be_attached()


def standing(sop: Sop) -> reviewing.Standing:
    return reviewing.standing_of(Sop.objects.get(pk=sop.pk))


def test_the_editor_sends_to_review_where_others_publish(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    ready(page, f"/sops/{sop.key}/edit")
    page.locator("#publish-button").click()
    box = page.locator("#publish-box")
    expect(box).to_contain_text("This library asks for an approval before publishing.")
    expect(box.get_by_role("button", name="Publish version")).to_have_count(0)
    box.get_by_label("What changed, and why").fill("New limit from finance")
    box.get_by_role("button", name="Send to review").click()
    expect(page.get_by_role("heading", name="In review")).to_be_visible()
    expect(page.locator(".approvers")).to_contain_text("Ava")
    assert standing(sop).is_in_review


def test_an_approver_finds_it_reads_what_changed_and_approves(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    send(cast, sop)
    page = sign_in(cast.ava)
    page.goto("/")
    waits = page.get_by_role("region", name="Waits for you")
    waits.get_by_role("link", name=sop.title).click()
    expect(page.locator(".review-step")).to_have_count(1)
    expect(page.locator(".review-step del")).to_have_text("15")
    expect(page.locator(".review-step ins")).to_have_text("20")
    expect(page.locator(".hash code")).to_have_text(standing(sop).content_hash[:12])
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", name="Approved")).to_be_visible()
    assert standing(sop).is_approved
    writer = sign_in(cast.ed)
    ready(writer, f"/sops/{sop.key}/edit")
    writer.locator("#publish-button").click()
    writer.get_by_role("button", name="Publish version 2").click()
    expect(writer.get_by_role("link", name="Version 2")).to_be_visible()


def test_an_edit_voids_the_approval_before_the_writers_eyes(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    send(cast, sop)
    reviewing.approve(sop=sop, by=cast.ava, content_hash=standing(sop).content_hash)
    page = sign_in(cast.ed)
    ready(page, f"/sops/{sop.key}/edit?open={step_of(sop).key}")
    expect(page.locator("#review-state")).to_contain_text("Approved by Ava")
    page.locator("#steps > li").first.get_by_label("What to do").fill("Open another deal")
    expect(page.locator("#review-state")).to_contain_text("The approval is void")
    page.locator("#publish-button").click()
    expect(page.locator("#publish-box")).to_contain_text("The text was changed after it had been approved")
    expect(page.locator("#publish-box").get_by_role("button", name="Send to review again")).to_be_visible()


def test_a_comment_mentions_by_keyboard_is_answered_and_resolved(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    send(cast, sop)
    page, key = sign_in(cast.ava), step_of(sop, 3).key
    ready(page, f"/sops/{sop.key}/review")
    said = page.locator(f"#said-{key}")
    said.get_by_text("Comment", exact=True).first.click()
    said.get_by_label("Comment").press_sequentially("Right, @E")
    expect(page.get_by_role("option", name="Ed")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("?")
    expect(said.get_by_label("Comment")).to_have_value("Right, @Ed ?")
    said.get_by_role("button", name="Comment").click()
    expect(said.locator(".mention")).to_have_text("@Ed")

    writer = sign_in(cast.ed)
    thread = sop.comments.get()
    ready(writer, thread.get_absolute_url())
    expect(writer).to_have_url(f"{writer.url.split('/sops')[0]}/sops/{sop.key}/review#c-{thread.pk}")
    there = writer.locator(f"#said-{key}")
    there.get_by_text("Answer", exact=True).first.click()
    there.get_by_label("Answer").fill("Yes, from finance.")
    there.get_by_role("button", name="Answer").click()
    expect(there.locator(".answer")).to_contain_text("Yes, from finance.")
    there.get_by_role("button", name="Resolve").click()
    expect(there.get_by_text("Resolved (1)")).to_be_visible()
    there.get_by_text("Resolved (1)").click()
    there.get_by_role("button", name="Open again").click()
    expect(there.locator(".thread:not(.done)")).to_have_count(1)


def test_a_suggestion_is_accepted_with_one_click(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    send(cast, sop)
    page, step = sign_in(cast.ava), step_of(sop, 3)
    ready(page, f"/sops/{sop.key}/review")
    said = page.locator(f"#said-{step.key}")
    said.get_by_text("Suggest other words").click()
    said.get_by_label("Suggested words").fill("Enter **20** percent")
    said.get_by_role("button", name="Suggest").click()
    expect(said.locator(".suggestion")).to_be_visible()

    writer = sign_in(cast.ed)
    ready(writer, f"/sops/{sop.key}/edit")
    expect(writer.locator(f"#e-{step.key} .thread-count")).to_have_text("1 open comment")
    writer.locator("#comments-panel").get_by_role("button", name="Accept").click()
    expect(writer.locator(f"#e-{step.key} h2 strong")).to_have_text("20")
    assert step_of(sop, 3).title == "Enter **20** percent"
    assert "Suggested by Ava" in step.history.latest().history_change_reason


def test_sent_back_with_a_reason(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    send(cast, sop)
    page = sign_in(cast.ava)
    ready(page, f"/sops/{sop.key}/review")
    page.locator("aside").get_by_text("Send back", exact=True).first.click()
    page.get_by_label("What has to change").fill("Ask finance first.")
    page.get_by_role("button", name="Send back").click()
    expect(page.get_by_role("heading", name="Not in review")).to_be_visible()
    page.get_by_text("Reviews so far").click()
    expect(page.locator(".rounds")).to_contain_text("Ask finance first.")
    assert not standing(sop).is_in_review


def test_the_page_says_that_the_text_changed_and_refuses_the_old_one(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    """Case 15: what is approved is what was read."""
    send(cast, sop)
    page = sign_in(cast.ava)
    ready(page, f"/sops/{sop.key}/review")
    editing.update_step(step=step_of(sop), by=cast.ed, title="Open another deal")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("alert")).to_contain_text("It was changed while you were reading")
    expect(page.locator(".review-step")).to_have_count(2)
    assert not standing(sop).approvals


def test_a_draft_is_shared_read_commented_and_taken_back(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.ed)
    ready(page, f"/sops/{sop.key}/edit")
    page.locator(".more").get_by_role("link", name="Share the draft").click()
    box = page.locator("#publish-box")
    expect(box.get_by_label("For", exact=True)).to_have_value("14")
    box.get_by_label("With").fill("gus@example.com")
    box.get_by_role("button", name="Share").click()
    expect(page.get_by_role("list", name="Shared with")).to_contain_text("Gus")

    guest = sign_in(cast.gus)
    ready(guest, f"/sops/{sop.key}/draft")
    expect(guest.get_by_text("Ed asks what you think")).to_be_visible()
    expect(guest.get_by_role("link", name="Edit", exact=True)).to_have_count(0)
    said = guest.locator(f"#said-{step_of(sop, 3).key}")
    said.get_by_text("Comment", exact=True).first.click()
    said.get_by_label("Comment").fill("Is that for every customer?")
    said.get_by_role("button", name="Comment").click()
    expect(said.locator(".thread")).to_contain_text("Is that for every customer?")

    page.get_by_role("button", name="Stop sharing with Gus").click()
    expect(page.get_by_text("Nobody outside its editors sees the draft.")).to_be_visible()
    guest.reload()
    expect(guest.get_by_text("Is that for every customer?")).to_have_count(0)


def test_archived_with_a_replacement_and_brought_back(cast: Cast, sign_in: SignIn) -> None:
    old, new = make_sop(cast.sales, cast.ed, "Fax the order"), make_sop(cast.sales, cast.ed, "Send the order")
    page = sign_in(cast.ed)
    ready(page, f"/sops/{old.key}/edit")
    page.get_by_role("link", name="Archive").click()
    page.get_by_label("Why it goes out of use").fill("The fax is gone.")
    page.get_by_label("What replaces it").fill(f"Send the order · {new.key}")
    page.get_by_role("button", name="Archive").click()
    expect(page.get_by_role("heading", name="Archived and removed")).to_be_visible()

    reader = sign_in(cast.rosa)
    reader.goto(f"/s/{step_of(old).key}")
    expect(reader.get_by_role("heading", name="“Fax the order” is out of use")).to_be_visible()
    expect(reader.get_by_text("The fax is gone.")).to_be_visible()
    reader.get_by_role("link", name="Go to “Send the order”").click()
    expect(reader.get_by_role("heading", name="Send the order", level=1)).to_be_visible()

    page.get_by_role("button", name="Bring back Fax the order").click()
    expect(page).to_have_url(f"{page.url.split('/sops')[0]}/sops/{old.key}/edit")
    reader.goto(f"/sops/{old.key}/")
    expect(reader.get_by_role("heading", name="Fax the order", level=1)).to_be_visible()


def test_an_admin_sets_what_the_library_asks_for(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.adam)
    ready(page, "/libraries/sales/")
    page.get_by_role("link", name="Approval").click()
    page.get_by_role("radio", name="Named approvers").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("radio", name="Named approvers")).to_be_checked()
    page.get_by_label("Who", exact=True).fill("ava@example.com")
    page.get_by_role("button", name="Name", exact=True).click()
    expect(page.locator(".chip")).to_have_text("Ava")
    assert policies.policy_of(cast.sales).rule == "named"


def test_it_all_works_without_scripts(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    send(cast, sop)
    page, step = sign_in(cast.ava, scripts=False), step_of(sop, 3)
    page.goto(f"/sops/{sop.key}/review")
    said = page.locator(f"#said-{step.key}")
    said.get_by_text("Comment", exact=True).first.click()
    said.get_by_label("Comment").fill("@Ed why?")
    said.get_by_role("button", name="Comment").click()
    expect(page.locator(f"#said-{step.key} .mention")).to_have_text("@Ed")
    commenting.suggest(step=step, by=cast.adam, field="title", after="Enter the percentage")
    page.reload()
    page.get_by_role("button", name="Accept").click()
    expect(page.locator(".review-step h3 ins").first).to_contain_text("the percentage")
    page.goto(f"/sops/{sop.key}/review")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)  # she made the last change by accepting it
    assert publishing.document_of(Sop.objects.get(pk=sop.pk)).steps[2].title == "Enter the percentage"
