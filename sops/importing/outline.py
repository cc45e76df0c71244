"""Blocks become an SOP: numbered lines or headings are its steps, what stands before and after says the rest."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from sops.document import Document, DocumentStep, Link, Picture
from sops.importing.base import FoundSop, ImportRefused
from sops.importing.blocks import Block
from sops.importing.images import Find, Pictures
from sops.importing.limits import MAX_STEPS
from sops.keys import new_key
from sops.validators import valid_address

TITLE_LIMIT, STEP_TITLE, BODY_LIMIT, NOTE_LIMIT, CONTEXT_LIMIT = 200, 300, 20_000, 4_000, 4_000
# A first line longer than this is split after its first sentence.
ONE_LINE = 140
CONTEXT = {
    "purpose": r"purpose|why|overview|objective|goal|summary|introduction|background|about",
    "when_to_use": r"when|when to use( it| this)?|trigger|scope",
    "who": r"who|roles?|audience|responsib\w+|owner|for whom",
    "prerequisites": r"prerequisites?|before you (start|begin)|requirements?|what you need|you need",
    "expected_result": r"(expected )?(result|outcome)s?|done when|definition of done|success criteria",
    "notes": r"notes?|good to know|tips?|remarks?",
    "links": r"links?|references?|resources|see also|related( documents| pages)?|further reading",
    "steps": r"steps?|procedure|instructions?|process|how to|how it works|workflow",
}
HEADINGS = {name: re.compile(rf"(?:\d+[.)]?\s+)?(?:{words})\s*:?", re.IGNORECASE) for name, words in CONTEXT.items()}
TEXTS = ("purpose", "when_to_use", "who", "expected_result")
LISTS = ("prerequisites", "notes")
STEP_PREFIX = re.compile(r"^(?:step\s+)?\d+(?:\.\d+)*\s*[.):\-–—]\s+|^step\s+\d+\s*[:.\-–—]?\s*", re.IGNORECASE)
BULLET = re.compile(r"^[-*+]\s+(?:\[[ xX]\]\s+)?", re.MULTILINE)
LINK = re.compile(r"\[([^\]]+)\]\(\s*<?([^)\s>]+)>?[^)]*\)")
SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass
class Draft:
    """A step as it grows."""

    title: str
    section: str = ""
    body: list[str] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)
    kind: str = "action"


@dataclass
class Outline:
    title: str = ""
    section: str = ""
    drafts: list[Draft] = field(default_factory=list)
    said: dict[str, list[str]] = field(default_factory=dict)
    pictures: list[tuple[str, str]] = field(default_factory=list)  # before the first step


def sop_from(blocks: list[Block], *, title: str, find: Find, lost: Counter[str]) -> tuple[FoundSop, list[str]]:
    """The SOP that the blocks describe, and a sentence for everything that could not be taken."""
    outline = _outline(blocks, title)
    if not outline.drafts:
        raise ImportRefused(f"No steps were found in “{title[:80]}”. Number the steps, or give each one a heading.")
    if len(outline.drafts) > MAX_STEPS:
        raise ImportRefused(
            f"“{title[:80]}” has {len(outline.drafts)} steps; the limit is {MAX_STEPS}. Split it into several SOPs."
        )
    pictures = Pictures(find)
    report: list[str] = [f"{_amount(count, name)} left out." for name, count in lost.items()]
    steps = [step for draft in outline.drafts for step in _steps(draft, pictures, report)]
    if outline.pictures:
        steps = _with_first_picture(steps, outline.pictures, pictures, report)
    document = _about(outline, steps, title)
    return FoundSop(document, pictures.kept), report + pictures.sentences()


def _outline(blocks: list[Block], title: str) -> Outline:
    outline = Outline()
    first = next((at for at, block in enumerate(blocks) if block.kind == "heading"), None)
    if first is not None and _is_title(blocks, first, title):
        name = blocks[first].text
        outline.title = title if name.endswith(f" : {title}") else name  # Confluence: “Space : Page”
        blocks = [*blocks[:first], *blocks[first + 1 :]]
    if any(block.kind == "item" for block in blocks):
        _by_numbers(outline, blocks)
    elif any(block.kind == "heading" and not _context(block.text) for block in blocks):
        _by_headings(outline, blocks)
    else:
        _by_lines(outline, blocks)
    return outline


def _is_title(blocks: list[Block], first: int, title: str) -> bool:
    """The first heading, where it stands above all others or says what the page is called."""
    heading = blocks[first]
    if _context(heading.text) or STEP_PREFIX.match(heading.text):
        return False
    levels = [block.level for block in blocks if block.kind == "heading"]
    return heading.text.lower() == title.lower() or (levels.count(heading.level) == 1 and heading.level == min(levels))


def _by_numbers(outline: Outline, blocks: list[Block]) -> None:
    """Numbered lines are the steps; headings over them are sections, others begin a part about the SOP."""
    context = ""
    for at, block in enumerate(blocks):
        if block.kind == "heading":
            context = _context(block.text)
            if context in ("", "steps"):
                has_items = any(b.kind == "item" for b in _part(blocks, at))
                outline.section = block.text if has_items and not context else ""
                if not has_items and not context:
                    outline.drafts.append(Draft(block.text, kind="note"))
                context = "" if has_items or not context else "steps"
        elif block.kind == "item" and context in LISTS:
            outline.said.setdefault(context, []).append(block.text)
        elif block.kind == "item":
            context = ""
            pictures = [*block.pictures, *(pair for note in block.notes for pair in note.pictures)]
            body = [block.rest] if block.rest else []
            outline.drafts.append(Draft(block.text, outline.section, body, block.notes, pictures))
        else:
            _below(outline, block, context)


def _by_headings(outline: Outline, blocks: list[Block]) -> None:
    """Headings are the steps; one that only holds deeper ones is their section."""
    context, section, section_level = "", "", 0
    for at, block in enumerate(blocks):
        if block.kind != "heading":
            _below(outline, block, context)
            continue
        context = _context(block.text)
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        is_section = following is not None and following.kind == "heading" and following.level > block.level
        if block.level <= section_level:
            section = ""
        if is_section:
            section, section_level = ("" if context else block.text), block.level
            context = ""
        elif not context:
            outline.drafts.append(Draft(block.text, section))


def _by_lines(outline: Outline, blocks: list[Block]) -> None:
    """Neither numbers nor headings: the lines of a list, else paragraphs."""
    context = ""
    has_list = any(block.kind == "text" and len(BULLET.findall(block.text)) > 1 for block in blocks)
    for block in blocks:
        if block.kind == "heading":
            context = _context(block.text)
        elif block.kind == "text" and not context and (not has_list or BULLET.match(block.text)):
            lines = re.split(r"\n(?=[-*+]\s)", block.text) if BULLET.match(block.text) else [block.text]
            outline.drafts += [Draft(BULLET.sub("", line, count=1).strip()) for line in lines]
        else:
            _below(outline, block, context)


def _below(outline: Outline, block: Block, context: str) -> None:
    """What is no step by itself belongs to the part it stands in, else to the step before, else to the SOP."""
    step = outline.drafts[-1] if outline.drafts else None
    if context and context != "steps":
        outline.said.setdefault(context, []).append(block.text)
        outline.pictures += block.pictures if step is None else []
    elif step is not None:
        step.pictures += block.pictures
        if block.kind == "note":
            step.notes.append(block)
        elif block.text:
            step.body.append(block.text)
    else:
        outline.pictures += block.pictures
        outline.said.setdefault("notes" if block.kind == "note" else "purpose", []).append(block.text)


def _part(blocks: list[Block], at: int) -> list[Block]:
    """What stands under a heading, up to the next one of its level."""
    part = []
    for block in blocks[at + 1 :]:
        if block.kind == "heading" and block.level <= blocks[at].level:
            break
        if block.kind == "heading" and _context(block.text) not in ("", "steps"):
            break
        part.append(block)
    return part


def _context(heading: str) -> str:
    return next((name for name, pattern in HEADINGS.items() if pattern.fullmatch(heading.strip())), "")


def _steps(draft: Draft, pictures: Pictures, report: list[str]) -> list[DocumentStep]:
    """The step, and one more for each further picture: a step shows one."""
    title, over = _title_and_over(STEP_PREFIX.sub("", draft.title).strip())
    body = "\n\n".join(part for part in (over, *draft.body) if part)
    note = "\n\n".join(block.text for block in draft.notes if block.text)
    found = [picture for address, alt in draft.pictures if address and (picture := pictures.take(address, alt))]
    name = title.replace("**", "")[:60]
    if len(body) > BODY_LIMIT:
        report.append(f"“{name}”: the description was cut after {BODY_LIMIT:,} characters.")
    if len(note) > NOTE_LIMIT:
        report.append(f"“{name}”: the note was cut after {NOTE_LIMIT:,} characters.")
    kind = "caution" if any(block.is_caution for block in draft.notes) else "tip"
    step = DocumentStep(
        key=new_key(),
        kind=draft.kind,
        title=title,
        body=body[:BODY_LIMIT],
        section=draft.section[:120],
        note=note[:NOTE_LIMIT],
        note_kind=kind if note else "",
        picture=found[0] if found else None,
    )
    if not (title or body):
        return []
    if len(found) > 1:
        report.append(f"“{name}” had {len(found)} pictures; each further one became a step of its own.")
    more = [_picture_step(draft, picture, name, number) for number, picture in enumerate(found[1:], start=2)]
    return [step, *more]


def _picture_step(draft: Draft, picture: Picture, name: str, number: int) -> DocumentStep:
    title = picture.alt or f"{name} (picture {number})"
    return DocumentStep(key=new_key(), kind="note", title=title, section=draft.section[:120], picture=picture)


def _title_and_over(text: str) -> tuple[str, str]:
    """The first line, cut after its first sentence where it is long; and what is over."""
    line, _, rest = text.partition("\n")
    if len(line) > ONE_LINE:
        parts = SENTENCE.split(line, maxsplit=1)
        if len(parts) > 1 and len(parts[0]) <= STEP_TITLE:
            return parts[0].strip(), f"{parts[1]}\n{rest}".strip()
    if len(line) > STEP_TITLE:
        return "", text
    return line.strip(), rest.strip()


def _with_first_picture(
    steps: list[DocumentStep], addresses: list[tuple[str, str]], pictures: Pictures, report: list[str]
) -> list[DocumentStep]:
    """A picture above all steps goes to the first one, where that has none."""
    found = [picture for address, alt in addresses if (picture := pictures.take(address, alt))]
    if found and steps and steps[0].picture is None:
        steps = [replace(steps[0], picture=found.pop(0)), *steps[1:]]
    if found:
        report.append(f"{_amount(len(found), 'a picture')} left out: above the first step, which has one already.")
    return steps


def _about(outline: Outline, steps: list[DocumentStep], title: str) -> Document:
    said = {name: "\n\n".join(part for part in parts if part) for name, parts in outline.said.items()}
    lists: dict[str, Any] = {
        name: [line[:500] for line in (BULLET.sub("", part).strip() for part in said.get(name, "").split("\n")) if line]
        for name in LISTS
    }
    texts: dict[str, Any] = {
        name: said.get(name, "")[:CONTEXT_LIMIT] for name in ("purpose", "when_to_use", "who", "expected_result")
    }
    links = [Link(label[:200], url) for label, url in LINK.findall(said.get("links", "")) if _is_address(url)]
    words = [line for line in said.get("links", "").split("\n") if line.strip() and not LINK.search(line)]
    lists["notes"] = [*lists["notes"], *(BULLET.sub("", line).strip()[:500] for line in words)][:100]
    lists["prerequisites"] = lists["prerequisites"][:100]
    name = (outline.title or title or "Imported SOP").replace("**", "")[:TITLE_LIMIT].strip()
    return Document(key=new_key(), title=name, **texts, **lists, links=links[:100], steps=steps)


def _is_address(url: str) -> bool:
    from django.core.exceptions import ValidationError

    try:
        valid_address(url)
    except ValidationError:
        return False
    return True


def _amount(count: int, name: str) -> str:
    """“A script was”, “3 scripts were”."""
    if count == 1:
        return f"{name[0].upper()}{name[1:]} was"
    noun = name.removeprefix("an ").removeprefix("a ")
    plural = noun.replace(" (SVG)", "s (SVG)") if "(" in noun else f"{noun}s"
    return f"{count} {plural} were"
