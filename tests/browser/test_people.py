"""What admins do with people, in a real browser: find, change and undo a role, switch off, groups, import, see as."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from access.models import Library, Membership, User
from access.roles import Role
from sops.models import Sop
from tests.browser.conftest import SignIn
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

pytestmark = pytest.mark.heavy


@pytest.fixture
def root(cast: Cast) -> User:
    return User.objects.create_superuser("root@example.com", name="Root Olsen")


def has_no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_role_is_changed_in_the_table_and_undone(cast: Cast, root: User, sign_in: SignIn) -> None:
    page = sign_in(root)
    page.goto("/people")
    page.get_by_label("Name or e-mail").fill("rosa")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_label("Role of Rosa in Sales").select_option("Approver")
    expect(page.get_by_text("Rosa is approver in Sales now (was viewer).").first).to_be_visible()
    expect(page).to_have_url(re.compile("q=rosa"))
    assert Membership.objects.get(user=cast.rosa).role == Role.APPROVER
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone:").first).to_be_visible()
    assert Membership.objects.get(user=cast.rosa).role == Role.VIEWER


def test_the_librarys_table_filters_and_changes_a_role_with_undo(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.adam)
    page.goto("/libraries/sales/people")
    page.get_by_label("Role", exact=True).first.select_option("Editor")
    expect(page.get_by_role("rowheader")).to_have_count(1)
    page.get_by_label("Ed: Approver").check()
    expect(page.get_by_text("Ed is approver in Sales now (was editor).").first).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone:").first).to_be_visible()
    assert Membership.objects.get(user=cast.ed).role == Role.EDITOR


def test_somebody_is_switched_off_and_what_they_own_moves(cast: Cast, root: User, sign_in: SignIn) -> None:
    sop = make_sop(cast.sales, cast.ed, owner=cast.ed)
    theirs = sign_in(cast.ed)
    theirs.goto(sop.get_absolute_url())
    page = sign_in(root)
    page.goto(f"/people/{cast.ed.pk}")
    page.get_by_label("Who takes over their SOPs?").fill("ava@example.com")
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("Ed is switched off.").first).to_be_visible()
    assert Sop.objects.get(pk=sop.pk).owner == cast.ava
    theirs.reload()
    expect(theirs).to_have_url(re.compile("/accounts/login/"))


def test_the_last_admin_stays_and_the_page_says_why(cast: Cast, root: User, sign_in: SignIn) -> None:
    page = sign_in(root)
    page.goto(f"/people/{cast.adam.pk}")
    page.get_by_label("Role of Adam in Sales").select_option("Editor")
    expect(page.get_by_role("alert")).to_contain_text("“Sales” would be left without an admin")
    assert Membership.objects.get(user=cast.adam, library=cast.sales).role == Role.ADMIN


def test_a_group_is_made_filled_and_gets_a_role(cast: Cast, root: User, sign_in: SignIn) -> None:
    page = sign_in(root)
    page.goto("/groups")
    page.get_by_label("New group").fill("Field, North")
    page.get_by_role("button", name="Make group").click()
    page.get_by_label("Put somebody in, by e-mail").fill("gus@example.com")
    page.get_by_role("button", name="Put in").click()
    expect(page.get_by_role("link", name="Gus")).to_be_visible()
    admin = sign_in(cast.adam)
    admin.goto("/libraries/deal-desk/people")
    admin.get_by_label("Add a person by e-mail, or a group by name").fill("Field, North")
    admin.get_by_label("Role", exact=True).last.select_option("Viewer")
    admin.get_by_role("button", name="Add", exact=True).click()
    expect(admin.get_by_text("Field, North is viewer now.").first).to_be_visible()
    assert cast.desk in Library.objects.visible_to(cast.gus)


def test_people_are_imported_after_a_look_at_what_would_happen(
    cast: Cast, root: User, sign_in: SignIn, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("email,name,library,role\nnew@example.com,New One,Sales,editor\nnot-an-address,,Sales,viewer\n")
    page = sign_in(root)
    page.goto("/people/import")
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Show what would happen").click()
    expect(page.get_by_text("is no e-mail address")).to_be_visible()
    assert not User.objects.filter(email="new@example.com").exists()
    page.get_by_role("button", name="Import 1 line").click()
    expect(page.get_by_text("1 line done, 1 new account. 1 refused.").first).to_be_visible()
    assert Membership.objects.get(user__email="new@example.com").role == Role.EDITOR


def test_an_admin_sees_as_somebody_and_stops(cast: Cast, root: User, sign_in: SignIn) -> None:
    sop = make_sop(cast.sales, cast.ed)
    page = sign_in(root)
    page.goto(f"/people/{cast.rosa.pk}")
    page.get_by_role("button", name="See as Rosa").click()
    banner = page.get_by_role("region", name="Seeing as somebody else")
    expect(banner).to_contain_text("You see what Rosa sees")
    page.goto(sop.get_absolute_url())
    expect(banner).to_be_visible()
    expect(page.get_by_role("link", name="Edit", exact=True)).to_have_count(0)
    banner.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", name="Rosa", level=1)).to_be_visible()
    expect(banner).to_have_count(0)


def test_a_pasted_link_is_answered_with_who_sees_it_and_why(cast: Cast, sign_in: SignIn) -> None:
    sop = make_sop(cast.desk, cast.dee)
    page = sign_in(cast.adam)
    page.goto(sop.get_absolute_url())
    page.get_by_role("link", name="Who can see this?").click()
    expect(page.get_by_text("editor themselves")).to_be_visible()
    page.get_by_label("Link to an SOP, a step or a library").fill(f"https://kb.example.com/s/{step_of(sop).key}")
    page.get_by_role("button", name="Show who").click()
    expect(page.get_by_text("2 people")).to_be_visible()


def test_a_library_without_an_admin_is_taken_over(cast: Cast, root: User, sign_in: SignIn) -> None:
    User.objects.filter(pk=cast.adam.pk).update(is_active=False)
    page = sign_in(root)
    page.goto("/people")
    page.get_by_role("link", name="Appoint one").click()
    page.get_by_role("button", name="Take over Sales").click()
    expect(page.get_by_text("Root Olsen administers Sales now.").first).to_be_visible()
    assert Membership.objects.get(user=root, library=cast.sales).role == Role.ADMIN


def test_a_public_library_is_read_without_signing_in(
    cast: Cast, chromium: Any, live_server: Any, settings: Any
) -> None:
    settings.STEPMARK_PUBLIC_LIBRARIES = True
    Library.objects.filter(pk=cast.sales.pk).update(is_public=True)
    sop = make_sop(cast.sales, cast.ed, owner=cast.ed)
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"/s/{step_of(sop, 2).key}")
    expect(page.get_by_role("heading", name=sop.title)).to_be_visible()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_scrolls_sideways(cast: Cast, root: User, sign_in: SignIn, width: int) -> None:
    north = Group.objects.create(name="Field, North")
    cast.gus.groups.add(north)
    sop = make_sop(cast.sales, cast.ed)
    page = sign_in(root, width=width)
    pages = ["/people", f"/people/{cast.rosa.pk}", "/groups", f"/groups/{north.pk}", "/people/invitations"]
    pages += ["/people/libraries", "/people/import", "/libraries/sales/people"]
    for url in [*pages, f"/who-can-see?link={sop.get_absolute_url()}"]:
        page.goto(url)
        assert has_no_sideways_scroll(page), url
