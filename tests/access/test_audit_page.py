"""The audit log as admins read, search and export it."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access import audit
from access.audit import chain, finding
from access.models import AuditEvent, User
from access.services import make_token
from integrations.mcp import asking
from sops.services import editing
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of


@pytest.fixture
def root(cast: Cast) -> User:
    return User.objects.create_superuser("root@example.com", name="Root")


@pytest.fixture
def some(cast: Cast) -> None:
    """Entries of both libraries and of none."""
    audit.record(by=cast.ed, verb="published", subject="Open the deal", library=cast.sales)
    audit.record(by=cast.dee, verb="published", subject="Secret discount", library=cast.desk)
    audit.record(by=cast.rosa, verb="signed in", methods=["password"])
    audit.record(by="nobody@example.com", verb="failed to sign in")


def said(person: Any, **filters: str) -> list[str]:
    response = client_of(person).get("/audit", filters)
    assert response.status_code == 200, response.content
    return [str(row[1]) for row in response.context["rows"]]


def test_site_admins_read_all_of_it(some: None, root: User) -> None:
    assert said(root) == [
        "nobody@example.com failed to sign in ",
        "Rosa signed in ",
        "Dee published Secret discount",
        "Ed published Open the deal",
    ]


def test_admins_of_a_library_read_what_happened_there(some: None, cast: Cast) -> None:
    from access.models import Membership

    Membership.objects.filter(user=cast.adam, library=cast.desk).delete()
    assert said(cast.adam) == ["Ed published Open the deal"]
    assert said(cast.adam, library="deal-desk") == []
    assert "Secret discount" not in client_of(cast.adam).post("/audit/export", {"format": "csv"}).getvalue().decode()


@pytest.mark.parametrize(
    ("filters", "subjects"),
    [
        ({"q": "deal"}, ["Open the deal"]),
        ({"q": "sign"}, ["", ""]),
        ({"person": "dee@example"}, ["Secret discount"]),
        ({"person": "nobody"}, [""]),
        ({"verb": "published"}, ["Secret discount", "Open the deal"]),
        ({"library": "sales"}, ["Open the deal"]),
        ({"verb": "published", "person": "rosa"}, []),
        ({"from": "2999-01-01"}, []),
        ({"to": "2001-01-01"}, []),
    ],
)
def test_entries_are_found(some: None, root: User, filters: dict[str, str], subjects: list[str]) -> None:
    events = finding.found(root, finding.Filters.read(filters))
    assert [event.subject for event in events] == subjects


def test_a_period_includes_its_last_day(some: None, root: User) -> None:
    today = timezone.localdate()
    assert len(said(root, **{"from": today.isoformat(), "to": today.isoformat()})) == 4
    assert said(root, to=(today - timedelta(days=1)).isoformat()) == []


@pytest.mark.parametrize(
    "filters", [{"from": "yesterday"}, {"from": "2026-02-31"}, {"from": "2026-02-02", "to": "2026-01-01"}]
)
def test_a_date_that_is_none_is_said(some: None, root: User, filters: dict[str, str]) -> None:
    response = client_of(root).get("/audit", filters)
    assert response.status_code == 422
    assert response.context["problems"]


def test_pages_lead_on_and_back_by_cursor(cast: Cast, root: User) -> None:
    for number in range(120):
        audit.record(by=cast.ed, verb="published", subject=str(number), library=cast.sales)
    rows = finding.found(root, finding.Filters())
    first = finding.page(rows)
    second = finding.page(rows, before=str(first.older))
    third = finding.page(rows, before=str(second.older))
    assert [event.subject for page in (first, second, third) for event in page.events] == [
        str(number) for number in reversed(range(120))
    ]
    assert (first.newer, third.older) == (None, None)
    assert finding.page(rows, after=str(third.newer)).events == second.events
    back = finding.page(rows, after=str(second.newer))
    assert (back.events, back.newer) == (first.events, None)
    audit.record(by=cast.ed, verb="published", subject="meanwhile", library=cast.sales)
    assert finding.page(rows, before=str(first.older)).events == second.events


@pytest.mark.parametrize("cursor", ["-1", "x", "1" * 40, "²", ""])
def test_a_cursor_that_is_none_shows_the_newest(some: None, root: User, cursor: str) -> None:
    assert len(said(root, before=cursor)) == 4


def test_the_page_asks_no_more_for_eleven_entries_than_for_one(cast: Cast, root: User) -> None:
    client = client_of(root)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get("/audit", {"verb": "published"})
        return len(caught)

    audit.record(by=cast.ed, verb="published", subject="0", library=cast.sales)
    client.get("/audit")
    one = queries()
    for number, person in enumerate([cast.ed, cast.ava, cast.adam, cast.dee, cast.gus] * 2):
        audit.record(by=person, verb="published", subject=str(number), library=cast.desk if number % 2 else cast.sales)
    assert queries() == one


def test_an_entry_says_from_where(cast: Cast) -> None:
    client = client_of(cast.adam)
    client.post(
        f"/libraries/{cast.sales.slug}/people/open", {"open": "no"}, HTTP_USER_AGENT="Firefox", REMOTE_ADDR="192.0.2.7"
    )
    event = AuditEvent.objects.get(verb="closed")
    assert (event.ip, event.agent, event.token) == ("192.0.2.7", "Firefox", "")
    assert len(event.session) == 12
    assert event.session not in client.cookies["sessionid"].value


def test_an_address_in_a_header_counts_only_behind_the_proxies_of_the_setting(cast: Cast, settings: Any) -> None:
    headers = {"HTTP_X_FORWARDED_FOR": "198.51.100.1, 192.0.2.7", "REMOTE_ADDR": "10.0.0.1"}
    client = client_of(cast.adam)
    client.post("/libraries/sales/people/open", {"open": "no"}, **headers)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client.post("/libraries/sales/people/open", {"open": "yes"}, **headers)
    ips = AuditEvent.objects.filter(verb__in=["closed", "opened"]).order_by("pk").values_list("ip", flat=True)
    assert list(ips) == ["10.0.0.1", "192.0.2.7"]


def test_an_entry_says_which_token_was_used(cast: Cast) -> None:
    secret = make_token(user=cast.ed, name="CRM", scope="write")
    sop = make_sop(cast.sales, cast.ed)
    editing.add_step(sop=sop, by=cast.ed, title="Another step")
    response = client_of(None).post(
        f"/api/sops/{sop.key}/publish", "{}", content_type="application/json", HTTP_AUTHORIZATION=f"Token {secret}"
    )
    assert response.status_code in (200, 201), response.content
    event = AuditEvent.objects.filter(verb="published").first()
    assert event is not None
    assert (event.actor, event.token, event.session) == (cast.ed, "CRM", "")


def test_work_that_no_request_asked_for_comes_from_nowhere(cast: Cast) -> None:
    event = audit.record(by="Stepmark", verb="tidied up")
    assert (event.ip, event.agent, event.session, event.token) == ("", "", "", "")


def test_checking_the_chain_says_what_was_found(some: None, root: User) -> None:
    client = client_of(root)
    assert "The chain is whole" in client.post("/audit/verify").content.decode()
    chain.seal()
    chain.rows().filter(sequence=2).update(subject="Nothing to see")
    page = client.post("/audit/verify").content.decode()
    assert "The log was tampered with: entry 2" in page
    assert list(
        AuditEvent.objects.filter(verb="checked the audit log").order_by("pk").values_list("subject", flat=True)
    ) == [
        "found whole",
        "found broken",
    ]


def test_the_export_in_csv_is_what_the_filters_choose_and_audited(some: None, root: User) -> None:
    answer = client_of(root).post("/audit/export", {"format": "csv", "verb": "published"})
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))
    assert [(row["person"], row["subject"], row["library"]) for row in rows] == [
        ("Dee", "Secret discount", "deal-desk"),
        ("Ed", "Open the deal", "sales"),
    ]
    assert answer["Content-Disposition"].endswith('.csv"')
    event = AuditEvent.objects.get(verb="exported the audit log")
    assert (event.actor, event.subject, event.detail["count"]) == (root, "csv", 2)
    assert event.detail["filters"] == {"verb": "published"}


def test_the_export_in_json_lines_holds_every_detail(some: None, root: User) -> None:
    lines = client_of(root).post("/audit/export", {"format": "jsonl"}).getvalue().decode().splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["verb"] for row in rows][:1] == ["exported the audit log"] or rows[0]["verb"] == "failed to sign in"
    signed_in = next(row for row in rows if row["verb"] == "signed in")
    assert (signed_in["person"], signed_in["email"], signed_in["detail"]) == (
        "Rosa",
        "rosa@example.com",
        {"methods": ["password"]},
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", " =", "\r"])
def test_nothing_in_the_csv_is_a_formula(cast: Cast, root: User, start: str) -> None:
    """Case 41."""
    audit.record(by=cast.ed, verb="published", subject=f"{start}HYPERLINK(1)", library=cast.sales)
    text = client_of(root).post("/audit/export", {"format": "csv"}).getvalue().decode()
    subjects = [row["subject"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert f"'{start}HYPERLINK(1)" in subjects


def test_an_unknown_format_is_refused(some: None, root: User) -> None:
    assert client_of(root).post("/audit/export", {"format": "exe"}).status_code == 422


class TestViewsOfClosedLibraries:
    """Who read what: only where it is switched on, and only in libraries for members."""

    @pytest.fixture
    def pages(self, cast: Cast) -> tuple[str, str]:
        return tuple(  # type: ignore[return-value]
            f"/sops/{make_sop(library, by).key}/" for library, by in ((cast.desk, cast.dee), (cast.sales, cast.ed))
        )

    def _looked(self) -> list[tuple[str, str]]:
        return list(AuditEvent.objects.filter(verb="looked at").values_list("actor_name", "subject"))

    def test_by_default_nobody_notes_them(self, cast: Cast, pages: tuple[str, str]) -> None:
        client_of(cast.dee).get(pages[0])
        assert self._looked() == []

    def test_switched_on_each_is_noted_once_in_a_while(self, cast: Cast, pages: tuple[str, str], settings: Any) -> None:
        settings.STEPMARK_AUDIT_VIEWS = True
        client = client_of(cast.dee)
        for page in (*pages, *pages):
            assert client.get(page).status_code == 200
        assert self._looked() == [("Dee", "Request a discount")]
        event = AuditEvent.objects.get(verb="looked at")
        assert (event.library, event.ip) == (cast.desk, "127.0.0.1")
        client_of(cast.adam).get(pages[0])
        assert len(self._looked()) == 2

    def test_the_api_notes_them_too(self, cast: Cast, pages: tuple[str, str], settings: Any) -> None:
        settings.STEPMARK_AUDIT_VIEWS = True
        client_of(cast.dee).get(f"/api/sops/{pages[0].strip('/').split('/')[1]}")
        assert self._looked() == [("Dee", "Request a discount")]

    def test_who_may_not_see_it_leaves_no_view(self, cast: Cast, pages: tuple[str, str], settings: Any) -> None:
        settings.STEPMARK_AUDIT_VIEWS = True
        assert client_of(cast.gus).get(pages[0]).status_code == 404
        assert self._looked() == []

    def test_step_links_and_assistants_note_them_too(self, cast: Cast, settings: Any) -> None:
        settings.STEPMARK_AUDIT_VIEWS = True
        sop = make_sop(cast.desk, cast.dee)
        client_of(cast.adam).get(f"/api/steps/{step_of(sop).key}")
        asking.get_sop(cast.dee, sop.key)
        assert {name for name, _ in self._looked()} == {"Adam", "Dee"}

    def test_changing_something_is_no_view(self, cast: Cast, pages: tuple[str, str], settings: Any) -> None:
        settings.STEPMARK_AUDIT_VIEWS = True
        assert client_of(cast.dee).post(f"{pages[0]}pin").status_code == 302
        assert self._looked() == []
