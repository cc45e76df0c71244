"""Files of other tools become SOPs, as a person does it in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sops.models import Sop
from tests.browser.conftest import SignIn
from tests.support.cast import Cast
from tests.support.files import notion_zip, word_file

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]


def choose(page: Page, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    page.goto("/sops/import?library=sales")
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Read the file").click()


def test_a_word_file_is_looked_at_imported_and_published(cast: Cast, sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in(cast.ed)
    choose(page, tmp_path / "discount.docx", word_file())
    expect(page.get_by_role("heading", name="Request a discount")).to_be_visible()
    expect(page.locator(".import-steps > li").nth(1)).to_contain_text("Click Request discount")
    expect(page.locator(".import-steps .note.warn")).to_contain_text("above 20 % the VP decides.")
    expect(page.locator(".import-picture")).to_have_js_property("naturalWidth", 320)
    assert not Sop.objects.exists()
    page.get_by_role("button", name="Import as a draft").click()
    page.wait_for_url("**/edit**")
    page.locator("#publish-button").click()
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.locator(".step")).to_have_count(3)
    expect(page.locator(".step .note.warn")).to_contain_text("above 20 % the VP decides.")
    rep = sign_in(cast.rosa)
    rep.goto(Sop.objects.get().get_absolute_url())
    expect(rep.locator(".step table")).to_contain_text("Deal desk")
    expect(rep.locator(".step .shot")).to_be_visible()


def test_a_notion_export_says_what_it_lost(cast: Cast, sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in(cast.ed)
    choose(page, tmp_path / "Export.zip", notion_zip())
    expect(page.locator(".left-out li")).to_have_text(["An embedded page was left out."])
    page.get_by_role("button", name="Import as a draft").click()
    page.wait_for_url("**/edit**")
    assert Sop.objects.get().steps.count() == 3


def test_a_file_that_can_not_be_read_is_told_and_another_one_chosen(
    cast: Cast, sign_in: SignIn, tmp_path: Path
) -> None:
    page = sign_in(cast.ed)
    choose(page, tmp_path / "broken.docx", b"PK\x03\x04 but no more")
    expect(page.get_by_role("alert")).to_contain_text("The zip file is damaged.")
    page.get_by_role("link", name="Choose another file").click()
    expect(page.get_by_label("Into the library")).to_have_value("sales")
