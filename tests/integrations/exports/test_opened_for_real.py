"""Exports opened by the programs that people open them with: poppler, LibreOffice, unzip."""

import io
import shutil
import subprocess
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from PIL import Image

from access.models import Library, User
from integrations.exports import building, typesetters, typesetting
from integrations.exports.content import ExportSop
from integrations.exports.errors import ExportFailed
from integrations.exports.formats import FORMATS
from integrations.exports.pictures import Pictures
from tests.integrations.exports.test_marks import orange

pytestmark = pytest.mark.heavy


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def pdf(exported: ExportSop, tmp_path: Path) -> Path:
    (file,) = FORMATS["pdf"].files(exported, Pictures(exported))
    path = tmp_path / file.name
    path.write_bytes(file.content)
    return path


def test_the_pdf_is_tagged_titled_and_says_what_it_is(pdf: Path, exported: ExportSop) -> None:
    told = run("pdfinfo", str(pdf))
    assert "Tagged:          yes" in told
    assert "Title:           Request a discount" in told
    assert f"Version 1, content hash {exported.content_hash}" in told
    structure = run("pdfinfo", "-struct-text", str(pdf))
    assert all(tag in structure for tag in ("H1", "H2", "Figure", "Link", "L "))


def test_the_text_of_the_pdf_is_all_there_with_a_header_on_each_page(pdf: Path, exported: ExportSop) -> None:
    pages = run("pdftotext", "-layout", str(pdf), "-").split("\f")[:-1]
    text = " ".join(" ".join(pages).split())
    for said in ("Never above 40 %", "Go on with step 6", "If it goes wrong", "Split the deal.", "deal desk"):
        assert said in text
    assert exported.content_hash in text.replace(" ", "")
    for number, page in enumerate(pages, start=1):
        head = " ".join(page.strip().splitlines()[0].split())
        assert head == f"Request a discount Version 1 · {exported.published_at:%-d %B %Y}"
        assert f"Page {number} of {len(pages)}" in page


def test_the_pdf_has_bookmarks_and_links_back_to_each_step(pdf: Path, exported: ExportSop) -> None:
    links = run("pdfinfo", "-url", str(pdf))
    assert all(step.url in links for step in exported.steps)
    assert "https://policy.example.com/discounts?y=1&z=2" in links
    outline = run("pdftohtml", "-xml", "-i", "-stdout", str(pdf)).partition("<outline>")[2]
    for title in ("Request a discount", "Prepare", "1 Open the opportunity", "4 How high is it?"):
        assert f">{title}</item>" in outline


def test_the_pictures_in_the_pdf_show_the_target(pdf: Path, tmp_path: Path) -> None:
    run("pdftoppm", "-r", "80", "-png", str(pdf), str(tmp_path / "page"))
    shown = sum(len(orange(page.read_bytes())) for page in tmp_path.glob("page-*.png"))
    assert shown > 200


def test_word_opens_in_libreoffice_with_its_numbered_steps(exported: ExportSop, tmp_path: Path) -> None:
    (file,) = FORMATS["docx"].files(exported, Pictures(exported))
    path = tmp_path / "sop.docx"
    path.write_bytes(file.content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path))
    text = " ".join(run("pdftotext", "-layout", str(tmp_path / "sop.pdf"), "-").split())
    for number, title in enumerate(("Open the opportunity", "Click Request discount", "Enter the discount"), start=1):
        assert f"{number} {title}" in text
    assert "Page 1 of " in text
    assert f"Version 1 · {exported.published_at:%-d %B %Y}" in text
    run("pdftoppm", "-r", "60", "-png", str(tmp_path / "sop.pdf"), str(tmp_path / "word"))
    assert sum(len(orange(page.read_bytes())) for page in tmp_path.glob("word-*.png")) > 100


@pytest.mark.parametrize("form", ["markdown", "scorm", "cmi5"])
def test_archives_unpack_and_their_pictures_open(exported: ExportSop, tmp_path: Path, form: str) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(building.packed(exported, Pictures(exported), FORMATS[form])[1])
    run("unzip", "-tq", str(path)) if shutil.which("unzip") else zipfile.ZipFile(path).testzip()
    with zipfile.ZipFile(path) as archive:
        pictures = [name for name in archive.namelist() if name.endswith(".jpg")]
        assert len(pictures) == 2
        for name in pictures:
            with Image.open(io.BytesIO(archive.read(name))) as image:
                image.verify()


class Listening(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: Any) -> None: ...


def test_making_a_pdf_fetches_nothing_from_anywhere(tmp_path: Path) -> None:
    """Case 32: whatever a page names, only our own pictures in memory are read."""
    secret = tmp_path / "canary.txt"
    secret.write_text("CANARY-4711")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{server.server_port}"
    page = (
        f'<html lang="en"><head><title>T</title><link rel="stylesheet" href="{site}/a.css">'
        f'<link rel="attachment" href="file://{secret}"><style>@import url({site}/b.css);'
        f"@font-face {{ font-family: x; src: url({site}/c.woff) }}"
        f"p {{ background: url({site}/d.png); font-family: x }}"
        f'</style></head><body><p>Text</p><img src="{site}/e.png" alt="e"><img src="file://{secret}" alt="f">'
        f'<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22%3E%3Cimage href=%22{site}/g%22/%3E'
        f'%3C/svg%3E" alt="g"><object data="{site}/h.svg"></object><embed src="file:///etc/passwd"></body></html>'
    )
    try:
        pdf = typesetting.typeset(page, {})
    finally:
        server.shutdown()
        server.server_close()
    assert Listening.asked == []
    path = tmp_path / "refused.pdf"
    path.write_bytes(pdf)
    assert run("pdftotext", str(path), "-").split()[0] in ("Page", "Text")
    assert run("pdfdetach", "-list", str(path)).startswith("0 ")
    assert b"CANARY" not in pdf


def test_a_document_that_needs_too_much_memory_ends_with_a_sentence(settings: Any, exported: ExportSop) -> None:
    """Case 24: the process that typesets ends, the worker doesn't."""
    typesetters.close()
    settings.STEPMARK_EXPORT_MEMORY_BYTES = 150_000_000
    with pytest.raises(ExportFailed, match="more memory"):
        list(FORMATS["pdf"].files(exported, Pictures(exported)))
    typesetters.close()
    settings.STEPMARK_EXPORT_MEMORY_BYTES = 3_000_000_000
    assert list(FORMATS["pdf"].files(exported, Pictures(exported)))


@pytest.fixture
def bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An S3 server on this machine."""
    from moto.server import ThreadedMotoServer

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "for-tests")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings.STEPMARK_EXPORT_S3_ENDPOINT = f"http://{host}:{port}"
    settings.STEPMARK_EXPORT_S3_BUCKET = "enablement"
    settings.STEPMARK_EXPORT_S3_REGION = "us-east-1"
    settings.STEPMARK_EXPORT_S3_ACCESS_KEY = settings.STEPMARK_EXPORT_S3_SECRET_KEY = "for-tests"
    import boto3

    client = boto3.client("s3", endpoint_url=settings.STEPMARK_EXPORT_S3_ENDPOINT, region_name="us-east-1")
    client.create_bucket(Bucket="enablement")
    yield client
    server.stop()


def test_a_folder_in_a_bucket_follows_what_is_published(
    cast: Any, rich: Any, bucket: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    from integrations.exports.folders import services, syncing
    from sops.services import publishing

    monkeypatch.setattr(services, "_send_now", syncing.sync)

    def lying() -> set[str]:
        return {one["Key"] for one in bucket.list_objects_v2(Bucket="enablement").get("Contents", [])}

    library: Library = cast.sales
    admin: User = cast.adam
    with django_capture_on_commit_callbacks(execute=True):
        services.save_folder(library=library, by=admin, place="s3", name="sales", formats=["html", "cmi5"])
    assert f"sales/request-a-discount-{rich.key}.html" in lying()
    assert f"sales/request-a-discount-{rich.key}-cmi5.zip" in lying()
    assert "sales/index.csv" in lying()
    with django_capture_on_commit_callbacks(execute=True):
        publishing.publish(sop=rich, by=cast.ed)
    body = bucket.get_object(Bucket="enablement", Key=f"sales/request-a-discount-{rich.key}.html")["Body"].read()
    assert b"Version 2" in body
    with django_capture_on_commit_callbacks(execute=True):
        publishing.withdraw(sop=rich, by=cast.ed)
    assert not any(rich.key in name for name in lying())


def test_a_storage_that_is_down_is_told_and_tried_again(
    cast: Any,
    rich: Any,
    bucket: Any,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    from integrations.exports.folders import services, syncing
    from integrations.models import FolderFile

    monkeypatch.setattr(services, "_send_now", syncing.sync)
    there = settings.STEPMARK_EXPORT_S3_BUCKET
    settings.STEPMARK_EXPORT_S3_BUCKET = "not-there"
    with django_capture_on_commit_callbacks(execute=True):
        services.save_folder(library=cast.sales, by=cast.adam, place="s3", name="sales", formats=["html"])
    assert "NoSuchBucket" in FolderFile.objects.get(sop=rich).error
    settings.STEPMARK_EXPORT_S3_BUCKET = there
    with django_capture_on_commit_callbacks(execute=True):
        services.sync_what_waits()
    assert FolderFile.objects.get(sop=rich).error == ""
