"""The audit log, a library's privacy and a person's data, as people use them in a browser."""

import zipfile
from typing import Any

import pytest
from playwright.sync_api import expect

from access import audit
from access.audit import chain
from access.models import User
from ingest import privacy
from sops.models import Pin
from tests.browser.conftest import SignIn
from tests.support.cast import Cast
from tests.support.make import make_sop

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def root(cast: Cast) -> User:
    return User.objects.create_superuser("root@example.com", name="Root")


def test_an_admin_finds_opens_checks_and_exports_entries(cast: Cast, root: User, sign_in: SignIn) -> None:
    for number in range(60):
        audit.record(by=cast.ed, verb="published", subject=f"SOP {number}", library=cast.sales)
    audit.record(by=cast.adam, verb="set role", subject="Rosa", library=cast.sales, before="Viewer", after="Editor")
    page = sign_in(root)
    page.goto("/audit")
    entries = page.get_by_role("list", name="Entries, newest first")
    expect(entries.get_by_text("Adam made Rosa editor (was viewer)")).to_be_visible()
    page.get_by_role("link", name="Older").click()
    expect(entries.get_by_text("SOP 3", exact=False).first).to_be_visible()
    page.get_by_role("link", name="Newer").click()

    page.get_by_label("Person").fill("adam@")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(entries.locator("> li")).to_have_count(1)
    entries.get_by_text("Adam made Rosa editor").click()
    expect(entries.get_by_text("adam@example.com", exact=False)).to_be_visible()

    page.locator("summary", has_text="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV, for a spreadsheet").click()
    assert "Rosa" in download.value.path().read_text()
    assert "SOP 3" not in download.value.path().read_text()

    page.goto("/audit")
    page.get_by_role("button", name="Check the chain").click()
    expect(page.get_by_text("The chain is whole")).to_be_visible()
    chain.rows().filter(sequence=7).update(subject="Another one")
    page.goto("/audit")
    page.get_by_role("button", name="Check the chain").click()
    expect(page.get_by_text("The log was tampered with: entry 7")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_librarys_admin_decides_what_is_masked(cast: Cast, sign_in: SignIn, scripts: bool) -> None:
    page = sign_in(cast.adam, scripts=scripts)
    page.goto(f"/libraries/{cast.sales.slug}/privacy")
    page.locator("input[name=mask][value=own]").check()
    page.get_by_label("E-mail addresses").check()
    page.get_by_label("Names, one a line").fill("Maria Example\nBo Lindqvist")
    page.locator("input[name=keep][value=own]").check()
    page.get_by_role("spinbutton", name="Days").fill("14")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Names, one a line")).to_have_value("Maria Example\nBo Lindqvist")
    policy = privacy.policy_of(cast.sales)
    assert (policy.kinds, policy.names) == (["email", "card", "iban"], ["Maria Example", "Bo Lindqvist"])
    assert privacy.days_of(cast.sales) == 14


def test_a_person_takes_their_data_along(cast: Cast, sign_in: SignIn) -> None:
    sop = make_sop(cast.sales, cast.ed)
    Pin.objects.create(user=cast.rosa, sop=sop)
    page = sign_in(cast.rosa)
    page.goto("/account/data")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download your data").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert {"README.txt", "profile.json", "pins.json"} <= set(archive.namelist())


def test_a_site_admin_erases_a_person_after_typing_their_address(cast: Cast, root: User, sign_in: SignIn) -> None:
    make_sop(cast.sales, cast.ed)
    theirs: Any = sign_in(cast.ed)
    theirs.goto("/")
    page = sign_in(root)
    page.goto(f"/people/{cast.ed.pk}/data")
    page.get_by_label("to confirm", exact=False).fill("wrong@example.com")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("Nobody was erased")).to_be_visible()
    page.get_by_label("to confirm", exact=False).fill("ed@example.com")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("Nobody can sign in with this account")).to_be_visible()
    theirs.goto("/account/data")
    assert "/accounts/login/" in theirs.url
