"""Exports in a real browser: the page without a network, the courses in a learning system, the page of exports."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from integrations.exports import building, working
from integrations.exports.content import ExportSop
from integrations.exports.formats import FORMATS
from integrations.exports.gathering import export_sop, readable_by
from integrations.exports.pictures import Pictures
from integrations.models import Export
from sops.models import Sop
from tests.browser.conftest import SignIn
from tests.support.cast import Cast
from tests.support.learning import learning_system
from tests.support.rich_sop import make_rich_sop

pytestmark = pytest.mark.heavy
STEPS = 7
COMPLETED = "http://adlnet.gov/expapi/verbs/completed"


@pytest.fixture
def rich(cast: Cast) -> Sop:
    return make_rich_sop(cast.sales, cast.ed)


@pytest.fixture
def exported(cast: Cast, rich: Sop) -> ExportSop:
    return export_sop(rich, readable=readable_by(cast.rosa), base_url="https://sop.example.com")


@pytest.fixture
def tab(chromium: Browser) -> Any:
    context = chromium.new_context(viewport={"width": 1240, "height": 860})
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def unpacked(sop: ExportSop, form: str, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(building.packed(sop, Pictures(sop), FORMATS[form])[1])) as archive:
        archive.extractall(folder)
    return folder


def test_the_single_page_needs_no_network(tab: Page, exported: ExportSop, tmp_path: Path) -> None:
    (file,) = FORMATS["html"].files(exported, Pictures(exported))
    path = tmp_path / file.name
    path.write_bytes(file.content)
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.context.set_offline(True)
    tab.goto(path.as_uri())
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    widths = tab.eval_on_selector_all("img", "images => images.map((image) => image.naturalWidth)")
    assert len(widths) == 2
    assert min(widths) > 500
    tab.get_by_role("link", name=re.compile("Go on with step 6")).click()
    expect(tab.locator(f"#s-{exported.steps[5].key}")).to_be_in_viewport()


def test_scorm_is_complete_only_once_every_step_was_seen(tab: Page, exported: ExportSop, tmp_path: Path) -> None:
    with learning_system(unpacked(exported, "scorm", tmp_path)) as (site, _):
        tab.goto(f"{site}/lms")
        course = tab.frame_locator("iframe")
        status = "() => JSON.parse(sessionStorage.getItem('cmi'))['cmi.core.lesson_status']"
        expect(course.get_by_text(f"0 of {STEPS} steps seen")).to_be_visible()
        assert tab.evaluate("() => window.calls[0]") == ["LMSInitialize", ""]
        for number in range(1, STEPS):
            course.get_by_role("button", name="Next").click()
            expect(course.get_by_text(f"{number} of {STEPS} steps seen")).to_be_visible()
            assert tab.evaluate(status) == "incomplete"
        # Closed before the last step and opened again: it goes on where it was, and is not complete yet.
        tab.goto(f"{site}/lms")
        expect(course.get_by_text(f"{STEPS - 1} of {STEPS} steps seen")).to_be_visible()
        assert tab.evaluate(status) == "incomplete"
        course.get_by_role("button", name="Next").click()
        expect(course.get_by_text(f"{STEPS} of {STEPS} steps seen")).to_be_visible()
        assert tab.evaluate(status) == "completed"
        calls = tab.evaluate("() => window.calls")
        assert ["LMSSetValue", "cmi.core.lesson_status", "completed"] in calls
        assert calls[-1][0] == "LMSCommit"
        tab.evaluate("() => document.querySelector('iframe').remove()")
        calls = tab.evaluate("() => window.calls")
        assert [call[0] for call in calls].count("LMSFinish") == 1
        (time,) = [call[2] for call in calls if call[:2] == ["LMSSetValue", "cmi.core.session_time"]]
        assert re.fullmatch(r"\d{4}:\d\d:\d\d", time)


def test_a_branch_jumps_and_the_skipped_steps_are_still_missing(tab: Page, exported: ExportSop, tmp_path: Path) -> None:
    with learning_system(unpacked(exported, "scorm", tmp_path)) as (site, _):
        tab.goto(f"{site}/course/index.html")  # no learning system around it: the course is simply shown
        tab.locator(".outline a", has_text="How high is it?").click()
        tab.get_by_role("link", name=re.compile("Go on with step 6")).click()
        expect(tab.locator(".page.now h2")).to_contain_text("Sign in with your")
        tab.locator(".outline a", has_text="The end").click()
        expect(tab.get_by_text("Not seen yet: step 1")).to_be_visible()


def launched(site: str, **changes: str) -> str:
    actor = '{"objectType":"Agent","account":{"homePage":"https://lms.example","name":"rosa"}}'
    query = {
        "endpoint": f"{site}/lrs/",
        "fetch": f"{site}/token",
        "actor": actor,
        "registration": "3b241101-e2bb-4255-8caf-4136c566a962",
        "activityId": "https://lms.example/au/7",
        **changes,
    }
    return f"{site}/course/index.html?{urlencode({name: value for name, value in query.items() if value})}"


def test_cmi5_tells_the_record_store_in_the_order_that_it_asks_for(
    tab: Page, exported: ExportSop, tmp_path: Path
) -> None:
    session = {"https://w3id.org/xapi/cmi5/context/extensions/sessionid": "s-1"}
    data = {"launchMode": "Normal", "moveOn": "Completed", "contextTemplate": {"extensions": session}}
    with learning_system(unpacked(exported, "cmi5", tmp_path), data) as (site, records):
        tab.goto(launched(site))
        for number in range(1, STEPS + 1):
            expect(tab.get_by_text(f"{number - 1} of {STEPS} steps seen")).to_be_visible()
            assert not any(told["verb"]["id"] == COMPLETED for told in records.statements)
            tab.get_by_role("button", name="Next").click()
        expect(tab.get_by_text(f"{STEPS} of {STEPS} steps seen")).to_be_visible()
        tab.wait_for_timeout(600)
        tab.goto("about:blank")
        for _ in range(40):
            if records.statements[-1]["verb"]["id"].endswith("terminated"):
                break
            tab.wait_for_timeout(100)
    verbs = [told["verb"]["id"].rpartition("/")[2] for told in records.statements]
    assert verbs == ["initialized", *["experienced"] * STEPS, "completed", "terminated"]
    assert (records.tokens, records.refused) == (1, [])
    completed = next(told for told in records.statements if told["verb"]["id"] == COMPLETED)
    categories = [one["id"].rpartition("/")[2] for one in completed["context"]["contextActivities"]["category"]]
    assert categories == ["cmi5", "moveon"]
    assert completed["result"]["completion"] is True
    assert re.fullmatch(r"PT[\d.]+S", completed["result"]["duration"])
    for told in records.statements:
        assert told["context"]["registration"] == "3b241101-e2bb-4255-8caf-4136c566a962"
        assert told["context"]["extensions"] == session
        assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", told["id"])
    assert records.states["stepmark-seen"]["completed"] is True


def test_cmi5_browsed_or_reviewed_completes_nothing(tab: Page, exported: ExportSop, tmp_path: Path) -> None:
    with learning_system(unpacked(exported, "cmi5", tmp_path), {"launchMode": "Review"}) as (site, records):
        tab.goto(launched(site))
        for number in range(1, STEPS + 1):
            tab.get_by_role("button", name="Next").click()
            expect(tab.get_by_text(f"{number} of {STEPS} steps seen")).to_be_visible()
        tab.wait_for_timeout(300)
    assert [told["verb"]["id"].rpartition("/")[2] for told in records.statements] == ["initialized"]


def test_plain_xapi_is_told_too(tab: Page, exported: ExportSop, tmp_path: Path) -> None:
    with learning_system(unpacked(exported, "cmi5", tmp_path)) as (site, records):
        tab.goto(launched(site, fetch="", auth="Basic c2VjcmV0", activityId="", activity_id="https://lms.example/7"))
        for number in range(1, STEPS + 1):
            tab.get_by_role("button", name="Next").click()
            expect(tab.get_by_text(f"{number} of {STEPS} steps seen")).to_be_visible()
        tab.wait_for_timeout(600)
    verbs = [told["verb"]["id"].rpartition("/")[2] for told in records.statements]
    assert verbs == ["initialized", *["experienced"] * STEPS, "completed"]


@pytest.mark.parametrize("scripts", [True, False])
def test_an_export_is_started_on_the_sops_page_watched_and_downloaded(
    cast: Cast, rich: Sop, sign_in: SignIn, scripts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.exports.services._send_now", lambda export_id: None)
    page = sign_in(cast.rosa, scripts=scripts)
    page.goto(rich.get_absolute_url())
    page.locator(".export-menu > summary").click()
    page.get_by_role("button", name="Web page", exact=True).click()
    expect(page.locator("#exports").get_by_text("Waiting")).to_be_visible()
    working.work(Export.objects.get().pk)
    if not scripts:
        page.reload()
    with page.expect_download() as got:
        page.get_by_role("link", name="Download").click()
    assert got.value.suggested_filename == f"request-a-discount-{rich.key}-v1.html"
