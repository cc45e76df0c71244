"""The pages as people use them in a real browser: with the keyboard, on a phone, without script, and for everybody."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from sops.models import GlossaryTerm, Sop
from sops.pictures import store_picture
from sops.services import editing, publishing
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SignIn = Callable[..., Page]


@pytest.fixture(autouse=True)
def quick_encoder(settings: Any, tmp_path: Path) -> None:
    settings.STEPMARK_ENCODER = "hashing"
    settings.STEPMARK_SEARCH_DIR = tmp_path / "search"


@pytest.fixture
def sop(cast: Cast) -> Sop:
    """Every part of the page: picture, branches, sub-SOP, caution, table, term, link."""
    GlossaryTerm.objects.create(library=cast.sales, term="deal desk", definition="They price deals.")
    sub = make_sop(cast.sales, cast.ed, "Create a quote", ["Open **Quotes**"])
    sop = make_sop(cast.sales, cast.ed, publish=False, purpose="Ask the deal desk.", who="Everybody", when_to_use="Now")
    shot = store_picture(sop=sop, content=picture_bytes(1280, 720))
    box = {"x": 0.7, "y": 0.1, "width": 0.1, "height": 0.05}
    one, two, three = sop.steps.present()
    editing.update_step(step=one, by=cast.ed, screenshot=shot, highlight=box, body="| a | b |\n|---|---|\n| 1 | 2 |")
    jump = {"condition": "Above 20%", "target_kind": "step", "target_key": three.key}
    editing.update_step(
        step=two, by=cast.ed, branches=[jump], sub_sop_key=sub.key, note="Careful.", note_kind="caution"
    )
    editing.update_step(
        step=three, by=cast.ed, kind="caution", links=[{"label": "Policy", "url": "https://example.com"}]
    )
    publishing.publish(sop=sop, by=cast.ed)
    editing.update_step(step=one, by=cast.ed, title="Open the opportunity")
    publishing.publish(sop=sop, by=cast.ed)
    return sop


def addresses(sop: Sop) -> list[str]:
    step = step_of(sop).key
    return [
        "/",
        "/libraries/",
        "/libraries/sales/",
        sop.get_absolute_url(),
        f"/s/{step}?v=1",
        f"/sops/{sop.key}/versions/1",
        "/search?q=discount",
        "/search?q=%22nothing+like+it%22",
        "/libraries/sales/people?person=a",
        "/account/tokens",
        "/accounts/password/change/",
        "/accounts/logout/",
        "/nothing-here",
    ]


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(sign_in: SignIn, cast: Cast, sop: Sop, width: int, theme: str) -> None:
    page = sign_in(cast.adam, width=width)
    page.goto("/")
    page.context.add_cookies([{"name": "theme", "value": theme, "url": page.url}])
    for address in addresses(sop):
        page.goto(address)
        page.evaluate(AXE)
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        told = [(rule["id"], node["html"][:200]) for rule in found["violations"] for node in rule["nodes"]]
        assert told == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is wider than {width}"
        assert page.locator("h1").count() == 1, address


def test_slash_searches_and_arrows_walk_through_the_answers(sign_in: SignIn, cast: Cast, sop: Sop) -> None:
    page = sign_in(cast.rosa)
    page.goto("/libraries/")
    page.keyboard.press("/")
    page.keyboard.type("request discount")
    expect(page.locator("[data-answer]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-answer]").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[data-answer]")).to_have_count(0)
    page.keyboard.type("s")
    expect(page.locator("[data-answer]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".step.linked")).to_be_in_viewport()


def test_a_copied_link_lands_on_its_step(sign_in: SignIn, cast: Cast, sop: Sop) -> None:
    page = sign_in(cast.rosa)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(sop.get_absolute_url())
    page.get_by_role("link", name="Copy link to step 3").click()
    expect(page.get_by_role("status")).to_contain_text("Link to step 3 copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"/s/{step_of(sop, 3).key}?v=2")
    page.goto(copied)
    expect(page.locator(f"#s-{step_of(sop, 3).key}")).to_be_in_viewport()


def test_j_and_k_move_through_the_steps(sign_in: SignIn, cast: Cast, sop: Sop) -> None:
    page = sign_in(cast.rosa, height=500)
    page.goto(sop.get_absolute_url())
    for number in (1, 2, 3):
        page.keyboard.press("j")
        expect(page.get_by_role("link", name=f"Copy link to step {number}")).to_be_focused()
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="Copy link to step 2")).to_be_focused()


def test_the_whole_picture_is_one_click_away_and_back(sign_in: SignIn, cast: Cast, sop: Sop) -> None:
    page = sign_in(cast.rosa, width=1280)
    page.goto(sop.get_absolute_url())
    drawing = page.locator(".shot > .wide").first
    closer = drawing.get_attribute("viewBox")
    page.get_by_label("Whole picture").first.click()
    expect(drawing).to_have_attribute("viewBox", "0 0 1280 720")
    page.get_by_label("Closer").first.click()
    expect(drawing).to_have_attribute("viewBox", str(closer))


def test_a_term_explains_itself_to_the_keyboard(sign_in: SignIn, cast: Cast, sop: Sop) -> None:
    page = sign_in(cast.rosa)
    page.goto(sop.get_absolute_url())
    meaning = page.get_by_text("They price deals.")
    expect(meaning).to_be_hidden()
    page.locator(".term").first.focus()
    expect(meaning).to_be_visible()


def test_the_theme_stays_as_chosen(sign_in: SignIn, cast: Cast) -> None:
    page = sign_in(cast.rosa)
    page.goto("/")
    page.get_by_label("Light or dark").click()
    chosen = page.locator("html").get_attribute("data-theme")
    page.goto("/libraries/")
    expect(page.locator("html")).to_have_attribute("data-theme", str(chosen))


def test_everything_on_the_way_works_without_script(sign_in: SignIn, cast: Cast, sop: Sop) -> None:
    page = sign_in(cast.adam, scripts=False)
    page.goto("/")
    page.get_by_label("Search steps").fill("request discount")
    page.keyboard.press("Enter")
    page.locator("a.go").first.click()
    expect(page.locator(".step.linked")).to_be_visible()
    page.goto("/libraries/sales/people")
    page.get_by_label("Rosa: Editor").check()
    page.get_by_label("Save the role of Rosa").click()
    expect(page.get_by_label("Rosa: Editor")).to_be_checked()
    page.get_by_role("button", name="Remove Rosa").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_label("Rosa: Editor")).to_have_count(0)
