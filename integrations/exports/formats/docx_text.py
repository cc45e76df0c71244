"""People's Markdown as paragraphs, lists and tables of a Word document, with Word's own styles."""

from __future__ import annotations

from typing import Any

from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph
from markdown_it.tree import SyntaxTreeNode

from integrations.exports.formats.docx_lists import new_list
from integrations.exports.formats.docx_styles import TEXT_WIDTH
from sops.markdown import PARSER

SAFE_SCHEMES = ("http://", "https://", "mailto:", "tel:")
INDENT = Cm(1)


def add_line(paragraph: Paragraph, text: str) -> Paragraph:
    """Markdown of one line at the paragraph's end: bold, italics, code, links."""
    tree = SyntaxTreeNode(PARSER.parseInline(text.strip()))
    for node in tree.children:
        _inline(paragraph, node, {})
    return paragraph


def add_blocks(word: Word, text: str, *, indent: Any = None, style: str = "Body Text") -> None:
    """Paragraphs, lists and tables at the document's end."""
    for node in SyntaxTreeNode(PARSER.parse(text)).children:
        _block(word, node, indent, style)


def add_link(paragraph: Paragraph, label: str, *, url: str = "", bookmark: str = "") -> None:
    """A link to outside, or to a bookmark of this document; only the label where there is neither."""
    if not (url.startswith(SAFE_SCHEMES) or bookmark):
        paragraph.add_run(label)
        return
    link = _link_element(paragraph, url=url, bookmark=bookmark)
    link.append(paragraph.add_run(label, style="Hyperlink")._r)


def add_bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    end.set(qn("w:id"), str(number))
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(end)


def _link_element(paragraph: Paragraph, *, url: str, bookmark: str) -> Any:
    link = OxmlElement("w:hyperlink")
    if bookmark:
        link.set(qn("w:anchor"), bookmark)
    else:
        link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    paragraph._p.append(link)
    return link


def _inline(paragraph: Paragraph, node: SyntaxTreeNode, style: dict[str, bool], link: Any = None) -> None:
    if node.type == "inline" or node.type in ("strong", "em", "s"):
        marked = {**style, **({node.type: True} if node.type != "inline" else {})}
        for child in node.children:
            _inline(paragraph, child, marked, link)
        return
    if node.type == "link":
        target = str(node.attrs.get("href", ""))
        inside = _link_element(paragraph, url=target, bookmark="") if target.startswith(SAFE_SCHEMES) else None
        for child in node.children:
            _inline(paragraph, child, style, inside)
        return
    run = paragraph.add_run("" if node.type in ("softbreak", "hardbreak") else node.content)
    if node.type in ("softbreak", "hardbreak"):
        run.add_break()
    run.bold, run.italic, run.font.strike = style.get("strong"), style.get("em"), style.get("s")
    if node.type == "code_inline":
        run.style = "Code"
    if link is not None:
        run.style = "Hyperlink"
        link.append(run._r)


def _block(word: Word, node: SyntaxTreeNode, indent: Any, style: str) -> None:
    if node.type in ("bullet_list", "ordered_list"):
        _list(word, node, indent)
    elif node.type == "table":
        _table(word, node, indent)
    elif node.type in ("fence", "code_block"):
        _indented(word.add_paragraph(style=style), indent).add_run(node.content.rstrip("\n"), style="Code")
    elif node.type == "heading":
        paragraph = _indented(word.add_paragraph(style=style), indent)
        _inline(paragraph, node.children[0], {"strong": True})
    elif node.type == "paragraph":
        _inline(_indented(word.add_paragraph(style=style), indent), node.children[0], {})
    else:
        for child in node.children:
            _block(word, child, indent, "Quote" if node.type == "blockquote" else style)


def _list(word: Word, node: SyntaxTreeNode, indent: Any) -> None:
    is_numbered = node.type == "ordered_list"
    number = new_list(word, numbered=is_numbered)
    for item in node.children:
        for place, child in enumerate(item.children):
            if child.type != "paragraph":
                _block(word, child, (indent or Cm(0)) + INDENT, "Body Text")
                continue
            paragraph = word.add_paragraph(style="List Number" if is_numbered else "List Bullet")
            if place == 0:
                number(paragraph, (indent or Cm(0)) + INDENT)
            else:
                paragraph.paragraph_format.left_indent = (indent or Cm(0)) + INDENT
            _inline(paragraph, child.children[0], {})


def _table(word: Word, node: SyntaxTreeNode, indent: Any) -> None:
    rows = [row for part in node.children for row in part.children]
    table = word.add_table(len(rows), max(len(row.children) for row in rows), style="Table Grid")
    for row, cells in zip(rows, table.rows, strict=True):
        for cell, place in zip(row.children, cells.cells, strict=False):
            for child in cell.children:
                _inline(place.paragraphs[0], child, {"strong": True} if cell.type == "th" else {})
    if indent is not None:
        distance = OxmlElement("w:tblInd")
        distance.set(qn("w:w"), str(round(indent / 635)))
        distance.set(qn("w:type"), "dxa")
        table._tbl.tblPr.find(qn("w:tblW")).addnext(distance)
        for column in table.columns:
            column.width = round((TEXT_WIDTH - indent) / len(table.columns))
    header = table.rows[0]._tr.get_or_add_trPr()
    header.append(OxmlElement("w:tblHeader"))
    word.add_paragraph(style="Body Text")


def _indented(paragraph: Paragraph, indent: Any) -> Paragraph:
    if indent is not None:
        paragraph.paragraph_format.left_indent = indent
    return paragraph
