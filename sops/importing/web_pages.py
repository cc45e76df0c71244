"""HTML as Confluence, Notion and others export it: one page, or a zip of pages with their pictures."""

import re
from collections import Counter

from sops.importing.archives import Archive, is_zip
from sops.importing.base import Found, ImportRefused, Progress, Source
from sops.importing.blocks import blocks_of, title_of
from sops.importing.images import Find
from sops.importing.limits import MAX_HTML
from sops.importing.markdown_files import finder, text_of
from sops.importing.outline import sop_from

EXTENSIONS = (".html", ".htm", ".xhtml")
LOOKS_LIKE_HTML = re.compile(rb"<(!doctype\s+html|html|head|body|h1|div|article)\b", re.IGNORECASE)
NOTION_ID = re.compile(r"\s+[0-9a-f]{32}$")
# Pages of an export that only list the others.
INDEX_PAGES = re.compile(r"(^|/)index\.html?$", re.IGNORECASE)


class WebPageReader:
    name = "Confluence, Notion or other HTML"
    extensions: tuple[str, ...] = (*EXTENSIONS, ".zip")

    def fits(self, source: Source) -> bool:
        if is_zip(source.content):
            return any(Archive(source.content).pages(*EXTENSIONS))
        return bool(LOOKS_LIKE_HTML.search(source.content[:4096])) and b"\x00" not in source.content[:4096]

    def read(self, source: Source, progress: Progress) -> Found:
        found = Found(self.name)
        if not is_zip(source.content):
            _add(found, source, lambda address: None)
            return found
        archive = Archive(source.content)
        pages = list(archive.pages(*EXTENSIONS))
        pages = [page for page in pages if not INDEX_PAGES.search(page)] or pages
        for at, page in enumerate(pages):
            progress(100 * at // len(pages))
            try:
                _add(found, Source(page, archive.read(page)), finder(archive, page))
            except ImportRefused as problem:
                found.left_out.append(f"“{page[-80:]}” was left out: {problem}")
        if not found.sops:
            raise ImportRefused(" ".join(found.left_out) or "No steps were found in the zip file.")
        return found


def _add(found: Found, source: Source, find: Find) -> None:
    html = text_of(source.content, source.name, MAX_HTML)
    lost: Counter[str] = Counter()
    title = _title(html, source)
    sop, report = sop_from(blocks_of(html, lost), title=title, find=find, lost=lost)
    found.sops.append(sop)
    found.left_out += report


def _title(html: str, source: Source) -> str:
    """Confluence puts the name of the space in front: “Sales : Request a discount”."""
    title = title_of(html).rpartition(" : ")[2] or source.stem
    return NOTION_ID.sub("", title)
