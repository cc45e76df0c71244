"""Search by keyboard from the first key to the open step, clicks that are counted, and “Ask” as it streams."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as project
from playwright.sync_api import expect

from search.kept import saved
from search.models import SearchClick, SearchEvent
from search.requests import services
from tests.browser.conftest import SignIn
from tests.support.cast import Cast
from tests.support.make import make_sop

pytestmark = pytest.mark.heavy


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notices.tasks.mail_notice.delay", lambda pk: None)
    monkeypatch.setattr("search.tasks.embed_sop.delay", lambda sop_id: None)


@pytest.fixture
def talker(tmp_path: Path, settings: Any) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.support.talker", "0", str(tmp_path / "asked.jsonl")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=project.BASE_DIR)
    assert process.stdout
    settings.STEPMARK_ASK_URL = f"http://127.0.0.1:{int(process.stdout.readline())}/good"
    yield
    process.kill()
    process.wait()


def test_by_keyboard_from_the_box_to_the_step_and_the_click_is_counted(cast: Cast, sign_in: SignIn) -> None:
    make_sop(cast.sales, cast.ed, "Request a discount")
    page = sign_in(cast.rosa)
    page.goto("/libraries/")
    page.keyboard.press("/")
    page.keyboard.type("discount")
    expect(page.locator("[data-answer]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-hit]").first).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("ArrowDown")
    with page.expect_response("**/search/opened") as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 204
    expect(page).to_have_url(re.compile("/sops/"))
    assert SearchEvent.objects.get().query == "discount"
    assert SearchClick.objects.count() == 1


def test_the_empty_box_recalls_what_was_searched_for(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.rosa)
    page.goto("/search?q=discount+approval")
    page.goto("/libraries/")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="discount approval")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=discount%20approval$"))


def test_an_answer_streams_with_links_to_its_steps(cast: Cast, sign_in: SignIn, talker: None) -> None:
    make_sop(
        cast.sales, cast.ed, "Request a discount", ["Open the deal", "Click **Request discount**", "Enter the reason"]
    )
    page = sign_in(cast.rosa)
    page.goto("/search?q=request+discount+deal")
    page.get_by_role("link", name="Ask for an answer in sentences").click()
    box = page.get_by_role("region", name="Answer")
    expect(box).to_contain_text("Click Request discount in the deal.")
    expect(box).to_contain_text("Enter the reason.")
    expect(box.get_by_role("status")).to_contain_text("Written by a language model")
    assert box.locator("a.cite").first.get_attribute("href", timeout=5_000).startswith("/s/")  # type: ignore[union-attr]


@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_are_accessible_and_not_wider_than_the_screen(cast: Cast, sign_in: SignIn, width: int) -> None:
    make_sop(cast.sales, cast.ed, "Request a discount")
    saved.save(text="a long question " * 12, filters={"library": ["sales"]}, by=cast.ed)
    asked = services.ask(library=cast.sales, query="z" * 200, by=cast.rosa)
    page = sign_in(cast.ed, width=width)
    addresses = [
        "/search?q=discount",
        "/search?q=%22zebra+crossing%22",
        "/libraries/sales/searches",
        "/account/searches",
    ]
    for address in [*addresses, "/sop-requests", asked.get_absolute_url()]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert Axe().run(page).response["violations"] == [], address
