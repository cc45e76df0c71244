"""Markdown with its pictures: for wikis, repositories and everything that reads text."""

import json
from collections.abc import Iterator

from integrations.exports import names
from integrations.exports.content import ExportSop, ExportStep, Reference
from integrations.exports.formats.base import File, Packing
from integrations.exports.pictures import DrawnPicture, Pictures
from sops.document import Fix

# What would end a link's text or a heading early.
ESCAPED = str.maketrans({"[": r"\[", "]": r"\]", "\n": " ", "\r": " ", "<": r"\<"})


class MarkdownZip:
    name = "markdown"
    label = "Markdown"
    hint = "A zip of text and pictures, for wikis and repositories"
    packing = Packing.FOLDER
    extension = "zip"
    media_type = "application/zip"

    def problem(self) -> str:
        return ""

    def files(self, sop: ExportSop, pictures: Pictures) -> Iterator[File]:
        drawn = {step.key: pictures.of(step) for step in sop.steps}
        parts = [*_front_matter(sop), *_head(sop)]
        for step in sop.steps:
            parts += _step(step, drawn[step.key], 3 if sop.has_sections else 2)
        parts += _end(sop)
        yield File(f"{names.stem(sop.title, sop.key)}.md", ("\n".join(parts).rstrip() + "\n").encode())
        for picture in drawn.values():
            if picture:
                yield File(f"pictures/{picture.name}", picture.content)


def _front_matter(sop: ExportSop) -> list[str]:
    """As JSON strings, which YAML reads too: nothing that people write can break out."""
    said = {
        "key": sop.key,
        "title": sop.title,
        "version": sop.version,
        "published": sop.published_at.date().isoformat(),
        "content_hash": sop.content_hash,
        "library": sop.library,
        "category": sop.category,
        "owner": sop.document.owner,
        "tags": sop.document.tags,
        "source": sop.url,
    }
    return ["---", *(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in said.items()), "---", ""]


def _head(sop: ExportSop) -> list[str]:
    document = sop.document
    minutes = f", about {document.minutes} minutes" if document.minutes else ""
    lines = [f"# {_line(sop.title)}", "", f"Version {sop.version}, {sop.published_at:%-d %B %Y}{minutes}", ""]
    for name, text in sop.facts:
        lines += [f"**{name}:** {text.strip()}", ""]
    for name, texts in (("You need", document.prerequisites), ("Good to know", document.notes)):
        if texts:
            lines += [f"**{name}**", "", *(f"- {text}" for text in texts), ""]
    if sop.references:
        lines += ["**Links**", "", *(f"- {_reference(one)}" for one in sop.references), ""]
    return lines


def _step(step: ExportStep, picture: DrawnPicture | None, level: int) -> list[str]:
    lines = [f"## {_line(step.section)}", ""] if step.opens_section else []
    kind = f"{step.kind.title()}: " if step.kind in ("caution", "note") else ""
    lines += [f'<a id="{step.anchor}"></a>', "", f"{'#' * level} {step.number}. {kind}{step.title.strip()}", ""]
    if step.body.strip():
        lines += [step.body.strip(), ""]
    if picture:
        lines += [f"![{_line(picture.alt)}](pictures/{picture.name})", ""]
    if step.ways:
        lines += [*(_way(way.condition, way.where, way.step_key, way.url) for way in step.ways), ""]
    if step.note.strip():
        quoted = step.note.strip().replace("\n", "\n> ")
        lines += [f"> **{step.note_name}:** {quoted}", ""]
    lines += _fixes(step.fixes)
    if step.sub_sop:
        lines += [f"Do this with the SOP {_link(step.sub_sop.label, step.sub_sop.url)}, then come back.", ""]
    if step.references:
        lines += [*(f"- {_reference(one)}" for one in step.references), ""]
    if step.url:
        lines += [f"[Open step {step.number} on the site]({step.url})", ""]
    return lines


def _end(sop: ExportSop) -> list[str]:
    lines: list[str] = []
    if sop.document.expected_result:
        lines += ["## You are done when", "", sop.document.expected_result.strip(), ""]
    if sop.document.troubleshooting:
        lines += ["## If it goes wrong", "", *_fixes(sop.document.troubleshooting)]
    valid = f" What is valid today stands at <{sop.url}>." if sop.url else ""
    return [*lines, "---", "", f"Version {sop.version}, content hash (SHA-256) `{sop.content_hash}`.{valid}"]


def _way(condition: str, where: str, step_key: str, url: str) -> str:
    address = f"#s-{step_key}" if step_key else url
    return f"- **{condition.strip()}**: {_link(where, address)}"


def _fixes(fixes: list[Fix]) -> list[str]:
    return [line for fix in fixes for line in (f"- **{fix.symptom.strip()}**: {fix.fix.strip()}", "")]


def _reference(reference: Reference) -> str:
    kind = f" ({reference.kind})" if reference.kind else ""
    return f"{_link(reference.label, reference.url)}{kind}"


def _link(label: str, address: str) -> str:
    return f"[{_line(label)}](<{address}>)" if address else _line(label)


def _line(text: str) -> str:
    return text.strip().translate(ESCAPED)
