"""The styles of an exported Word document: named as people look for them, so that a company can restyle it."""

from __future__ import annotations

from typing import Any

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

INK, QUIET, ACCENT = RGBColor(0x17, 0x1B, 0x26), RGBColor(0x5F, 0x68, 0x79), RGBColor(0x27, 0x46, 0xCF)
FONT = "Calibri"
TEXT_WIDTH = Cm(17)
# Ground and bar at the left, by kind of note.
NOTES = {
    "Caution": ("FDF0D5", "B87400"),
    "Tip": ("F5F6F8", "9AA3B2"),
    "Decision": ("EBEFFD", "2746CF"),
    "Troubleshooting": ("F5F6F8", "5F6879"),
    "Done": ("E1F4EA", "0F6B46"),
}


def prepare(word: Word) -> None:
    """Page, fonts and styles."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    _look(word.styles["Normal"], size=10.5, colour=INK, after=4)
    _look(word.styles["Body Text"], size=10.5, colour=INK, after=4)
    _look(word.styles["Title"], size=24, colour=INK, bold=True, after=2)
    _look(word.styles["Subtitle"], size=10.5, colour=QUIET, after=12)
    word.styles["Subtitle"].font.italic = False
    for spread in word.styles["Subtitle"].element.rPr.findall(qn("w:spacing")):
        word.styles["Subtitle"].element.rPr.remove(spread)
    _look(word.styles["Heading 1"], size=15, colour=ACCENT, bold=True, before=16, after=6)
    _look(word.styles["Heading 2"], size=12, colour=INK, bold=True, before=14, after=4)
    for name in ("List Bullet", "List Number", "Header", "Footer"):
        _look(word.styles[name], size=9 if name in ("Header", "Footer") else 10.5, colour=INK, after=2)
    _remove_border(word.styles["Title"])
    step = word.styles.add_style("Step", WD_STYLE_TYPE.PARAGRAPH)
    step.base_style = word.styles["Heading 2"]
    step.next_paragraph_style = word.styles["Body Text"]
    step.paragraph_format.keep_with_next = True
    for name, (ground, bar) in NOTES.items():
        style = word.styles.add_style(f"Note {name}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles["Body Text"]
        style.paragraph_format.left_indent, style.paragraph_format.right_indent = Cm(1.3), Cm(0.3)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(4), Pt(6)
        _shade(style, ground, bar)
    code = word.styles.add_style("Code", WD_STYLE_TYPE.CHARACTER)
    code.font.name, code.font.size = "Consolas", Pt(9.5)
    link = word.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = ACCENT, True
    quiet = word.styles.add_style("Back link", WD_STYLE_TYPE.PARAGRAPH)
    quiet.base_style = word.styles["Body Text"]
    _look(quiet, size=8.5, colour=QUIET, after=6)
    for style in (word.styles["Header"], word.styles["Footer"]):
        stops = style.paragraph_format.tab_stops
        for stop in list(stops):
            del stops[stops._pPr.tabs.tab_lst.index(stop._tab)]
        stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)


def _look(style: Any, *, size: float, colour: Any, bold: bool = False, before: float = 0, after: float = 0) -> None:
    style.font.name, style.font.size, style.font.color.rgb, style.font.bold = FONT, Pt(size), colour, bold
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme's font would win over ours
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _remove_border(style: Any) -> None:
    for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def _shade(style: Any, ground: str, bar: str) -> None:
    properties = style.element.get_or_add_pPr()
    borders, left, shade = OxmlElement("w:pBdr"), OxmlElement("w:left"), OxmlElement("w:shd")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", bar)):
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", ground)):
        shade.set(qn(f"w:{name}"), value)
    # Word refuses these in any other order: behind what says how lines keep together, before distances.
    behind = properties.find(qn("w:spacing"))
    for element in (borders, shade):
        if behind is None:
            properties.append(element)
        else:
            behind.addprevious(element)
