"""The page: send, look, take or drop."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sops.models import Import, Sop
from sops.services import imports, publishing
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.files import MARKDOWN, notion_zip, word_file, zip_bomb, zip_with
from tests.support.make import make_sop


def send(client: Client, name: str, content: bytes, library: str = "sales") -> Any:
    return client.post("/sops/import", {"library": library, "file": SimpleUploadedFile(name, content)}, follow=True)


def test_nothing_is_written_before_the_preview_is_answered(browse: Client, cast: Cast) -> None:
    page = send(browse, "discount.docx", word_file()).content.decode()
    assert Sop.objects.count() == 0
    assert "Click <strong>Request discount</strong>" in page
    assert "above 20 % the VP decides." in page
    row = Import.objects.get()
    answer = browse.post(f"/sops/import/{row.pk}/take", {"sop": "0"})
    sop = Sop.objects.get()
    assert answer["Location"] == f"/sops/{sop.key}/edit"
    assert [step.title for step in sop.steps.all()][1] == "Click **Request discount**"
    assert (sop.library, sop.owner, sop.is_published, sop.source) == (cast.sales, cast.ed, False, "imported")
    assert sop.history.first().history_user == cast.ed
    publishing.publish(sop=sop, by=cast.ed)


def test_the_report_says_what_could_not_be_taken(browse: Client) -> None:
    page = send(browse, "export.zip", notion_zip()).content.decode()
    assert "An embedded page was left out." in page
    assert "Everything was taken" not in page
    assert "Everything was taken" in send(browse, "a.md", b"1. One\n2. Two").content.decode()


def test_pictures_of_the_preview_are_for_the_one_who_sent_it(browse: Client, cast: Cast) -> None:
    send(browse, "export.zip", notion_zip())
    row = Import.objects.get()
    sha256 = next(iter(imports.look(row).sops[0].pictures))
    address = f"/sops/import/{row.pk}/pictures/{sha256}"
    assert browse.get(address)["Content-Type"] == "image/png"
    assert browse.get(f"/sops/import/{row.pk}/pictures/{'0' * 64}").status_code == 404
    for other in (cast.adam, cast.rosa, cast.dee):
        for url in (address, f"/sops/import/{row.pk}"):
            assert client_of(other).get(url).status_code == 404
        assert client_of(other).post(f"/sops/import/{row.pk}/take", {"sop": "0"}).status_code == 404


def test_only_what_is_ticked_comes_in(browse: Client) -> None:
    send(browse, "a.zip", zip_with({f"{name}.md": "1. One" for name in "abc"}))
    browse.post(f"/sops/import/{Import.objects.get().pk}/take", {"sop": ["0", "2", "99", "x"]})
    assert sorted(Sop.objects.values_list("title", flat=True)) == ["a", "c"]
    assert not Import.objects.exists()


def test_nothing_ticked_imports_nothing(browse: Client) -> None:
    send(browse, "a.md", b"1. One")
    page = browse.post(f"/sops/import/{Import.objects.get().pk}/take", follow=True).content.decode()
    assert "Choose at least one SOP." in page
    assert Sop.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.zip", zip_bomb(30), "from almost nothing"),
        ("../../etc/passwd.md", b"", "The file is empty."),
        ("a.exe", b"MZ", "be imported. Known are"),
    ],
)
def test_a_file_that_can_not_be_read_is_told_and_no_trace_is_left(
    browse: Client, var_dir: Any, name: str, content: bytes, sentence: str
) -> None:
    """Cases 24 and 27 on the page: the sentence is there, the file is gone."""
    assert sentence in send(browse, name, content).content.decode()
    assert not list((var_dir / "media").rglob("*.bin"))
    assert Sop.objects.count() == 0


def test_without_a_file_or_a_library_the_form_says_so(browse: Client, cast: Cast) -> None:
    assert "Choose a file first." in text_of_post(browse, {"library": "sales"})
    file = SimpleUploadedFile("a.md", b"1. One")
    assert "Choose a library in which you may edit." in text_of_post(browse, {"library": "deal-desk", "file": file})
    assert client_of(cast.rosa).get("/sops/import").status_code == 403


def text_of_post(client: Client, data: dict[str, Any]) -> str:
    answer = client.post("/sops/import", data)
    assert answer.status_code == 422
    return str(answer.content.decode())


def test_rights_that_are_gone_stop_the_import(browse: Client, cast: Cast) -> None:
    send(browse, "a.md", b"1. One")
    row = Import.objects.get()
    cast.ed.memberships.all().delete()
    assert browse.post(f"/sops/import/{row.pk}/take", {"sop": "0"}).status_code == 403
    assert Sop.objects.count() == 0


def test_large_files_are_read_by_a_worker_and_the_page_shows_how_far(
    browse: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    from sops import tasks

    monkeypatch.setattr(imports, "READ_AT_ONCE", 10)
    sent: list[int] = []
    monkeypatch.setattr(tasks.read_import, "delay", sent.append)
    with django_capture_on_commit_callbacks(execute=True):
        page = send(browse, "a.zip", zip_with({f"{number}.md": "1. One" for number in range(30)})).content.decode()
    assert "Reading a.zip" in page
    row = Import.objects.get()
    assert sent == [row.pk]
    piece = browse.get(f"/sops/import/{row.pk}", headers={"HX-Request": "true"}).content.decode()
    assert piece.startswith("<section")
    tasks.read_import(row.pk)
    tasks.read_import(row.pk)  # doubled: nothing
    row.refresh_from_db()
    assert (row.state, row.progress) == ("ready", 100)
    assert browse.get(f"/sops/import/{row.pk}", headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_what_nobody_answers_is_forgotten(browse: Client, cast: Cast, var_dir: Any) -> None:
    for number in range(imports.AT_MOST_WAITING + 3):
        send(browse, f"{number}.md", b"1. One")
    assert Import.objects.count() == imports.AT_MOST_WAITING
    Import.objects.update(created_at="2020-01-01T00:00Z")
    imports.forget_old(by=cast.ed)
    assert not list((var_dir / "media").rglob("*.bin"))
    send(browse, "a.md", b"1. One")
    browse.post(f"/sops/import/{Import.objects.get().pk}/drop")
    assert not Import.objects.exists()


def test_a_bundle_of_an_sop_and_of_a_library_come_in_again(browse: Client, cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    make_sop(cast.sales, cast.ed, "Other")
    make_sop(cast.sales, cast.ed, "Draft", publish=False)
    answer = browse.get(f"/sops/{sop.key}/bundle")
    assert answer["Content-Disposition"] == 'attachment; filename="request-a-discount.stepmark.zip"'
    assert "This SOP is here already" in send(browse, "a.stepmark.zip", answer.content).content.decode()
    library = browse.get("/libraries/sales/bundle").content
    send(client_of(cast.adam), "b.zip", library, "deal-desk")
    row = Import.objects.get(by=cast.adam)
    client_of(cast.adam).post(f"/sops/import/{row.pk}/take", {"sop": ["0", "1"]})
    assert sorted(Sop.objects.filter(library=cast.desk).values_list("title", flat=True)) == [
        "Other",
        "Request a discount",
    ]


def test_readers_get_no_bundle(cast: Cast) -> None:
    """Case 10: drafts never reach readers by an export."""
    sop = make_sop(cast.sales, cast.ed)
    assert client_of(cast.rosa).get(f"/sops/{sop.key}/bundle?draft=1").status_code == 403
    assert client_of(cast.rosa).get("/libraries/sales/bundle").status_code == 403


def test_the_preview_asks_the_same_for_one_sop_and_for_eleven(browse: Client) -> None:
    counts = []
    for many in (1, 11):
        send(browse, "a.zip", zip_with({f"{number}.md": MARKDOWN for number in range(many)}))
        counts.append(queries_for(browse, f"/sops/import/{Import.objects.latest('pk').pk}"))
    assert counts[0] == counts[1]
    assert "Account executives" in text_of(browse, f"/sops/import/{Import.objects.latest('pk').pk}")
