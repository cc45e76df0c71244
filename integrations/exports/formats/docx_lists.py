"""Lists as Word counts them: real numbering definitions, each list beginning at 1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph

HANGING = Cm(0.6)


def new_list(word: Word, *, numbered: bool) -> Callable[[Paragraph, Any], None]:
    """A list of its own: call what is returned with each of its paragraphs and the indent of their text."""
    number = add_numbering(word, "decimal" if numbered else "bullet", "%1." if numbered else "•")

    def take(paragraph: Paragraph, indent: Any) -> None:
        use_numbering(paragraph, number)
        paragraph.paragraph_format.left_indent = indent
        paragraph.paragraph_format.first_line_indent = -HANGING

    return take


def add_numbering(word: Word, kind: str, text: str, *, bold: bool = False, colour: str = "") -> int:
    """A new numbering definition with one level; its id."""
    numbering = word.part.numbering_part.element
    abstract_ids = [int(one.get(qn("w:abstractNumId"))) for one in numbering.findall(qn("w:abstractNum"))]
    abstract_id = max(abstract_ids, default=-1) + 1
    abstract = _element("w:abstractNum", **{"w:abstractNumId": str(abstract_id)})
    abstract.append(_element("w:multiLevelType", **{"w:val": "singleLevel"}))
    level = _element("w:lvl", **{"w:ilvl": "0"})
    for name, value in (("start", "1"), ("numFmt", kind), ("lvlText", text), ("lvlJc", "left")):
        level.append(_element(f"w:{name}", **{"w:val": value}))
    if bold or colour:
        looks = _element("w:rPr")
        if bold:
            looks.append(_element("w:b"))
        if colour:
            looks.append(_element("w:color", **{"w:val": colour}))
        level.append(looks)
    abstract.append(level)
    first = numbering.find(qn("w:num"))  # all definitions stand before all numbers
    if first is None:
        numbering.append(abstract)
    else:
        first.addprevious(abstract)
    number = numbering.add_num(abstract_id)
    return int(number.numId)


def use_numbering(paragraph: Paragraph, number: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    return element
