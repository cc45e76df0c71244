"""Markdown: a file, or a zip of files with their pictures."""

import re
from collections import Counter
from urllib.parse import unquote

from markdown_it import MarkdownIt

from sops.importing.archives import Archive, is_zip
from sops.importing.base import Found, ImportRefused, Progress, Source
from sops.importing.blocks import blocks_of
from sops.importing.images import Find
from sops.importing.limits import MAX_MARKDOWN, MB
from sops.importing.outline import sop_from

FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
RAW_HTML = re.compile(r"<(?!https?:|mailto:)/?[a-zA-Z][^>\n]{0,200}>")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
EXTENSIONS = (".md", ".markdown", ".txt")
PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
PARSER.validateLink = lambda url: True  # type: ignore[method-assign]  # addresses are checked where they are taken


class MarkdownReader:
    name = "Markdown"
    extensions: tuple[str, ...] = EXTENSIONS

    def fits(self, source: Source) -> bool:
        if is_zip(source.content):
            return any(Archive(source.content).pages(".md", ".markdown"))
        is_text = b"\x00" not in source.content[:4096] or source.content.startswith(UTF_16)
        return source.extension in EXTENSIONS and is_text

    def read(self, source: Source, progress: Progress) -> Found:
        found = Found(self.name)
        if not is_zip(source.content):
            _add(found, source.stem, text_of(source.content, source.name, MAX_MARKDOWN), lambda address: None)
            return found
        archive = Archive(source.content)
        pages = list(archive.pages(".md", ".markdown"))
        for at, page in enumerate(pages):
            progress(100 * at // len(pages))
            _add_page(found, archive, page)
        if not found.sops:
            raise ImportRefused(" ".join(found.left_out) or "No steps were found in the zip file.")
        return found


def text_of(content: bytes, name: str, limit: int) -> str:
    """The file's text; ImportRefused where it is too long or no text at all."""
    if len(content) > limit:
        raise ImportRefused(
            f"“{name[-80:]}” has {len(content) / MB:.1f} MB of text; the limit is {limit // MB} MB. Split it."
        )
    if b"\x00" in content and not content.startswith(UTF_16):
        raise ImportRefused(f"“{name[-80:]}” is no text file. Send it with the ending that it really has.")
    encodings = ("utf-16",) if content.startswith(UTF_16) else ("utf-8-sig", "cp1252", "latin-1")
    for encoding in encodings:
        try:
            return content.decode(encoding).replace("\r\n", "\n").replace("\x00", "")
        except UnicodeDecodeError:
            continue
    raise ImportRefused(f"“{name[-80:]}” is damaged: its letters can't be read.")


def _add(found: Found, title: str, text: str, find: Find) -> None:
    lost: Counter[str] = Counter()
    head = FRONT_MATTER.match(text)
    if head:
        named = re.search(r"^title:\s*[\"']?(.+?)[\"']?\s*$", head.group(1), re.MULTILINE)
        title, text = (named.group(1) if named else title), text[head.end() :]
    html_tags = len(RAW_HTML.findall(text))
    sop, report = sop_from(blocks_of(PARSER.render(text), lost), title=title, find=find, lost=lost)
    if html_tags:
        report.append(f"HTML inside the Markdown was taken as plain text ({html_tags} places).")
    found.sops.append(sop)
    found.left_out += report


def _add_page(found: Found, archive: Archive, page: str) -> None:
    source = Source(page, archive.read(page))
    title = re.sub(r"\s+[0-9a-f]{32}$", "", source.stem)  # Notion puts an id behind
    try:
        _add(found, title, text_of(source.content, page, MAX_MARKDOWN), finder(archive, page))
    except ImportRefused as problem:
        found.left_out.append(f"“{page[-80:]}” was left out: {problem}")


def finder(archive: Archive, page: str) -> Find:
    """Pictures beside a page of a zip, by the address that the page has for them."""

    def find(address: str) -> bytes | None:
        name = archive.beside(page, unquote(address.split("?")[0].split("#")[0]))
        return archive.read(name) if name else None

    return find
