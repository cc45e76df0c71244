"""A rep reports a step, the owner answers, the rep reads it; a version closes what it answers. In a real browser."""

import re
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import expect

from notices import mailing
from notices.models import Notice
from sops.models import Feedback, Sop
from sops.services import editing
from tests.browser.conftest import SignIn
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

pytestmark = pytest.mark.heavy


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notices.tasks.mail_notice.delay", lambda pk: None)
    monkeypatch.setattr("search.tasks.embed_sop.delay", lambda sop_id: None)


@pytest.fixture
def sop(cast: Cast) -> Sop:
    return make_sop(cast.sales, cast.ed)


def test_a_viewer_reports_a_step_the_owner_answers_and_the_viewer_sees_it(
    cast: Cast, sop: Sop, sign_in: SignIn, tmp_path: Any, settings: Any
) -> None:
    settings.STEPMARK_BASE_URL = "https://sop.example.com"
    picture = tmp_path / "seen.png"
    picture.write_bytes(picture_bytes())
    rep = sign_in(cast.rosa)
    rep.goto(sop.get_absolute_url())
    rep.get_by_role("link", name="Give feedback on step 2").click()
    dialog = rep.get_by_role("dialog", name="Give feedback on step 2")
    dialog.get_by_label("Outdated").check()
    dialog.get_by_label("What did you see").fill("The button is called “Ask for discount” now.")
    dialog.get_by_label("Screenshot").set_input_files(picture)
    dialog.get_by_role("button", name="Send").click()
    expect(dialog.get_by_role("status")).to_contain_text("Sent to Ed")
    dialog.get_by_role("button", name="Close").last.click()
    expect(rep.get_by_role("link", name="Give feedback on step 2")).to_be_focused()
    expect(rep).to_have_url(re.compile(f"{sop.get_absolute_url()}$"))

    mailing.send_single(Notice.objects.get(person=cast.ed).pk)
    assert f"https://sop.example.com/feedback/{Feedback.objects.get().pk}" in str(mail.outbox[0].body)

    owner = sign_in(cast.ed)
    owner.goto("/")
    owner.get_by_role("link", name="Inbox, 1 unread").click()
    owner.get_by_role("link", name=re.compile("Step 2 of “Request a discount” is outdated")).click()
    expect(owner.get_by_role("heading", level=1)).to_contain_text("step 2")
    image = owner.get_by_alt_text("Screenshot sent along by Rosa")
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
    owner.get_by_label("Your answer to Rosa").fill("You are right. I change it today.")
    owner.get_by_role("button", name="Accept").click()
    expect(owner.locator(".badge", has_text="Accepted")).to_be_visible()
    expect(owner.get_by_role("link", name="Inbox", exact=True)).to_be_visible()

    rep.goto("/inbox")
    expect(rep.get_by_text("was accepted. “You are right. I change it today.”")).to_be_visible()
    rep.goto("/feedback")
    expect(rep.get_by_text("You are right. I change it today.")).to_be_visible()


def test_publishing_closes_what_the_version_answers(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    from sops.services import feedback

    for number, text in ((2, "Wrong name"), (3, "Why?")):
        feedback.give(
            sop=sop,
            version=sop.current_version,
            step_key=step_of(sop, number).key,
            kind="wrong",
            text=text,
            by=cast.rosa,
        )
    editing.update_step(step=step_of(sop, 2), by=cast.ed, title="Click **Ask for discount**")
    owner = sign_in(cast.ed)
    owner.goto(f"/sops/{sop.key}/edit")
    expect(owner.locator(f"#e-{step_of(sop, 2).key}")).to_contain_text("1 feedback")
    owner.locator("#publish-button").click()
    owner.get_by_role("group", name=re.compile("Which feedback")).get_by_label(re.compile("Wrong name")).check()
    owner.get_by_role("button", name=re.compile("Publish version 2")).click()
    expect(owner.get_by_text("Version 2 is published")).to_be_visible()
    rep = sign_in(cast.rosa)
    rep.goto("/feedback?show=given")
    expect(rep.locator("article", has_text="Wrong name")).to_contain_text("Done in version 2")
    expect(rep.locator("article", has_text="Why?").locator(".badge", has_text="Open")).to_be_visible()


def test_what_was_typed_survives_a_closed_dialog_and_a_refusal(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.rosa, width=390)
    page.goto(sop.get_absolute_url())
    flag = page.get_by_role("link", name="Give feedback on step 1")
    flag.click()
    text = page.get_by_role("dialog").get_by_label("What did you see")
    text.fill("Half a thought")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    flag.click()
    expect(text).to_have_value("Half a thought")
    page.get_by_role("dialog").get_by_label("Wrong").check()
    page.get_by_label("Screenshot").set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"})
    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Use PNG, JPEG or WebP.")
    expect(text).to_have_value("Half a thought")
    expect(page.get_by_role("dialog").get_by_label("Wrong")).to_be_checked()


def test_feedback_works_without_script(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    page = sign_in(cast.gus, scripts=False)
    page.goto(sop.get_absolute_url())
    page.get_by_role("link", name="Give feedback on step 3").click()
    page.get_by_label("Unclear").check()
    page.get_by_label("What did you see").fill("Which reason?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. You will hear what becomes of it.")).to_be_visible()
    assert page.url.endswith(f"#s-{step_of(sop, 3).key}")
    owner = sign_in(cast.ed, scripts=False)
    owner.goto("/feedback")
    owner.get_by_text("Answer", exact=True).click()
    owner.get_by_label("Your answer to Gus").fill("The customer's.")
    owner.get_by_role("button", name="Done").click()
    assert Feedback.objects.get().status == "done"


def test_text_of_people_never_runs(cast: Cast, sop: Sop, sign_in: SignIn) -> None:
    """Case 22."""
    from sops.services import feedback

    evil = '"><script>window.ran=1</script><img src=x onerror="window.ran=1"><svg/onload=window.ran=1>'
    given = feedback.give(sop=sop, version=sop.current_version, kind="idea", text=evil, by=cast.rosa)
    feedback.answer(feedback=given, status="accepted", text=evil, by=cast.ed)
    for person in (cast.ed, cast.rosa):
        page = sign_in(person)
        for address in ("/inbox", "/feedback?show=all&status=any", "/feedback?show=given", f"/feedback/{given.pk}"):
            page.goto(address)
            page.wait_for_load_state("networkidle")
            assert page.evaluate("window.ran") is None
