"""People from a CSV file: judged line by line, done all at once or not at all."""

import re
import time
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access import people_csv, people_import
from access.models import AuditEvent, Invitation, Membership, User
from access.roles import Role
from tests.support.browsing import client_of
from tests.support.cast import Cast

HEAD = "email,name,library,role,groups\n"


@pytest.fixture
def root(cast: Cast) -> User:
    return User.objects.create_superuser("root@example.com", name="Root")


def said(text: str) -> list[tuple[str, str]]:
    return [(line.verdict, line.says) for line in people_csv.plan(text).lines]


def carry_out(text: str, by: User) -> None:
    people_import.carry_out(text=text, fingerprint=people_csv.plan(text).fingerprint, by=by)


def test_the_preview_tells_each_line_and_changes_nothing(cast: Cast, root: User) -> None:
    Group.objects.create(name="North")
    text = HEAD + (
        "new@example.com,New One,Sales,viewer,North\n"
        "rosa@example.com,,Sales,editor,\n"
        "ed@example.com,,sales,Editor,\n"
        "gus@example.com,,deal-desk,approver,\n"
    )
    assert said(text) == [
        ("new", "new account, viewer in Sales, into North"),
        ("changed", "editor in Sales (was viewer)"),
        ("same", "nothing to change"),
        ("changed", "approver in Deal desk"),
    ]
    answer = client_of(root).post("/people/import", {"file": SimpleUploadedFile("p.csv", text.encode())})
    assert answer.status_code == 200
    assert "Import 3 lines" in answer.content.decode()
    assert not User.objects.filter(email="new@example.com").exists()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("no-address,,,,", "is no e-mail address"),
        (",Name,,,", "is no e-mail address"),
        ("a@example.com,,Sales,,", "go together"),
        ("a@example.com,,,viewer,", "go together"),
        ("a@example.com,,Nowhere,viewer,", "There is no library “Nowhere”."),
        ("a@example.com,,Sales,owner,", "“owner” is no role."),
        ("a@example.com,,Sales,viewer,Unknown", "There is no group “Unknown”."),
        ("a@example.com," + "x" * 121 + ",,,", "longer than 120"),
        ("a@example.com," + "x" * 300 + ",,,", "longer than 254"),
        ("a@example.com,,Sales,viewer,,more", "more cells"),
        ("adam@example.com,,Sales,viewer,", "An import takes no admin away."),
        ("gus@example.com,,Sales,viewer,", "is switched off"),
    ],
)
def test_a_bad_line_is_refused_with_the_reason_and_the_good_ones_are_done(
    cast: Cast, root: User, line: str, why: str
) -> None:
    User.objects.filter(pk=cast.gus.pk).update(is_active=False)
    text = f"{HEAD}good@example.com,Good,Sales,viewer,\n{line}\n"
    verdict, says = said(text)[1]
    assert verdict == "refused"
    assert why in says
    carry_out(text, root)
    assert Membership.objects.get(user__email="good@example.com").role == Role.VIEWER
    assert Membership.objects.get(user=cast.adam, library=cast.sales).role == Role.ADMIN
    assert not User.objects.filter(email="a@example.com").exists()


def test_two_lines_for_one_role_contradict_each_other(cast: Cast) -> None:
    text = f"{HEAD}a@example.com,,Sales,viewer,\nA@Example.com,,Sales,editor,\na@example.com,,Deal desk,editor,\n"
    assert [verdict for verdict, _ in said(text)] == ["new", "refused", "new"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "name the columns"),
        (b"a@example.com,Ann\n", "name the columns"),
        (b"email,email\na@example.com,b\n", "each once"),
        (b"email,shoe size\na@example.com,44\n", "shoe size"),
        (b"email,name\n", "no line"),
        (b"email,name\na@example.com,\xff\xfe\n", "UTF-8"),
        (b'email,name\na@example.com,"never closed\n', "can't be read"),
        (b"email\n" + b"a@example.com\n" * 10_001, "more than 10,000 lines"),
        (b"email\n" + b"x" * 2_000_001, "larger than 2 MB"),
    ],
)
def test_what_is_no_table_is_refused_as_a_whole(cast: Cast, root: User, content: bytes, why: str) -> None:
    before = User.objects.count()
    answer = client_of(root).post("/people/import", {"file": SimpleUploadedFile("p.csv", content)})
    assert answer.status_code == 422
    assert why in answer.content.decode().replace("&#x27;", "'")
    assert User.objects.count() == before


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_as_spreadsheets_save_them_are_read(cast: Cast, separator: str, encoding: str) -> None:
    rows = [["E-Mail", "Name"], ["zoë@example.com".replace("ë", "e"), "Zoë Müller"]]
    content = "\r\n".join(separator.join(row) for row in rows).encode(encoding)
    (line,) = people_csv.plan(people_csv.decode(content)).lines
    assert (line.email, line.name, line.verdict) == ("zoe@example.com", "Zoë Müller", "new")


@pytest.mark.parametrize("formula", ['=HYPERLINK("http://x")', "=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_a_formula_is_text_like_any_other(cast: Cast, root: User, formula: str) -> None:
    quoted = formula.replace('"', '""')
    carry_out(f'{HEAD}a@example.com,"{quoted}",,,\n', root)
    assert User.objects.get(email="a@example.com").name == formula


def test_the_import_is_done_in_the_browser_and_invites_whom_it_made(
    cast: Cast, root: User, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = True
    from kb.celery import app

    app.conf.task_always_eager = True
    client = client_of(root)
    text = f"{HEAD}new@example.com,New,Sales,editor,\nrosa@example.com,,Deal desk,viewer,\n"
    page = client.post("/people/import", {"file": SimpleUploadedFile("p.csv", text.encode())}).content.decode()
    mark = re.search(r'name="fingerprint" value="(\w+)"', page)
    assert mark
    form = {"content": text, "fingerprint": mark[1], "invite": "yes"}
    try:
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post("/people/import/apply", form).status_code == 302
    finally:
        app.conf.task_always_eager = False
    person = User.objects.get(email="new@example.com")
    assert not person.has_usable_password()
    assert Invitation.objects.get().person == person
    assert [letter.to for letter in mail.outbox] == [["new@example.com"]]
    assert "http://testserver/invitation/" in mail.outbox[0].body
    events = {event.verb: event.detail["lines"] for event in AuditEvent.objects.filter(verb__startswith="imported")}
    assert events["imported people"] == ["new@example.com"]
    assert ["rosa@example.com: viewer"] in [
        event.detail["lines"] for event in AuditEvent.objects.filter(verb="imported roles", library=cast.desk)
    ]


def test_what_changed_since_the_preview_is_shown_again_and_not_done(cast: Cast, root: User) -> None:
    text = f"{HEAD}rosa@example.com,,Sales,editor,\nnew@example.com,,,,\n"
    fingerprint = people_csv.plan(text).fingerprint
    Membership.objects.filter(user=cast.rosa).update(role=Role.APPROVER)
    answer = client_of(root).post("/people/import/apply", {"content": text, "fingerprint": fingerprint})
    assert answer.status_code == 422
    assert "Something changed since the preview" in answer.content.decode()
    assert Membership.objects.get(user=cast.rosa).role == Role.APPROVER
    assert not User.objects.filter(email="new@example.com").exists()


def test_nothing_is_half_done(cast: Cast, root: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise ValidationError("The disk is full.")

    monkeypatch.setattr("access.people_import._groups", fails)
    with pytest.raises(ValidationError):
        carry_out(f"{HEAD}new@example.com,,Sales,viewer,\n", root)
    assert not User.objects.filter(email="new@example.com").exists()


def test_doing_it_twice_changes_nothing_more(cast: Cast, root: User) -> None:
    text = f"{HEAD}new@example.com,New,Sales,viewer,\n"
    carry_out(text, root)
    assert {line.verdict for line in people_csv.plan(text).lines} == {"same"}


@given(st.text(max_size=400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_any_text_is_read_or_refused_with_a_sentence(db: None, text: str) -> None:
    for content in (text, f"email,name\n{text}"):
        try:
            plan = people_csv.plan(content)
        except ValidationError as problem:
            sentences = problem.messages
        else:
            sentences = [f"{line.says}." for line in plan.lines if line.says]
            assert len(sentences) == len(plan.lines)
        assert all(sentence.endswith(".") for sentence in sentences)


@pytest.mark.heavy
def test_ten_thousand_lines_are_done_in_a_bounded_time(cast: Cast, root: User) -> None:
    lines = [f"p{number}@example.com,Person {number},Sales,viewer," for number in range(10_000)]
    text = HEAD + "\n".join(lines)
    begun = time.perf_counter()
    carry_out(text, root)
    seconds = time.perf_counter() - begun
    assert User.objects.filter(email__startswith="p").count() >= 10_000
    assert seconds < 30
