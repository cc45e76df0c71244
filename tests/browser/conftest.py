"""A real browser for tests: Debian's Chromium, an empty profile for each person, the live server's address."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlparse

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.support.cast import Cast, gather

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SignIn = Callable[..., Page]


@pytest.fixture(scope="session", autouse=True)
def allow_django_beside_playwright() -> Iterator[None]:
    """Playwright's sync API keeps an event loop in this thread; Django would refuse the database beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The same people as everywhere, in rows that the live server sees."""
    return gather()


@pytest.fixture
def sign_in(chromium: Browser, live_server: Any) -> Iterator[SignIn]:
    """`sign_in(user, width=…, scripts=…)`: a page of that person's own browser; errors in its console fail the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(user: Any, *, width: int = 1280, height: int = 900, scripts: bool = True) -> Page:
        client = Client()
        client.force_login(user, backend=BACKEND)
        context = chromium.new_context(
            viewport={"width": width, "height": height}, base_url=live_server.url, java_script_enabled=scripts
        )
        host = urlparse(live_server.url).hostname or "localhost"
        context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "domain": host, "path": "/"}]
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        contexts.append(context)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
