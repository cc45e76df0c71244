"""Markdown, Word, Confluence, Notion: the same SOP from each, and a sentence for what can't be taken."""

import base64

import pytest

from sops.importing import ImportRefused, Source, read
from tests.sops.importing.reader_contract import ReaderContract
from tests.support.files import CONFLUENCE_PAGE, MARKDOWN, NOTION_PAGE, notion_zip, word_file, zip_with
from tests.support.make import picture_bytes

TABLE = "| Discount | Approver |"


class TestMarkdown(ReaderContract):
    source = Source("discount.zip", zip_with({"discount.md": MARKDOWN, "screen.png": picture_bytes()}))

    def test_what_is_said_about_the_sop_goes_where_it_belongs(self) -> None:
        document = self.document()
        assert document.purpose == "Win the deal without giving the margin away."
        assert document.who == "Account executives"
        assert document.prerequisites == ["A deal in stage 3"]
        assert [(link.label, link.url) for link in document.links] == [("Price list", "https://example.com/prices")]

    def test_links_and_tables_stay(self) -> None:
        steps = self.document().steps
        assert "[top](https://crm.example.com/deal)" in steps[1].body
        assert TABLE in steps[2].body
        assert len(steps) == 3


class TestWord(ReaderContract):
    source = Source("discount.docx", word_file())

    def test_purpose_and_tables_stay(self) -> None:
        document = self.document()
        assert document.purpose == "Win the deal without giving the margin away."
        assert TABLE in document.steps[2].body
        assert len(document.steps) == 3


class TestNotion(ReaderContract):
    source = Source("export.zip", notion_zip())

    def test_links_tables_and_context_stay_and_the_rest_is_told(self) -> None:
        found = self.found()
        document = found.sops[0].document
        assert "[deal](https://crm.example.com/deal)" in document.steps[1].title
        assert TABLE in document.steps[1].body
        assert document.prerequisites == ["A deal in stage 3"]
        assert [step.title for step in document.steps][2:] == ["Send it"]
        assert found.left_out == ["An embedded page was left out."]


class TestConfluence(ReaderContract):
    source = Source("space.zip", zip_with({"1.html": CONFLUENCE_PAGE, "attachments/1/2.png": picture_bytes()}))

    def test_the_picture_keeps_its_alternative_text(self) -> None:
        picture = self.document().steps[1].picture
        assert picture is not None
        assert picture.alt == "The dialog"


class TestOnePageOfHtml(ReaderContract):
    source = Source("page.html", NOTION_PAGE.encode())
    has_picture = False

    def test_the_missing_picture_is_told(self) -> None:
        assert (
            "A picture was left out: “Request%20a%20discount/screen.png” is not in the file." in self.found().left_out
        )


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("# T\n\n## Open it\n\nText\n\n## Close it\n\nMore", ["Open it", "Close it"]),
        ("# T\n\n## Step 1: Open it\n\n## Step 2: Close it\n\nMore", ["Open it", "Close it"]),
        ("# T\n\n## Phase one\n\n### Open it\n\nx\n\n### Close it\n\ny", ["Open it", "Close it"]),
        ("Intro:\n\n- Open it\n- Close it", ["Open it", "Close it"]),
        ("Open it.\n\nClose it.", ["Open it.", "Close it."]),
        ("1. [ ] Open it\n2. [x] Close it", ["Open it", "Close it"]),
        ("## A\n\n1. One\n\n## B\n\n1. Two", ["One", "Two"]),
    ],
)
def test_steps_are_found_however_they_are_written(text: str, titles: list[str]) -> None:
    (sop,) = read(Source("t.md", text.encode())).sops
    assert [step.title for step in sop.document.steps] == titles


def test_headings_over_numbered_lines_are_sections_and_text_without_steps_is_not_lost() -> None:
    text = "# T\n\n## Prepare\n\n1. One\n\n## Do\n\n1. Two\n\n## Exceptions\n\nAsk the desk."
    steps = read(Source("t.md", text.encode())).sops[0].document.steps
    assert [(step.section, step.title, step.kind) for step in steps] == [
        ("Prepare", "One", "action"),
        ("Do", "Two", "action"),
        ("", "Exceptions", "note"),
    ]
    assert steps[2].body == "Ask the desk."


def test_a_step_with_two_pictures_is_told_and_loses_none() -> None:
    pages = {
        "a.md": "1. Look\n\n   ![](1.png)\n\n   ![Second](2.png)",
        "1.png": picture_bytes(),
        "2.png": picture_bytes(300),
    }
    found = read(Source("a.zip", zip_with(pages)))
    steps = found.sops[0].document.steps
    assert [step.title for step in steps] == ["Look", "Second"]
    assert all(step.picture for step in steps)
    assert found.left_out == ["“Look” had 2 pictures; each further one became a step of its own."]


def test_pictures_that_can_not_be_taken_are_told_with_the_reason() -> None:
    inline = base64.b64encode(picture_bytes()).decode()
    html = f"""<html><ol><li>One<img src="data:image/png;base64,{inline}"></li>
    <li>Two<img src="https://example.com/x.png"></li><li>Three<img src="data:image/png;base64,AAAA"></li>
    <li>Four<img src="../../etc/passwd"></li><li>Five<svg><circle/></svg></li></ol></html>"""
    found = read(Source("a.html", html.encode()))
    assert [bool(step.picture) for step in found.sops[0].document.steps] == [True, False, False, False, False]
    told = " ".join(found.left_out)
    assert "A drawing (SVG) was left out." in told
    assert "on the web, not in the file" in told
    assert "not a picture that can be read" in told
    assert "“../../etc/passwd” is not in the file" in told


def test_scripts_and_odd_links_do_not_come_in() -> None:
    """Case 22: what a page of strangers holds is text."""
    html = """<html><ol><li><script>alert(1)</script>Press <b onclick="x()">OK</b>
    <a href="javascript:alert(1)">here</a></li></ol></html>"""
    from sops import markdown

    found = read(Source("a.html", html.encode()))
    shown = markdown.render(found.sops[0].document.steps[0].title)
    assert "script" not in shown.lower().replace("javascript:alert(1)", "") or "<script" not in shown
    assert 'href="javascript' not in shown
    assert "onclick" not in shown
    assert "A script was left out." in found.left_out


def test_every_page_of_an_export_becomes_an_sop_and_one_without_steps_is_told() -> None:
    pages = {"a.md": "1. One", "b.md": "1. Two", "sub/c.md": "# Empty", "index.html.txt": "x"}
    found = read(Source("a.zip", zip_with(pages)))
    assert [sop.document.title for sop in found.sops] == ["a", "b"]
    assert found.left_out == [
        "“sub/c.md” was left out: No steps were found in “c”. Number the steps, or give each one a heading."
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.md", b"", "The file is empty."),
        ("a.pdf", b"%PDF-1.7", "can't be imported"),
        ("a.docx", b"<html><ol><li>x</li></ol></html>", None),
        ("a.docx", b"\x00\x01\x02", "holds something else"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "locked with a password, or of the old kind"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Give it the ending .docx"),
        ("a.md", b"\x00binary\x00" * 100, "holds something else"),
        ("a.zip", zip_with({"x.exe": b"MZ"}), "holds no page"),
        ("a.html", b"<html><body><p></p></body></html>", "No steps were found"),
        ("a.md", b"1. step\n" * 1_000, "the limit is 500"),
        ("a.md", b"x" * 10_000_000, "10.0 MB of text; the limit is 2 MB"),
        ("a.html", b"<html>" + b"<p>x</p>" * 1_000_000, "the limit is 5 MB"),
        ("a.html", b"<html>" + b"<div>" * 5_000 + b"x", "levels deep"),
    ],
)
def test_what_can_not_be_read_is_refused_in_a_sentence(name: str, content: bytes, sentence: str | None) -> None:
    """Case 24: 10 MB of Markdown, thousands of steps. Case 25: empty, wrong ending."""
    if sentence is None:
        assert read(Source(name, content)).kind.startswith("Confluence")
        return
    with pytest.raises(ImportRefused, match=sentence):
        read(Source(name, content))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_of_every_common_encoding_are_read(encoding: str) -> None:
    (sop,) = read(Source("ü.md", "1. Größe prüfen".encode(encoding))).sops
    assert sop.document.steps[0].title == "Größe prüfen"
