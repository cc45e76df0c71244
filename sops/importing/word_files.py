"""Word (.docx), read by mammoth after its parts were looked through for what harms."""

import io
from collections import Counter

import mammoth
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from sops.importing.archives import Archive, is_zip
from sops.importing.base import Found, ImportRefused, Progress, Source
from sops.importing.blocks import blocks_of
from sops.importing.limits import MAX_FILE, MAX_HTML, MB
from sops.importing.outline import sop_from

# Old Word, and locked new Word, are the same kind of container.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PARTS = (".xml", ".rels")
STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='List Number'] => ol > li:fresh
p[style-name='List Bullet'] => ul > li:fresh
p[style-name='Quote'] => blockquote:fresh
p[style-name='Intense Quote'] => blockquote:fresh
"""


class WordReader:
    name = "Word"
    extensions: tuple[str, ...] = (".docx",)

    def fits(self, source: Source) -> bool:
        if source.content.startswith(OLE):
            return True
        return is_zip(source.content) and "word/document.xml" in Archive(source.content)

    def read(self, source: Source, progress: Progress) -> Found:
        if source.content.startswith(OLE):
            raise ImportRefused(
                "This Word file is locked with a password, or of the old kind (.doc). Save it as .docx without one."
            )
        archive = Archive(source.content)
        _look_through(archive)
        progress(20)
        html, messages = _html_of(source.content)
        progress(60)
        lost: Counter[str] = Counter()
        sop, report = sop_from(
            blocks_of(html, lost), title=_title_of(archive) or source.stem, find=lambda address: None, lost=lost
        )
        return Found(self.name, [sop], [*report, *messages, *_not_carried(archive)])


def _look_through(archive: Archive) -> None:
    """Entities and document types have no place in Word's parts: whoever puts them there means harm."""
    for name in archive.names:
        if name.lower().endswith(PARTS):
            try:
                ElementTree.fromstring(archive.read(name), forbid_dtd=True)
            except DefusedXmlException as problem:
                raise ImportRefused("The Word file holds XML that points outside of it. It is not opened.") from problem
            except (ElementTree.ParseError, ValueError, LookupError) as problem:
                raise ImportRefused(f"The Word file is damaged: “{name[-80:]}” can't be read.") from problem


def _html_of(content: bytes) -> tuple[str, list[str]]:
    """What mammoth makes of it; pictures inside as data."""
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(content), style_map=STYLES, external_file_access=False, id_prefix="w-"
        )
    except Exception as problem:  # mammoth raises whatever the broken part leads to
        raise ImportRefused("The Word file is damaged. Open it in Word, save it again, and try once more.") from problem
    html = str(result.value)
    if len(html) > MAX_FILE or len(_without_data(html)) > MAX_HTML:
        raise ImportRefused(f"The Word file holds more than {MAX_HTML // MB} MB of text. Split it.")
    return html, []


def _without_data(html: str) -> str:
    return " ".join(part.split('"', 1)[-1] for part in html.split('src="data:'))


def _title_of(archive: Archive) -> str:
    """The title in the file's properties, where somebody filled it in."""
    if "docProps/core.xml" not in archive:
        return ""
    root = ElementTree.fromstring(archive.read("docProps/core.xml"), forbid_dtd=True)
    found = root.find("{http://purl.org/dc/elements/1.1/}title")
    title = " ".join((found.text or "").split()) if found is not None else ""
    return "" if title.lower() in ("", "word document", "document") else title


def _not_carried(archive: Archive) -> list[str]:
    """What a Word file may hold and an SOP has no place for."""
    known = {
        "word/comments.xml": "Comments were left out.",
        "word/charts/": "Charts were left out. Add them as pictures.",
        "word/embeddings/": "Embedded files were left out.",
        "word/diagrams/": "SmartArt was left out. Add it as a picture.",
        "word/header": "Headers were left out.",
        "word/footer": "Footers were left out.",
    }
    return [sentence for start, sentence in known.items() if any(name.startswith(start) for name in archive.names)]
