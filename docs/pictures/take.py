"""Photograph every page of a running Stepmark, wide and narrow, light and dark.

    python docs/pictures/take.py --url http://127.0.0.1:8000 --email ava@example.com --password … --out pictures

Starts nothing. Needs Playwright and a Chromium (`--chromium`, by default /usr/bin/chromium). Which SOP, step and
recording are shown is found on the site itself.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SIZES = {"1440": (1440, 900), "390": (390, 844)}
THEMES = ("light", "dark")


def pages(page: Page, base: str, slug: str) -> Iterator[tuple[str, str]]:
    """Name and address of each page; addresses with keys are taken from links in the library `slug`."""
    yield "home", "/"
    yield "search", "/search?q=discount+approval"
    yield "search-none", "/search?q=zzzz+qqqq"
    yield "libraries", "/libraries/"
    library = _first(page, base, "/libraries/", f"main a[href^='/libraries/{slug}']")
    if library:
        yield "library", library
        yield "people", f"{library}people"
        sop = _first(page, base, f"{library}?words=discount", "main th a[href^='/sops/']")
        if sop:
            yield "sop", sop
            yield "edit", f"{sop}edit"
            yield "versions", f"{sop}history"
            yield "compare", f"{sop}compare"
            yield "version", f"{sop}versions/1"
            step = _first(page, base, sop, ".step:nth-of-type(3) .tools a")
            if step:
                yield "step-link", step
    yield "record", "/recordings/new"
    job = _first(page, base, "/recordings/", "main a[href^='/recordings/']")
    if job:
        yield "job", job
    yield "tokens", "/account/tokens"
    yield "not-found", "/there-is-nothing-here"


def photograph(browser: Browser, base: str, slug: str, email: str, password: str, out: Path, only: set[str]) -> int:
    """Write `<page>-<width>[-dark].png` files into `out`; returns how many."""
    taken = 0
    out.mkdir(parents=True, exist_ok=True)
    context = browser.new_context()
    _sign_in(context.new_page(), base, email, password)
    state = context.storage_state()
    wanted = [(n, a) for n, a in pages(context.new_page(), base, slug) if not only or n in only]
    context.close()
    for size, (width, height) in SIZES.items():
        for theme in THEMES:
            context = browser.new_context(viewport={"width": width, "height": height}, storage_state=state)
            context.add_cookies([{"name": "theme", "value": theme, "url": base}])
            taken += _photograph_all(context, base, wanted, out, f"{size}{'-dark' if theme == 'dark' else ''}")
            context.close()
    signed_out = browser.new_context(viewport={"width": 1440, "height": 900})
    if not only or "signin" in only:
        taken += _photograph_all(signed_out, base, [("signin", "/accounts/login/")], out, "1440")
    return taken


def _photograph_all(context: BrowserContext, base: str, wanted: list[tuple[str, str]], out: Path, suffix: str) -> int:
    page = context.new_page()
    for name, address in wanted:
        page.goto(urljoin(base, address), wait_until="networkidle")
        page.screenshot(path=out / f"{name}-{suffix}.png", full_page="#" not in page.url)
    return len(wanted)


def _sign_in(page: Page, base: str, email: str, password: str) -> None:
    page.goto(urljoin(base, "/accounts/login/"))
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state("networkidle")
    if "/accounts/login" in page.url:
        sys.exit(f"Could not sign in as {email}.")


def _first(page: Page, base: str, address: str, selector: str) -> str | None:
    """The address of the first link that matches, or None where there is none."""
    page.goto(urljoin(base, address))
    link = page.locator(selector).first
    return link.get_attribute("href") if link.count() else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--library", default="", help="slug of the library to show; else the first one")
    parser.add_argument("--email", required=True)
    parser.add_argument("--password", required=True)
    parser.add_argument("--out", type=Path, default=Path("var/pictures"))
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--only", nargs="*", default=[], help="names of pages, e.g. home sop")
    given = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=ARGUMENTS)
        taken = photograph(browser, given.url, given.library, given.email, given.password, given.out, set(given.only))
        browser.close()
    sys.stdout.write(f"{taken} pictures in {given.out}\n")


if __name__ == "__main__":
    main()
