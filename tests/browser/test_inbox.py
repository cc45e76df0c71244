"""The inbox by mouse and keyboard, a review by one click, and everything of a person handed over. In a real browser."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from notices.models import Notice
from notices.services import tell
from sops.models import Sop
from sops.services import feedback, scheduled_reviews
from tests.browser.conftest import SignIn
from tests.support.cast import Cast
from tests.support.make import make_sop

pytestmark = pytest.mark.heavy


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notices.tasks.mail_notice.delay", lambda pk: None)
    monkeypatch.setattr("search.tasks.embed_sop.delay", lambda sop_id: None)


def _late(cast: Cast, title: str = "Request a discount") -> Sop:
    sop = make_sop(cast.sales, cast.ed, title)
    Sop.objects.filter(pk=sop.pk).update(next_review_at=timezone.localdate() - timedelta(days=8))
    return sop


def test_reviewed_by_one_click_in_the_inbox(cast: Cast, sign_in: SignIn) -> None:
    sop = _late(cast)
    scheduled_reviews.remind()
    reader = sign_in(cast.rosa)
    reader.goto(sop.get_absolute_url())
    expect(reader.get_by_text("Its review is overdue")).to_be_visible()
    owner = sign_in(cast.ed)
    owner.goto("/inbox?show=reviews")
    owner.get_by_role("button", name=re.compile("Reviewed, nothing to change")).click()
    expect(owner.get_by_text("is reviewed. Next time on")).to_be_visible()
    expect(owner.get_by_role("link", name="Inbox", exact=True)).to_be_visible()
    reader.reload()
    expect(reader.get_by_text("Its review is overdue")).to_have_count(0)
    expect(reader.get_by_text("Reviewed on")).to_be_visible()


def test_the_overdue_list_empties_click_by_click(cast: Cast, sign_in: SignIn) -> None:
    _late(cast, "One")
    _late(cast, "Two")
    page = sign_in(cast.ed)
    page.goto("/reviews")
    expect(page.get_by_text("0 of 2 reviewed in time")).to_be_visible()
    page.get_by_role("button", name="Reviewed, nothing to change: One").click()
    expect(page.get_by_text("1 of 2 reviewed in time")).to_be_visible()
    page.get_by_role("button", name="Reviewed, nothing to change: Two").click()
    expect(page.get_by_text("Nothing is overdue.")).to_be_visible()


def test_the_inbox_by_keyboard_alone(cast: Cast, sign_in: SignIn) -> None:
    for title in ("First", "Second"):
        sop = make_sop(cast.sales, cast.ed, title)
        tell(people=[cast.rosa], kind="news", about=sop, text=f"{title} changed", url=sop.get_absolute_url())
    page = sign_in(cast.rosa)
    page.goto("/inbox")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=re.compile("Second changed"))).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=re.compile("First changed"))).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("m")
    expect(page.locator("[data-notice].unread")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="First", level=1)).to_be_visible()
    page.goto("/inbox")
    expect(page.locator("[data-notice].unread")).to_have_count(0)
    assert not Notice.objects.unread().exists()


def test_mail_is_chosen_under_the_account_menu(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.rosa, width=390)
    page.goto("/")
    page.get_by_label("Account of Rosa").click()
    page.get_by_role("link", name="Notices by e-mail").click()
    page.get_by_label("Once a day").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Once a day")).to_be_checked()


def test_an_admin_hands_over_everything_of_somebody_who_leaves(cast: Cast, sign_in: SignIn) -> None:
    _late(cast, "One")
    make_sop(cast.sales, cast.ed, "Two")
    admin = sign_in(cast.adam)
    admin.goto(f"/libraries/{cast.sales.slug}/people")
    admin.get_by_role("link", name="Hand over SOPs").click()
    admin.wait_for_url("**/people/hand-over*")  # with its scripts
    admin.get_by_label("From").select_option(label="Ed")
    expect(admin.get_by_text("2 SOPs, 1 review due")).to_be_visible()
    admin.get_by_label("To", exact=True).select_option(label="Ava")
    admin.get_by_role("button", name="Hand over to Ava").click()
    expect(admin.get_by_text("Ava owns 2 SOPs of Ed now.")).to_be_visible()
    heir = sign_in(cast.ava)
    heir.goto("/inbox")
    expect(heir.get_by_text("You own 2 SOPs in Sales now that Ed owned so far.")).to_be_visible()
    heir.goto("/")
    expect(heir.get_by_role("heading", name="Yours to review")).to_be_visible()


def test_pages_pass_axe_in_both_widths_and_themes(cast: Cast, sign_in: SignIn) -> None:
    """WCAG 2.2 AA, with something on every page."""
    sop = _late(cast)
    scheduled_reviews.remind()
    given = feedback.give(sop=sop, version=sop.current_version, kind="wrong", text="It moved.", by=cast.ed)
    feedback.answer(feedback=given, status="accepted", text="Yes", by=cast.ava)
    feedback.give(sop=sop, version=sop.current_version, kind="idea", text="A picture.", by=cast.rosa)
    pages = {
        cast.ed: ["/inbox", "/feedback?status=any", "/reviews", "/account/notices", f"/sops/{sop.key}/review-cycle"],
        cast.adam: [f"/people/hand-over?from_person={cast.ed.pk}&to_person={cast.ava.pk}"],
        cast.rosa: [f"/sops/{sop.key}/feedback", sop.get_absolute_url(), f"/feedback/{given.pk + 1}"],
    }
    for person, addresses in pages.items():
        for width in (1440, 390):
            page = sign_in(person, width=width)
            for address in addresses:
                for theme in ("light", "dark"):
                    page.emulate_media(color_scheme=theme)
                    page.goto(address)
                    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                    assert wide <= 0, f"{address} is wider than the screen at {width}"
                    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
                    assert found.violations_count == 0, f"{address} {width} {theme}\n{found.generate_report()}"
