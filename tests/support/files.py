"""Files as people send them, made on the spot: Word, zips with pages, bundles, and such as nobody should open."""

# ruff: noqa: E501

import io
import zipfile

import docx
from docx.shared import Inches

from tests.support.make import picture_bytes


def zip_of(**files: bytes | str) -> bytes:
    """A zip; `__` in a name stands for a slash, `_dot_` for a dot."""
    return zip_with({name.replace("__", "/").replace("_dot_", "."): content for name, content in files.items()})


def zip_with(files: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return out.getvalue()


def word_file(title: str = "Request a discount", picture: bytes | None = None) -> bytes:
    """A real Word document: title, purpose, numbered steps with a picture, a warning, a table and a link in text."""
    document = docx.Document()
    document.core_properties.title = title
    document.add_heading(title, level=0)
    document.add_heading("Purpose", level=1)
    document.add_paragraph("Win the deal without giving the margin away.")
    document.add_heading("Procedure", level=1)
    document.add_paragraph("Open the deal in the CRM", style="List Number")
    line = document.add_paragraph("Click ", style="List Number")
    line.add_run("Request discount").bold = True
    document.add_picture(io.BytesIO(picture or picture_bytes()), width=Inches(3))
    document.add_paragraph("Warning: above 20 % the VP decides.")
    document.add_paragraph("Choose the approver", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for row, cells in enumerate((("Discount", "Approver"), ("up to 20 %", "Deal desk"))):
        for column, text in enumerate(cells):
            table.rows[row].cells[column].text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


NOTION_PAGE = """<html><head><meta charset="utf-8"><title>Request a discount</title><style>p{color:red}</style></head>
<body><article class="page sans"><header><h1 class="page-title">Request a discount</h1></header><div class="page-body">
<p>Win the deal without giving the margin away.</p>
<h2>Before you start</h2><ul class="bulleted-list"><li>A deal in stage 3</li></ul>
<h2>Steps</h2>
<ol type="1" class="numbered-list" start="1"><li>Open the <strong>deal</strong></li></ol>
<figure class="image"><a href="Request%20a%20discount/screen.png"><img src="Request%20a%20discount/screen.png"/></a></figure>
<figure class="block-color-gray_background callout"><div><span class="icon">⚠️</span></div><div>Above 20 % the VP decides.</div></figure>
<ol type="1" class="numbered-list" start="2"><li>Click <strong>Request discount</strong> in the
<a href="https://crm.example.com/deal">deal</a></li></ol>
<table class="simple-table"><thead><tr><th>Discount</th><th>Approver</th></tr></thead><tbody><tr><td>up to 20 %</td><td>Deal desk</td></tr></tbody></table>
<ol type="1" class="numbered-list" start="3"><li>Send it</li></ol>
<iframe src="https://video.example.com"></iframe>
</div></article></body></html>"""

NOTION_NAME = "Request a discount 0123456789abcdef0123456789abcdef"


def notion_zip(picture: bytes | None = None) -> bytes:
    return zip_with(
        {
            f"{NOTION_NAME}.html": NOTION_PAGE,
            "Request a discount/screen.png": picture or picture_bytes(),
            "__MACOSX/._page.html": "x",
        }
    )


CONFLUENCE_PAGE = """<!DOCTYPE html><html><head><title>Sales : Request a discount</title></head><body><div id="page">
<div id="main-header"><div id="breadcrumb-section"></div><h1 id="title-heading"><span id="title-text">Sales : Request a discount</span></h1></div>
<div id="content"><div id="main-content" class="wiki-content group">
<h2>Steps</h2><ol><li><p>Open the deal</p></li><li><p>Click <strong>Request discount</strong></p>
<div class="confluence-information-macro confluence-information-macro-warning"><div class="confluence-information-macro-body"><p>Above 20 % the VP decides.</p></div></div>
<p><span class="confluence-embedded-file-wrapper"><img class="confluence-embedded-image" src="attachments/1/2.png" alt="The dialog"></span></p></li></ol>
</div></div></div></body></html>"""

MARKDOWN = """---
title: Request a discount
---
# Request a discount

Win the deal without giving the margin away.

## Who

Account executives

## Before you start

- A deal in stage 3

## Steps

1. Open the **deal**
2. Click **Request discount**

   The button is at the [top](https://crm.example.com/deal).

   > **Warning:** above 20 % the VP decides.

   ![The dialog](screen.png)
3. Choose the approver

   | Discount | Approver |
   |---|---|
   | up to 20 % | Deal desk |

## Links

- [Price list](https://example.com/prices)
"""


def locked_zip() -> bytes:
    """A zip whose one file is marked as encrypted."""
    content = bytearray(zip_with({"page.html": "<html><ol><li>One</li></ol></html>"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature)
        content[at + offset] |= 1
    return bytes(content)


def zip_bomb(megabytes: int = 400) -> bytes:
    """Zeros that pack to almost nothing."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("page.html", "w", force_zip64=True) as entry,
    ):
        for _ in range(megabytes):
            entry.write(b"\0" * 1_000_000)
    return out.getvalue()


def lying_zip() -> bytes:
    """Its directory says ten bytes; ten megabytes come out."""
    content = bytearray(zip_with({"page.html": b"A" * 10_000_000}))
    size = (10).to_bytes(4, "little")
    start, directory = content.index(b"PK\x03\x04"), content.index(b"PK\x01\x02")
    content[start + 22 : start + 26] = size
    content[directory + 24 : directory + 28] = size
    return bytes(content)


def word_file_with(xml: str) -> bytes:
    """A Word file whose main part is this XML."""
    source = zipfile.ZipFile(io.BytesIO(word_file()))
    parts: dict[str, bytes | str] = {name: source.read(name) for name in source.namelist()}
    return zip_with(parts | {"word/document.xml": xml})
