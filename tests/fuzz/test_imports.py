"""Files to import, damaged and made up: read or refused in a sentence; what is read can be taken or is refused too."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from typing import Any
from xml.etree import ElementTree

import docx
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import strategies as st

from sops import importing
from sops.importing import bundles
from sops.importing.base import Found, FoundSop, ImportRefused, Source, Term
from sops.services import publishing, taking
from tests.fuzz.budget import Fuzzer, tells
from tests.fuzz.mutating import damaged_bytes, damaged_json, texts, values
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes

pytestmark = pytest.mark.heavy

MARKDOWN = [
    "# ", "## Steps\n", "1. ", "- ", "  - ", "   3) ", "**Save**", "`x`", "> ", "> [!NOTE]\n", "\n\n", "| a | b |\n",
    "|---|---|\n", "![x](a.png)", "[a](javascript:x)", "[a](/s/abc)", "---\ntitle: x\n---\n", "```\n", "~~a~~", "<b>",
    "</b>", "<!--", "-->", "\\", "[ ] ", "<https://a.b>", "*" * 30, "[" * 50, ">" * 90, "&#x0;", "&amp;", "\t\t\t",
]  # fmt: skip
HTML = [
    "<h1>", "</h1>", "<ol>", "</ol>", "<ol start=-9>", "<li>", "</li>", "<p>", "<table>", "<tr>", "<td colspan=9999>",
    "<img src=data:image/png;base64,AAAA>", "<img src='a.png' alt='", "<script>", "</script>", "<style>", "<svg><a>",
    "<div class='panel warning'>", "</div>", "<a href='javascript:x'>", "</a>", "<br>", "<pre><code>", "<details>",
    "<!doctype html>", "<html>", "<body>", "<title>", "<![CDATA[", "<!--", "-->", "&#1114112;", "&lt;", "<b><i><b>",
    "<noscript>", "<template>", "<math>", "<input type=checkbox>", "<base href=//x>", "<span style=x>", "<div>" * 70,
]  # fmt: skip


def pieces(parts: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(st.sampled_from(parts), texts, st.just("Open the deal")), max_size=60).map("".join)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


markdown = st.one_of(pieces(MARKDOWN).map(_encoded), st.binary(max_size=400))
pages = pieces(HTML).map(lambda text: _encoded("<!doctype html><html><body>" + text))


def _zip(files: dict[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as file:
        for name, content in files.items():
            file.writestr(zipfile.ZipInfo(name), content, packed)
    return out.getvalue()


def _unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def _word_file() -> bytes:
    document = docx.Document()
    document.add_heading("Request a discount", 0)
    document.add_paragraph("Purpose: ask before you offer.")
    document.add_paragraph("Open the deal", style="List Number")
    document.add_paragraph("Click Request", style="List Number").add_run(" now").bold = True
    document.add_picture(io.BytesIO(picture_bytes(40, 30)))
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "Margin"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


WORD = _word_file()
WORD_PARTS = _unzipped(WORD)
UNWRITABLE = re.compile("[^\\t\\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST_DAMAGED = ["word/document.xml", "word/_rels/document.xml.rels", "word/numbering.xml", "word/styles.xml"]


@st.composite
def word_files(draw: Callable[..., Any]) -> bytes:
    """Damaged as a whole, or one of its parts damaged and packed again."""
    how = draw(st.sampled_from(["whole", "bytes", "texts", "texts", "elements", "elements"]))
    if how == "whole":
        return bytes(draw(damaged_bytes(WORD)))
    name = draw(st.sampled_from([name for name in MOST_DAMAGED if name in WORD_PARTS] * 4 + sorted(WORD_PARTS)))
    if how == "bytes" or not name.endswith((".xml", ".rels")):
        return _zip({**WORD_PARTS, name: draw(damaged_bytes(WORD_PARTS[name]))})
    root = ElementTree.fromstring(WORD_PARTS[name])
    for _ in range(draw(st.integers(1, 5))):
        element = draw(st.sampled_from(list(root.iter())))
        if how == "texts":
            where = draw(st.sampled_from([*element.attrib, ""]))
            said = UNWRITABLE.sub("", draw(st.one_of(texts, st.just("-1"), st.just("rId1"))))
            if where:
                element.set(where, said)
            else:
                element.text = said
        elif len(element) and draw(st.booleans()):
            del element[draw(st.integers(0, len(element) - 1))]
        else:
            element.append(deepcopy(draw(st.sampled_from(list(root.iter())[1:] or [root]))))
    return _zip({**WORD_PARTS, name: ElementTree.tostring(root)})


@st.composite
def zips_of_pages(draw: Callable[..., Any]) -> bytes:
    names = ["a.md", "b/c.html", "b/a.png", "../x.md", "/y.md", "C:/z.md", "index.html", "__MACOSX/a.md", "é.md"]
    made = {}
    for name in draw(st.lists(st.one_of(st.sampled_from(names), texts.filter(bool)), max_size=6)):
        safe = name.encode("utf-8", "replace").decode().replace("\x00", "") or "x"
        made[safe] = draw(st.one_of(markdown, pages, st.just(picture_bytes(8, 8)), st.binary(max_size=200)))
    whole = _zip(made, draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])))
    return bytes(draw(damaged_bytes(whole))) if draw(st.booleans()) else whole


def bundles_of(good: bytes) -> st.SearchStrategy[bytes]:
    parts = _unzipped(good)
    index = json.loads(parts[bundles.INDEX])

    def packed(damaged: Any) -> bytes:
        return _zip({**parts, bundles.INDEX: json.dumps(damaged).encode()})

    return st.one_of(damaged_json(index).map(packed), values.map(packed), damaged_bytes(good))


@st.composite
def named(draw: Callable[..., Any], contents: st.SearchStrategy[bytes], *names: str) -> Source:
    other = ["x", "a.zip", "a.md", "a.docx", "a.html", "a.stepmark", ".md", "a." + "b" * 300]
    name = draw(st.one_of(st.sampled_from(names), st.sampled_from(names), st.sampled_from(other)))
    return Source(name, draw(contents))


class Importer:
    """Everything a file goes through: read, kept as a bundle, read from there, taken as drafts, published."""

    def __init__(self, name: str, cast: Cast) -> None:
        self.fuzzer, self.cast = Fuzzer(name), cast

    def __call__(self, source: Source) -> None:
        try:
            found = importing.read(source)
            kept = bundles.write(found)
            again = bundles.BundleReader().read(Source("bundle.zip", kept), lambda percent: None)
        except ImportRefused as refused:
            tells(refused)
            self.fuzzer.answered("refused")
            return
        assert [sop.document.title for sop in again.sops] == [sop.document.title for sop in found.sops]
        with transaction.atomic():
            try:
                with transaction.atomic():
                    for sop in taking.take(again, library=self.cast.sales, by=self.cast.ed):
                        sop.refresh_from_db()
                        publishing.publish(sop=sop, by=self.cast.ed)
                        self.read(sop)
                self.fuzzer.answered("taken")
            except ValidationError as problem:
                tells(problem.messages[-1])
                self.fuzzer.answered("not taken")
            transaction.set_rollback(True)

    def read(self, sop: Any) -> None:
        """Its pages answer, whatever it says."""
        client = client_of(self.cast.ed)
        pages = [f"/sops/{sop.key}/", f"/sops/{sop.key}/edit", f"/api/sops/{sop.key}"]
        pages += [f"/sops/{sop.key}/versions/{version.number}" for version in sop.versions.all()[:2]]
        for page in pages:
            assert client.get(page).status_code == 200, page


@pytest.fixture(autouse=True)
def no_messages(settings: Any) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = True


def test_word_files(cast: Cast) -> None:
    check = Importer("import-word", cast)
    check.fuzzer.run(named(word_files(), "a.docx"), check)


def test_markdown_and_pages(cast: Cast) -> None:
    check = Importer("import-pages", cast)
    files = st.one_of(
        named(markdown, "a.md", "a.txt"), named(pages, "a.html", "a.htm"), named(zips_of_pages(), "a.zip")
    )
    check.fuzzer.run(files, check)


def test_bundles(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, steps=["Open the deal", "Click **Request**"])
    document = sop.current_version.document  # type: ignore[union-attr]
    version = {"number": 1, "note": "", "published_at": "2026-01-01T00:00:00Z", "data": document.to_json_dict()}
    whole = FoundSop(document, versions=[version])
    good = bundles.write(Found("Stepmark bundle", [whole], [], [Term("ARR", "Yearly revenue", ["annual"])]))
    check = Importer("import-bundles", cast)
    check.fuzzer.run(named(bundles_of(good), "a.stepmark"), check)
