"""The main job, as a person does it: a recording goes in, a rep lands on its step from a link that a CRM holds.

Everything is real: the processes of `make run`, the speech model, the encoder, a browser. It runs on the embedded
parts, and on PostgreSQL and Redis where `STEPMARK_TEST_POSTGRES_URL` and `STEPMARK_TEST_REDIS_URL` name servers.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.site import PASSWORD, ROOT, Site, running_site

pytestmark = pytest.mark.heavy

RECORDING = ROOT / "kb" / "demo" / "recordings" / "request-discount-approval.mp4"
DRAFT_SECONDS = 600  # the recording has 79 s; a busy machine is slow
SERVERS = ("STEPMARK_TEST_POSTGRES_URL", "STEPMARK_TEST_REDIS_URL")


def _on_servers(tmp_path: Path) -> dict[str, str]:
    """Settings for the servers, with a database of this test's own."""
    postgres, redis = (os.environ.get(name, "") for name in SERVERS)
    if not (postgres and redis):
        pytest.skip("PostgreSQL and Redis are named by .ci/run")
    name = f"whole_path_{os.getpid()}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')
    return {
        "STEPMARK_DATABASE_URL": f"{postgres.rsplit('/', 1)[0]}/{name}",
        "STEPMARK_BROKER_URL": redis,
        "STEPMARK_REDIS_URL": redis,
    }


@pytest.fixture(params=["embedded", "servers"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    settings = _on_servers(tmp_path) if request.param == "servers" else {}
    with running_site(tmp_path, arguments=("--no-demo",), **settings) as running:
        running.add_person("ed@example.com", sales="EDITOR")
        running.add_person("rosa@example.com", sales="VIEWER")
        running.add_person("gus@example.com", elsewhere="VIEWER")
        running.manage(
            "shell", "-v", "0", "-c", "from access.models import Library; Library.objects.update(is_open=False)"
        )
        yield running


def _sign_in(browser: Browser, site: Site, email: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=site.url).new_page()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    return page


def _upload(page: Page) -> None:
    page.goto("/recordings/new")
    page.locator("#file").set_input_files(str(RECORDING))
    page.locator("[data-send]").click()
    expect(page).to_have_url(re.compile(r"/recordings/\d+/$"), timeout=30_000)


def _edit_and_publish(page: Page, note: str) -> None:
    page.locator("#publish-button").click()
    page.get_by_label("What changed, and why").fill(note)
    page.get_by_role("button", name=re.compile(r"Publish version \d+")).click()
    expect(page.locator("body")).to_contain_text(re.compile(r"[Vv]ersion \d+"))


def test_from_a_recording_to_a_step_found_by_its_link(chromium: Browser, site: Site) -> None:
    editor = _sign_in(chromium, site, "ed@example.com")
    _upload(editor)
    expect(editor.get_by_role("link", name="Open the draft")).to_be_visible(timeout=DRAFT_SECONDS * 1000)

    editor.get_by_role("link", name="Open the draft").click()
    expect(editor.locator("#steps > li").nth(5)).to_be_visible()
    sop_key = re.search(r"/sops/([^/]+)/edit", editor.url)[1]  # type: ignore[index]
    _edit_and_publish(editor, "First version")

    rep = _sign_in(chromium, site, "rosa@example.com")
    rep.goto("/search?q=discount approval reason")
    best = rep.locator("[data-hits] a[href*='/s/']").first
    expect(best).to_be_visible()
    best.click()
    linked = rep.locator("article.step.linked")
    expect(linked).to_be_in_viewport()
    expect(linked.locator("svg image").first).to_be_visible()
    link = linked.locator("[data-copy]").get_attribute("data-copy")
    assert link
    assert re.fullmatch(r"(https?://[^/]+)?/s/[a-z0-9-]+\?v=1", link)
    title_in_version_1 = linked.locator(".step-title").inner_text()

    step_key = re.search(r"/s/([a-z0-9-]+)", link)[1]  # type: ignore[index]
    editor.goto(f"/sops/{sop_key}/edit?open={step_key}")
    title = editor.locator(f"#title-{step_key}")
    title.fill("Choose the **Reason** that finance can check")
    expect(editor.locator("#saved")).to_have_attribute("data-state", "saved", timeout=15_000)
    handle = editor.locator(f"#e-{step_key} [data-handle]")
    handle.focus()
    editor.keyboard.press("Alt+ArrowUp")
    expect(editor.locator("#saved")).to_have_attribute("data-state", "saved", timeout=15_000)
    editor.reload()
    expect(editor.locator(f"#title-{step_key}, #e-{step_key} [data-title]").first).to_be_visible()
    editor.locator("#publish-button").click()
    editor.get_by_role("button", name="Publish version 2").click()

    rep.goto(link)
    linked = rep.locator("article.step.linked")
    expect(linked).to_be_in_viewport()
    expect(linked.locator(".step-title")).to_have_text("Choose the Reason that finance can check")
    expect(linked).to_contain_text("hanged since")
    expect(linked).to_contain_text(title_in_version_1)

    guest = _sign_in(chromium, site, "gus@example.com")
    answer = guest.goto(link)
    assert answer
    assert answer.status == 404
    found = guest.request.get("/api/search?q=discount approval reason").json()
    assert step_key not in str(found)
