"""Every page in Chromium, as everybody: nothing on it breaks the content policy, or asks for what no policy knows."""

from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage

from sops.models import Category
from tests import test_every_url
from tests.browser.conftest import SignIn
from tests.support.cast import Cast
from tests.support.every_page import BESIDE_THE_TABLE, addresses_for, make_root
from tests.test_every_url import quick  # noqa: F401  # fixture

pytestmark = pytest.mark.heavy

COMPLAINTS = (
    "Content Security Policy",
    "Content-Security-Policy",
    "Permissions-Policy",
    "permissions policy",
    "Unrecognized feature",
)
LISTEN = "document.addEventListener('securitypolicyviolation', e => console.error("
LISTEN += "'Content Security Policy: ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + (e.sample || '')))"


@pytest.fixture
def names(cast: Cast) -> dict[str, Any]:
    Category.objects.create(name="Closing", slug="closing")
    return test_every_url._place(cast, "sales", cast.ed, cast.rosa)


def _look(page: Any, addresses: list[str]) -> list[str]:
    """What Chromium complains of, by page."""
    complaints: list[str] = []
    where = [""]

    def hear(message: ConsoleMessage) -> None:
        if any(known in message.text for known in COMPLAINTS):
            complaints.append(f"{where[0]}: {message.text[:300]}")

    page.on("console", hear)
    page.add_init_script(LISTEN)
    for address in addresses:
        where[0] = address
        before = len(complaints)
        try:
            answer = page.goto(address, wait_until="load")
            if answer and "text/html" not in answer.headers.get("content-type", ""):
                page.goto("about:blank")
                page.wait_for_timeout(60)
                del complaints[before:]  # Chromium's own page around a picture, which complains a little late
                continue
        except Exception as problem:
            if "Download is starting" not in str(problem):
                raise
        page.wait_for_timeout(40)
    return complaints


@pytest.mark.timeout(900)
@pytest.mark.parametrize("who", ["gus", "rosa", "ed", "adam"])
def test_no_page_breaks_the_policy(cast: Cast, names: dict[str, Any], sign_in: SignIn, who: str) -> None:
    """Case 38."""
    page = sign_in(getattr(cast, who))
    assert _look(page, list(addresses_for(who, names))) == []


@pytest.mark.timeout(900)
def test_nor_does_a_page_of_who_is_signed_out(
    cast: Cast, names: dict[str, Any], chromium: Any, live_server: Any
) -> None:
    """Case 38."""
    context = chromium.new_context(base_url=live_server.url)
    addresses = list(addresses_for(None, names))
    complaints = _look(context.new_page(), ["/accounts/login/", "/accounts/password/reset/", "/api/docs/", *addresses])
    context.close()
    assert complaints == []


@pytest.mark.timeout(900)
def test_nor_does_the_administration(cast: Cast, names: dict[str, Any], sign_in: SignIn) -> None:
    """Case 38."""
    page = sign_in(make_root())
    addresses = [*BESIDE_THE_TABLE, "/admin/access/user/", "/admin/access/library/add/"]
    assert _look(page, [*addresses, *addresses_for("adam", names)]) == []


@pytest.mark.timeout(300)
def test_a_script_that_is_smuggled_in_is_not_run(cast: Cast, sign_in: SignIn) -> None:
    """Case 22: the last line of defence, tried for real."""
    page = sign_in(cast.rosa)
    page.goto("/")
    page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.smuggled = 1';
            document.body.append(script);
            document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.smuggled = 2">');
        }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.smuggled") is None
