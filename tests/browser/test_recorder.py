"""Recording in the browser: a real Chromium whose screen and microphone are its own made-up ones."""

import subprocess
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlparse

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from ingest.models import Job, Recording
from tests.browser.conftest import BACKEND, CHROMIUM, FLAGS
from tests.support.cast import Cast

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]

CAPTURE = [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]


@pytest.fixture
def work(chromium: Browser, live_server: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.setattr("ingest.jobs.send", lambda job_id: None)
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *CAPTURE])
    client = Client()
    client.force_login(cast.ed, backend=BACKEND)
    context = browser.new_context(base_url=live_server.url, permissions=["microphone"])
    host = urlparse(live_server.url).hostname or "localhost"
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "domain": host, "path": "/"}
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto("/recordings/new", wait_until="load")
    yield page
    browser.close()


def record(page: Page, seconds: float) -> None:
    page.get_by_role("button", name="Choose the screen and start").click()
    expect(page.get_by_role("button", name="Finish")).to_be_visible()
    page.wait_for_timeout(seconds * 1000)


def streams_of(path: str) -> list[str]:
    asked = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0", path]
    return sorted(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split())


def test_screen_and_voice_become_a_recording_with_its_job(work: Page) -> None:
    work.get_by_label("What are you going to show?").fill("Request a discount")
    record(work, 2)
    work.get_by_role("button", name="Pause").click()
    expect(work.get_by_role("button", name="Go on")).to_be_visible()
    work.get_by_role("button", name="Go on").click()
    work.wait_for_timeout(2000)
    assert work.locator("[data-level]").evaluate("meter => meter.value") >= 0
    work.get_by_role("button", name="Finish").click()
    expect(work.locator("[data-files]")).to_contain_text("Request a discount.webm")
    work.get_by_role("button", name="Upload and make a draft").click()
    work.wait_for_url("**/recordings/*/")
    recording = Recording.objects.get()
    assert (recording.name, recording.mime_type) == ("Request a discount.webm", "video/webm")
    assert streams_of(recording.file.path) == ["audio", "video"]
    assert Job.objects.get().recording == recording
    work.goto("/recordings/new")
    expect(work.locator("[data-recorder]")).to_be_visible()
    expect(work.get_by_text("Kept on this computer")).to_be_hidden()


def test_what_was_not_sent_is_there_after_the_tab_was_closed(work: Page) -> None:
    record(work, 3)
    again = work.context.new_page()
    work.close(run_before_unload=False)
    again.goto("/recordings/new")
    expect(again.get_by_text("Kept on this computer")).to_be_visible()
    again.get_by_role("button", name="Use it").click()
    expect(again.locator("[data-files]")).to_contain_text("Recording of")
    again.get_by_role("button", name="Upload and make a draft").click()
    again.wait_for_url("**/recordings/*/")
    assert "video" in streams_of(Recording.objects.get().file.path)


def test_without_permission_it_says_what_to_do(work: Page) -> None:
    work.evaluate(
        """() => {
            navigator.mediaDevices.getDisplayMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
        }"""
    )
    work.get_by_role("button", name="Choose the screen and start").click()
    expect(work.get_by_text("The browser was not allowed to record.")).to_be_visible()
    expect(work.get_by_role("button", name="Choose the screen and start")).to_be_enabled()


def test_a_countdown_can_be_left(work: Page) -> None:
    work.get_by_role("button", name="Choose the screen and start").click()
    work.get_by_role("button", name="Cancel").click()
    expect(work.get_by_role("button", name="Choose the screen and start")).to_be_visible()
    work.wait_for_timeout(1500)
    expect(work.get_by_role("button", name="Finish")).to_be_hidden()
