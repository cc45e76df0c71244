"""Asking for an export, making it, and handing it out: only what is published, only to who may read it today."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from access import limits
from access.models import ApiToken, AuditEvent, Library, Membership, User
from access.roles import Role
from access.services import make_token
from integrations.exports import downloads, recovery, services, working
from integrations.models import Export
from sops.models import Category, Sop, Version
from sops.services import publishing
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop


def made(**wanted: Any) -> Export:
    export = services.start_export(**wanted)
    working.work(export.pk)
    export.refresh_from_db()
    return export


def names_in(export: Export) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(export.file.read())) as archive:
        return archive.namelist()


def test_an_sop_is_exported_as_its_published_version(cast: Cast, rich: Sop) -> None:
    """Case 10."""
    export = made(by=cast.ed, format="html", sop=rich)
    assert (export.state, export.error) == ("done", "")
    assert export.title == "Request a discount"
    assert export.file_name == f"request-a-discount-{rich.key}-v1.html"
    assert b"SECRET DRAFT" not in export.file.read()
    version = Version.objects.get(sop=rich)
    assert export.contents == [{"sop": rich.pk, "key": rich.key, "version": 1, "hash": version.content_hash}]


def test_a_library_is_a_zip_by_category_with_an_index(cast: Cast, rich: Sop) -> None:
    make_sop(cast.sales, cast.ed, "Without a stage")
    make_sop(cast.desk, cast.dee, "Of the desk")
    export = made(by=cast.rosa, format="html", library=cast.sales)
    names = names_in(export)
    assert export.done == export.total == 3
    assert names[-1] == "index.csv"
    assert f"closing/request-a-discount-{rich.key}.html" in names
    assert any(name.startswith("without-category/without-a-stage-") for name in names)
    assert not any("desk" in name for name in names)


def test_a_category_is_exported_across_the_libraries_that_the_person_reads(
    cast: Cast, rich: Sop, closing: Category
) -> None:
    make_sop(cast.desk, cast.dee, "Of the desk", category=closing)
    assert made(by=cast.rosa, format="csv", category=closing).done == 2
    assert made(by=cast.adam, format="csv", category=closing).done == 3
    assert made(by=cast.adam, format="csv", library=cast.desk, category=closing).done == 1


def test_drafts_and_withdrawn_sops_are_in_no_export(cast: Cast) -> None:
    """Case 10."""
    draft = make_sop(cast.sales, cast.ed, "A draft", publish=False)
    gone = make_sop(cast.sales, cast.ed, "Gone")
    publishing.withdraw(sop=gone, by=cast.ed)
    for sop in (draft, gone):
        with pytest.raises(ValidationError, match="not published"):
            services.start_export(by=cast.ed, format="html", sop=sop)
    with pytest.raises(ValidationError, match="no published SOP"):
        services.start_export(by=cast.ed, format="html", library=cast.sales)


def test_what_one_may_not_read_can_not_be_exported(cast: Cast) -> None:
    hidden = make_sop(cast.desk, cast.dee, "Margin floors")
    with pytest.raises(ValidationError):
        services.start_export(by=cast.rosa, format="html", sop=hidden)
    with pytest.raises(ValidationError):
        services.start_export(by=cast.rosa, format="csv", library=cast.desk)


def test_the_title_of_an_sop_that_one_may_not_read_is_not_in_it(cast: Cast, rich: Sop) -> None:
    """Case 9."""
    other = Sop.objects.get(key=rich.current_version.document.steps[4].sub_sop_key)
    Sop.objects.filter(pk=other.pk).update(library=cast.desk)
    export = made(by=cast.rosa, format="html", sop=rich)
    content = export.file.read().decode()
    assert "“Legal review”" not in content
    assert "not part of this export" in content


def test_the_right_is_asked_again_when_the_export_is_made(cast: Cast, rich: Sop) -> None:
    """Case 13."""
    export = services.start_export(by=cast.rosa, format="html", sop=rich)
    Library.objects.filter(pk=cast.sales.pk).update(is_open=False)
    Membership.objects.filter(user=cast.rosa).delete()
    working.work(export.pk)
    export.refresh_from_db()
    assert (export.state, bool(export.file)) == ("failed", False)
    assert "readable for you" in export.error


def test_who_lost_the_right_to_one_sop_inside_gets_nothing(cast: Cast, rich: Sop) -> None:
    """Case 13."""
    export = made(by=cast.rosa, format="html", library=cast.sales)
    client, url = client_of(cast.rosa), f"/exports/{export.pk}/download"
    assert client.get(url).status_code == 200
    Sop.objects.filter(title="SECRET DRAFT of a title").exclude(pk=rich.pk).update(library=cast.desk)
    assert "may no longer read" in text_of(client, url, 403)
    assert AuditEvent.objects.filter(verb="downloaded export").count() == 1


@pytest.mark.parametrize("loses", ["role", "sop", "linked"])
def test_a_download_is_refused_once_something_in_it_is_hidden(cast: Cast, rich: Sop, loses: str) -> None:
    """Case 13: also where only a link names what is hidden now."""
    export = made(by=cast.rosa, format="html", sop=rich)
    assert downloads.refusal(export, cast.rosa) == ""
    if loses == "role":
        Library.objects.filter(pk=cast.sales.pk).update(is_open=False)
        Membership.objects.filter(user=cast.rosa).delete()
    elif loses == "sop":
        publishing.withdraw(sop=rich, by=cast.ed)
    else:
        Sop.objects.filter(pk__in=export.named).update(library=cast.desk)
    assert downloads.refusal(export, cast.rosa) == downloads.NOT_YOURS_NOW


def test_an_export_of_a_redacted_version_is_not_handed_out(cast: Cast, rich: Sop) -> None:
    """Case 20: the file was made before the redaction and still shows what is redacted."""
    export = made(by=cast.rosa, format="html", sop=rich)
    version = Version.objects.get(sop=rich)
    data = {**version.data, "purpose": "[redacted]"}
    Version.objects.all().rewrite_redacted(version, data)
    assert downloads.refusal(export, cast.rosa) == downloads.CHANGED


def test_a_download_link_is_for_one_person_only(cast: Cast, rich: Sop) -> None:
    export = made(by=cast.rosa, format="html", sop=rich)
    url = f"/exports/{export.pk}/download"
    assert client_of(cast.adam).get(url).status_code == 404
    assert client_of(None).get(url).status_code == 302
    response = client_of(cast.rosa).get(url)
    assert "attachment" in response["Content-Disposition"]
    assert export.file_name in response["Content-Disposition"]


def test_links_expire_and_the_sweep_removes_the_file(
    cast: Cast, rich: Sop, django_capture_on_commit_callbacks: Any
) -> None:
    """Case 13."""
    export = made(by=cast.rosa, format="html", sop=rich)
    storage, name = export.file.storage, str(export.file.name)
    Export.objects.filter(pk=export.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "expired" in text_of(client_of(cast.rosa), f"/exports/{export.pk}/download", 410)
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        recovery.sweep()
    assert not Export.objects.exists()
    assert not storage.exists(name)


def test_deleting_removes_the_file(cast: Cast, rich: Sop, django_capture_on_commit_callbacks: Any) -> None:
    export = made(by=cast.rosa, format="html", sop=rich)
    storage, name = export.file.storage, str(export.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        assert client_of(cast.rosa).post(f"/exports/{export.pk}/delete").status_code == 302
    assert not storage.exists(name)
    assert not Export.objects.exists()


def test_the_page_starts_an_export_and_shows_how_far_it_is(cast: Cast, rich: Sop) -> None:
    client = client_of(cast.rosa)
    assert "No exports yet" in text_of(client, "/exports/")
    answer = client.post("/exports/start", {"library": "sales", "format": "html"})
    assert answer.status_code == 302
    export = Export.objects.get()
    assert 'hx-trigger="every 2s"' in text_of(client, "/exports/")
    Export.objects.update(state="running", done=1, total=2)
    assert "1 of 2 SOPs" in text_of(client, "/exports/rows")
    Export.objects.update(state="waiting")
    working.work(export.pk)
    over = client.get("/exports/rows")
    assert (over.status_code, b"Download" in over.content) == (286, True)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"format": "html"}, "Choose a library or a category"),
        ({"format": "tape", "library": "sales"}, "There is no format"),
        ({"format": "html", "library": "deal-desk"}, "you may not read it"),
        ({"format": "html", "sop": "nothing-here"}, "you may not read it"),
        ({"library": "sales"}, "required"),
    ],
)
def test_what_can_not_be_exported_is_said_on_the_page(cast: Cast, rich: Sop, data: dict[str, str], said: str) -> None:
    response = client_of(cast.rosa).post("/exports/start", data)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Export.objects.exists()


def test_one_person_can_not_fill_the_line(cast: Cast, rich: Sop) -> None:
    for _ in range(services.AT_ONCE):
        services.start_export(by=cast.rosa, format="html", sop=rich)
    with pytest.raises(ValidationError, match="at work"):
        services.start_export(by=cast.rosa, format="html", sop=rich)
    services.start_export(by=cast.ed, format="html", sop=rich)


def test_without_pango_pdf_says_what_to_install_and_the_rest_works(
    cast: Cast, rich: Sop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.exports.formats.pdf.has_pango", lambda: False)
    page = text_of(client_of(cast.rosa), "/exports/")
    assert "apt-get install libpango" in page
    with pytest.raises(ValidationError, match="Pango"):
        services.start_export(by=cast.rosa, format="pdf", sop=rich)
    assert made(by=cast.rosa, format="html", sop=rich).state == "done"


def test_a_doubled_message_does_nothing(cast: Cast, rich: Sop) -> None:
    export = made(by=cast.rosa, format="html", sop=rich)
    before = export.file.name
    working.work(export.pk)
    export.refresh_from_db()
    assert export.file.name == before


def test_an_export_whose_worker_died_is_made_by_the_next(cast: Cast, rich: Sop) -> None:
    export = services.start_export(by=cast.rosa, format="html", sop=rich)
    assert working.claim(export.pk)
    recovery.requeue_stalled()
    export.refresh_from_db()
    assert export.state == "running"
    Export.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    recovery.requeue_stalled()
    working.work(export.pk)
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("done", 2)


def test_after_too_many_interruptions_it_has_failed_with_a_sentence_and_can_be_tried_again(
    cast: Cast, rich: Sop, settings: Any
) -> None:
    settings.STEPMARK_MAX_ATTEMPTS = 1
    export = services.start_export(by=cast.rosa, format="html", sop=rich)
    working.claim(export.pk)
    Export.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    recovery.requeue_stalled()
    assert "interrupted" in text_of(client_of(cast.rosa), "/exports/")
    client_of(cast.rosa).post(f"/exports/{export.pk}/again")
    working.work(export.pk)
    export.refresh_from_db()
    assert export.state == "done"


def test_an_export_deleted_while_it_is_made_leaves_nothing(
    cast: Cast, rich: Sop, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = services.start_export(by=cast.rosa, format="html", sop=rich)
    build = working._build

    def built_and_deleted(*args: Any) -> Any:
        result = build(*args)
        Export.objects.all().delete()
        return result

    monkeypatch.setattr(working, "_build", built_and_deleted)
    working.work(export.pk)
    assert export.file.storage.listdir("exports")[1] == []


def test_what_a_token_is_not_for_is_not_exported_with_it(cast: Cast, closing: Category) -> None:
    make_sop(cast.sales, cast.ed, "Of Sales", category=closing)
    make_sop(cast.desk, cast.dee, "Of the desk", category=closing)
    make_token(user=cast.adam, name="One library", scope="write", libraries=[cast.sales])
    carrying = limits.carrying(User.objects.get(pk=cast.adam.pk), ApiToken.objects.get())
    export = made(by=carrying, format="csv", category=closing)
    assert export.done == 1


def test_starting_and_downloading_are_in_the_audit_log(cast: Cast, rich: Sop) -> None:
    export = made(by=cast.rosa, format="html", sop=rich)
    client_of(cast.rosa).get(f"/exports/{export.pk}/download")
    said = list(AuditEvent.objects.filter(actor=cast.rosa).order_by("pk").values_list("verb", "subject"))
    assert said == [
        ("exported", "Request a discount as Web page"),
        ("downloaded export", "Request a discount (html)"),
    ]


def test_the_list_needs_the_same_number_of_queries_for_one_and_for_eleven(cast: Cast, rich: Sop) -> None:
    made(by=cast.rosa, format="html", sop=rich)
    client = client_of(cast.rosa)
    before = queries_for(client, "/exports/")
    for _ in range(10):
        made(by=cast.rosa, format="csv", sop=rich)
    assert queries_for(client, "/exports/") == before


def test_a_role_given_later_opens_the_export_of_nobody_else(cast: Cast, rich: Sop) -> None:
    export = made(by=cast.rosa, format="html", sop=rich)
    Membership.objects.update_or_create(library=cast.sales, user=cast.gus, defaults={"role": Role.ADMIN})
    assert client_of(cast.gus).get(f"/exports/{export.pk}/download").status_code == 404


def test_the_sops_page_and_the_library_lead_to_exports(cast: Cast, rich: Sop) -> None:
    client = client_of(cast.rosa)
    assert 'name="format" value="scorm"' in text_of(client, rich.get_absolute_url())
    assert "/exports/?library=sales" in text_of(client, "/libraries/sales/")
    assert client.post("/exports/start", {"sop": rich.key, "format": "scorm"}).status_code == 302
    assert Export.objects.get().sop == rich
    draft = make_sop(cast.sales, cast.ed, "A draft", publish=False)
    assert 'name="format" value="scorm"' not in text_of(client_of(cast.ed), draft.get_absolute_url())
