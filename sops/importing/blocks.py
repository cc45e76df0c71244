"""A page of HTML as a flat list of blocks, in reading order. Word and Markdown come this way too."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from bs4 import BeautifulSoup, Comment, NavigableString, PageElement, Tag
from bs4.exceptions import ParserRejectedMarkup
from markdownify import MarkdownConverter

from sops.importing.base import ImportRefused
from sops.importing.limits import MAX_DEPTH

Kind = Literal["heading", "item", "text", "note", "picture"]
CONTAINERS = {
    "div",
    "section",
    "article",
    "main",
    "body",
    "html",
    "header",
    "figure",
    "details",
    "center",
    "form",
    "span",
}
SILENT = {"head", "nav", "footer", "style", "title", "meta", "link", "template", "noscript", "button", "summary"}
# What can't be shown in an SOP, and how it is called in the report.
LOST = {
    "script": "a script",
    "iframe": "an embedded page",
    "video": "a video",
    "audio": "a sound",
    "object": "an embedded file",
    "embed": "an embedded file",
    "svg": "a drawing (SVG)",
    "canvas": "a drawing",
    "input": "",
}
CALLOUTS = re.compile(r"callout|information-macro|panel|admonition|alert", re.IGNORECASE)
CAUTION = re.compile(r"warning|caution|danger|important|macro-note|⚠|🛑|❗|🚨", re.IGNORECASE)
LABELLED = re.compile(
    r"^\W*(note|tip|hint|info|information|caution|warning|important|attention|danger)\W*[:!\-–—]\W*", re.IGNORECASE
)
WHITE = re.compile(r"[ \t\r\n\f]+")
# Signs that only decorate a callout.
TRIM = re.compile(r"\A[*\s\u26a0\ufe0f\u2139\U0001f4a1]+|[*\s]+\Z")
CHECKBOX = re.compile(r"^\s*\[[ xX]\]\s+")


@dataclass
class Block:
    """`text` is Markdown. Of an item `rest` is what stands below its first line, `notes` its notes."""

    kind: Kind
    text: str = ""
    level: int = 0
    rest: str = ""
    is_caution: bool = False
    pictures: list[tuple[str, str]] = field(default_factory=list)  # address, alternative text
    notes: list["Block"] = field(default_factory=list)


class _Converter(MarkdownConverter):
    """Markdown without pictures (they are kept apart) and without what stands there only to look nice."""

    def convert_img(self, el: Any, text: str, *args: Any, **kwargs: Any) -> str:
        return ""


def blocks_of(html: str, lost: Counter[str]) -> list[Block]:
    """What can't be taken is counted in `lost`, under its name."""
    soup = _parsed(html)
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for tag in soup.find_all(list(LOST)):
        if tag.decomposed:  # with the one that it stood in
            continue
        if LOST[tag.name]:
            lost[LOST[tag.name]] += 1
        tag.decompose()
    for text in soup.find_all(string=True):
        if not text.find_parent("pre"):
            text.replace_with(NavigableString(WHITE.sub(" ", text)))
    return list(_walk(soup.body or soup, 0))


def _parsed(html: str) -> BeautifulSoup:
    try:
        return BeautifulSoup(html, "html.parser")
    except ParserRejectedMarkup as problem:
        raise ImportRefused("The page is damaged: its HTML can't be read. Export it again.") from problem


def title_of(html: str) -> str:
    soup = _parsed(html[:200_000])
    return " ".join(soup.title.get_text(" ").split()) if soup.title else ""


def markdown_of(node: PageElement | str) -> str:
    html = str(node)
    converter = _Converter(heading_style="ATX", bullets="-", escape_underscores=False, escape_asterisks=False)
    text = converter.convert(html)
    lines = [line.rstrip() for line in text.replace("\xa0", " ").splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _walk(parent: Tag, depth: int) -> Iterator[Block]:
    if depth > MAX_DEPTH:
        raise ImportRefused(f"The page is nested more than {MAX_DEPTH} levels deep. Simplify it and try again.")
    loose: list[str] = []
    for child in parent.children:
        if isinstance(child, NavigableString) or (isinstance(child, Tag) and _is_inline(child)):
            loose.append(str(child))
            continue
        yield from _text("".join(loose))
        loose = []
        if isinstance(child, Tag):
            yield from _block(child, depth)
    yield from _text("".join(loose))


def _block(tag: Tag, depth: int) -> Iterator[Block]:
    name = tag.name
    if name in SILENT:
        return
    if name in ("h1", "h2", "h3", "h4", "h5", "h6"):
        text = markdown_of("".join(str(child) for child in tag.children)).replace("**", "").replace("\n", " ")
        if text:
            yield Block("heading", text.strip("# "), int(name[1]))
        yield from _pictures(tag)
    elif name == "ol":
        yield from (_item(li, depth) for li in tag.find_all("li", recursive=False))
    elif _is_callout(tag):
        yield _note(tag)
    elif name in CONTAINERS:
        yield from _walk(tag, depth + 1)
    elif name == "img":
        yield from _pictures(tag)
    elif name != "hr":
        yield from _text(str(tag))


def _text(html: str) -> Iterator[Block]:
    """A paragraph, list, table or loose words; its pictures behind it. Words like “Note:” in front make it a note."""
    if not html.strip():
        return
    text = markdown_of(html)
    if text:
        found = LABELLED.match(text)
        if found and not text.startswith(("|", "- ", "#")):
            yield Block("note", text[found.end() :].strip("* "), is_caution=bool(CAUTION.search(found.group(0))))
        else:
            yield Block("text", text)
    yield from _pictures(BeautifulSoup(html, "html.parser"))


def _item(li: Tag, depth: int) -> Block:
    """A numbered line: its first paragraph is the step, all else stands below."""
    first: list[str] = []
    rest: list[str] = []
    item = Block("item")
    for child in list(li.children):
        is_block = isinstance(child, Tag) and not _is_inline(child)
        if isinstance(child, Tag):
            item.pictures += [(str(img.get("src") or ""), str(img.get("alt") or "")) for img in _images(child)]
        if is_block and isinstance(child, Tag) and _is_callout(child):
            item.notes.append(_note(child))
        elif not is_block and not rest:
            first.append(str(child))
        elif is_block and not "".join(first).strip() and isinstance(child, Tag) and child.name in ("p", "div", "span"):
            first.append("".join(str(inner) for inner in child.children))
            first.append(" ")
            rest.append("")
        else:
            rest.append(str(child))
    item.text = " ".join(CHECKBOX.sub("", markdown_of("".join(first))).split())
    for block in (block for html in rest for block in _text(html) if block.kind != "picture"):
        if block.kind == "note":
            item.notes.append(block)
        else:
            item.rest = f"{item.rest}\n\n{block.text}".strip()
    return item


def _note(tag: Tag) -> Block:
    marks = " ".join([*map(str, tag.get("class") or []), tag.get_text(" ")[:60]])
    text = markdown_of(tag)
    text = re.sub(r"^\[!(\w+)\]\s*", "", re.sub(r"^> ?", "", text, flags=re.MULTILINE)).strip()
    found = LABELLED.match(text)
    is_caution = bool(CAUTION.search(marks) or (found and CAUTION.search(found.group(0))))
    note = Block("note", TRIM.sub("", text[found.end() :] if found else text), is_caution=is_caution)
    note.pictures = [(str(img.get("src") or ""), str(img.get("alt") or "")) for img in _images(tag)]
    return note


def _is_callout(tag: Tag) -> bool:
    classes = " ".join(map(str, tag.get("class") or []))
    if tag.name in ("div", "figure", "aside") and CALLOUTS.search(classes):
        return True
    text = tag.get_text(" ").strip() if tag.name in ("blockquote", "aside") else ""
    return bool(text) and bool(LABELLED.match(text) or text.startswith("[!"))


def _pictures(tag: Tag) -> Iterator[Block]:
    for img in _images(tag):
        address = str(img.get("src") or "")
        if address:
            yield Block("picture", pictures=[(address, str(img.get("alt") or ""))])


def _images(tag: Tag) -> list[Tag]:
    return [tag] if tag.name == "img" else list(tag.find_all("img"))


def _is_inline(tag: Tag) -> bool:
    if tag.name == "span":
        return not tag.find(["p", "div", "ol", "ul", "table", "h1", "h2", "h3", "h4", "img"])
    if tag.name == "a":
        return not tag.find(["img", "div", "p"])
    return tag.name in {
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "del",
        "ins",
        "code",
        "br",
        "sub",
        "sup",
        "small",
        "mark",
        "font",
        "label",
        "time",
        "kbd",
        "abbr",
        "cite",
        "q",
        "wbr",
    }
