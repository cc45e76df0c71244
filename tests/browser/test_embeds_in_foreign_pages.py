"""An embed inside a page of another origin, in a real browser; and a third origin that tries the same."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from integrations.embeds import services, snippets
from integrations.embeds.services import make_embed
from integrations.models import ContextRule
from sops.models import Sop
from sops.pictures import store_picture
from sops.services import editing, publishing
from tests.integrations.crm.test_go import make_rule
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]


@contextmanager
def foreign_site(body: list[str]) -> Iterator[str]:
    """A site of somebody else on a port of its own; `body` is what its page holds."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html = f"<!doctype html><title>Wiki</title><h1>Our wiki</h1>{body[0]}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, *_: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def sop(cast: Cast) -> Sop:
    sop = make_sop(cast.sales, cast.ed, publish=False)
    shot = store_picture(sop=sop, content=picture_bytes(1280, 720))
    editing.update_step(step=step_of(sop), by=cast.ed, screenshot=shot)
    publishing.publish(sop=sop, by=cast.ed)
    sop.refresh_from_db()
    return sop


def visited(chromium: Browser, url: str) -> Page:
    page = chromium.new_context().new_page()
    page.goto(url)
    return page


def test_it_shows_in_its_audience_and_a_third_origin_is_refused(
    chromium: Browser, live_server: Any, cast: Cast, sop: Sop
) -> None:
    """Cases 36 and 38."""
    body = [""]
    with foreign_site(body) as wiki, foreign_site(body) as third:
        embed = make_embed(sop=sop, step=None, origin=wiki, days=30, by=cast.ed)
        body[0] = str(snippets.frame(embed, embed.sop, live_server.url))
        page = visited(chromium, wiki)
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", name="Request a discount")).to_be_visible()
        expect(frame.get_by_text("Enter the reason")).to_be_visible()
        picture = frame.locator("image").first.get_attribute("href")
        assert picture
        assert page.request.get(f"{live_server.url}{picture}").status == 200
        font = frame.locator("h1").evaluate("e => getComputedStyle(e).fontWeight")
        assert font != "700"  # our own style sheet is there
        other = visited(chromium, third)
        other.wait_for_timeout(1_000)
        assert "Enter the reason" not in "".join(part.content() for part in other.frames)
        services.revoke_embed(embed=embed, by=cast.ed)
        page.reload()
        expect(page.frame_locator("iframe").get_by_text("This embed was revoked.")).to_be_visible()


def test_no_page_of_ours_shows_in_any_frame(chromium: Browser, live_server: Any, cast: Cast) -> None:
    """Case 38."""
    with foreign_site([f'<iframe src="{live_server.url}/accounts/login/"></iframe>']) as wiki:
        page = visited(chromium, wiki)
        page.wait_for_timeout(1_000)
        assert "Forgot the password" not in "".join(part.content() for part in page.frames)


def test_an_editor_makes_one_in_the_dialog_and_orders_rules_with_the_keyboard(
    sign_in: Any, cast: Cast, sop: Sop
) -> None:
    page = sign_in(cast.ed)
    page.goto(sop.get_absolute_url())
    page.get_by_role("button", name="Embed").click()
    page.get_by_label("Site that shows it").fill("https://wiki.example.com/page")
    page.get_by_role("button", name="Make embed").click()
    expect(page.get_by_label("Snippet for the page")).to_have_value(re.compile(r"^<iframe src=\"http"))
    rules = [make_rule(make_sop(cast.sales, cast.ed, f"SOP {n}"), cast.ed) for n in (1, 2)]
    page.goto("/libraries/sales/rules")
    page.locator(f"#rule-{rules[1].pk} [data-handle]").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-told]")).to_contain_text("number 1 now")
    assert list(ContextRule.objects.values_list("pk", flat=True)) == [rules[1].pk, rules[0].pk]
