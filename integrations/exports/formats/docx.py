"""Word: real styles, a real numbered list of steps, alternatives of pictures, links, a header with the version."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from docx import Document as new_word
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu

from integrations.exports import names
from integrations.exports.content import ExportSop, ExportStep, Reference
from integrations.exports.formats import docx_lists, docx_styles
from integrations.exports.formats.base import File, Packing
from integrations.exports.formats.docx_text import add_blocks, add_bookmark, add_line, add_link
from integrations.exports.pictures import DrawnPicture, Pictures
from sops.document import Fix

INSIDE = Cm(1)
PICTURE_WIDTH, PICTURE_HEIGHT = Cm(15.6), Cm(14)


class Docx:
    name = "docx"
    label = "Word"
    hint = "To edit further: styles, a numbered list of steps, alternatives of pictures, header with the version"
    packing = Packing.FILE
    extension = "docx"
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def problem(self) -> str:
        return ""

    def files(self, sop: ExportSop, pictures: Pictures) -> Iterator[File]:
        word = new_word()
        docx_styles.prepare(word)
        _properties(word, sop)
        _edges(word, sop)
        _head(word, sop)
        number = docx_lists.add_numbering(word, "decimal", "%1", bold=True, colour="2746CF")
        for step in sop.steps:
            _step(word, step, number, pictures.of(step))
        _end(word, sop)
        out = io.BytesIO()
        word.save(out)
        yield File(f"{names.stem(sop.title, sop.key)}.docx", out.getvalue())


def _properties(word: Word, sop: ExportSop) -> None:
    said = word.core_properties
    said.title, said.author, said.language = sop.title[:255], sop.document.owner[:255], "en"
    said.subject, said.category = f"SOP {sop.key}", sop.category[:255]
    said.keywords = ", ".join(sop.document.tags)[:255]
    said.version, said.revision = str(sop.version), sop.version
    said.comments = f"Version {sop.version}, content hash {sop.content_hash}"
    said.created = said.modified = sop.published_at.replace(tzinfo=None)


def _edges(word: Word, sop: ExportSop) -> None:
    """Header: title, version, date. Footer: library and hash, page of pages."""
    section = word.sections[0]
    day = f"{sop.published_at:%-d %B %Y}"
    section.header.paragraphs[0].text = f"{sop.title}\tVersion {sop.version} · {day}"
    foot = section.footer.paragraphs[0]
    foot.text = f"{sop.library} · {sop.short_hash}\tPage "
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _head(word: Word, sop: ExportSop) -> None:
    document = sop.document
    word.add_paragraph(sop.title, style="Title")
    facts = [f"Version {sop.version}", f"{sop.published_at:%-d %B %Y}", sop.library, sop.category]
    facts += [f"Owner: {document.owner}" if document.owner else ""]
    facts += [f"about {document.minutes} minutes" if document.minutes else ""]
    word.add_paragraph(" · ".join(filter(None, facts)), style="Subtitle")
    for name, text in sop.facts:
        word.add_heading(name, 1)
        add_blocks(word, text)
    for name, texts in (("You need", document.prerequisites), ("Good to know", document.notes)):
        if texts:
            word.add_heading(name, 1)
            take = docx_lists.new_list(word, numbered=False)
            for text in texts:
                paragraph = word.add_paragraph(style="List Bullet")
                take(paragraph, INSIDE)
                add_line(paragraph, text)
    if sop.references:
        word.add_heading("Links", 1)
        _references(word, sop.references, None)
    if not sop.has_sections:
        word.add_heading("Steps", 1)


def _step(word: Word, step: ExportStep, number: int, picture: DrawnPicture | None) -> None:
    if step.opens_section:
        word.add_heading(step.section, 1)
    title = word.add_paragraph(style="Step")
    docx_lists.use_numbering(title, number)
    title.paragraph_format.left_indent, title.paragraph_format.first_line_indent = INSIDE, -INSIDE
    if step.kind in ("caution", "note"):
        title.add_run(f"{step.kind.title()}: ")
    add_line(title, step.title)
    add_bookmark(title, _bookmark(step.key), step.number)
    if step.body:
        add_blocks(word, step.body, indent=INSIDE)
    if picture:
        _picture(word, picture)
    for way in step.ways:
        paragraph = word.add_paragraph(style="Note Decision")
        add_line(paragraph, f"**{way.condition}**")
        paragraph.add_run(": ")
        add_link(paragraph, way.where, url=way.url, bookmark=_bookmark(way.step_key) if way.step_key else "")
    if step.note:
        _note(word, step.note_kind.title(), step.note_name, step.note)
    if step.fixes:
        _fixes(word, step.fixes)
    if step.sub_sop:
        paragraph = word.add_paragraph("Do this with the SOP ", style="Body Text")
        paragraph.paragraph_format.left_indent = INSIDE
        add_link(paragraph, step.sub_sop.label, url=step.sub_sop.url)
        paragraph.add_run(", then come back.")
    _references(word, step.references, INSIDE)
    if step.url:
        back = word.add_paragraph(style="Back link")
        back.paragraph_format.left_indent = INSIDE
        add_link(back, f"Open step {step.number} on the site", url=step.url)


def _end(word: Word, sop: ExportSop) -> None:
    if sop.document.expected_result:
        word.add_heading("You are done when", 1)
        add_blocks(word, sop.document.expected_result, style="Note Done")
    if sop.document.troubleshooting:
        word.add_heading("If it goes wrong", 1)
        _fixes(word, sop.document.troubleshooting)
    last = word.add_paragraph(f"Version {sop.version}, content hash (SHA-256) {sop.content_hash}. ", style="Back link")
    last.paragraph_format.space_before = Cm(1)
    if sop.url:
        last.add_run("What is valid today stands at ")
        add_link(last, sop.url, url=sop.url)


def _note(word: Word, kind: str, name: str, text: str) -> None:
    style = f"Note {kind}" if kind in docx_styles.NOTES else "Note Tip"
    head = word.add_paragraph(style=style)
    head.paragraph_format.keep_with_next, head.paragraph_format.space_after = True, Cm(0)
    head.add_run(name).bold = True
    add_blocks(word, text, style=style)


def _fixes(word: Word, fixes: list[Fix]) -> None:
    for fix in fixes:
        paragraph = word.add_paragraph(style="Note Troubleshooting")
        add_line(paragraph, f"**{fix.symptom}**")
        paragraph.add_run(": ")
        add_line(paragraph, fix.fix)


def _references(word: Word, references: list[Reference], indent: Any) -> None:
    for reference in references:
        paragraph = word.add_paragraph(style="Body Text")
        paragraph.paragraph_format.left_indent = indent
        add_link(paragraph, reference.label, url=reference.url)
        if reference.kind:
            paragraph.add_run(f" ({reference.kind})")


def _picture(word: Word, picture: DrawnPicture) -> None:
    paragraph = word.add_paragraph(style="Body Text")
    paragraph.paragraph_format.left_indent = INSIDE
    natural = Emu(round(picture.width / 150 * 914400))  # screens show text well at 150 pixels an inch
    width = min(natural, PICTURE_WIDTH, round(PICTURE_HEIGHT * picture.width / picture.height))
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.content), width=Emu(width))
    said = shape._inline.docPr
    said.set("descr", picture.alt)
    said.set("name", picture.name)


def _field(paragraph: Any, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _bookmark(key: str) -> str:
    """Letters, digits and underscores, at most 40 of them: what Word takes."""
    return f"s_{key.replace('-', '_')}"[:40]
