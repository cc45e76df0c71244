"""What the packages for learning systems have in common: the course itself, one step at a time."""

from collections.abc import Iterator
from xml.etree import ElementTree

from integrations.exports.content import ExportSop
from integrations.exports.formats.base import File
from integrations.exports.formats.sheets import rendered, text_of
from integrations.exports.pictures import Pictures

SHEETS = ("common.css", "screen.css", "course.css", "player.js")


def course(sop: ExportSop, pictures: Pictures, *, tracker: str, connects: bool = False) -> Iterator[File]:
    """The page, its styles and scripts, and its pictures. `tracker` is the script that tells the learning system."""
    shown = []
    for step in sop.steps:
        picture = pictures.of(step)
        shown.append((step, picture, f"pictures/{picture.name}" if picture else ""))
    yield File("index.html", rendered("course.html", sop, shown, tracker=tracker, connects=connects).encode())
    for name in (*SHEETS, tracker):
        yield File(name, text_of(name).encode())
    for _, picture, src in shown:
        if picture:
            yield File(src, picture.content)


def xml_bytes(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="utf-8") + b"\n"


def without_controls(text: str) -> str:
    """Without the characters that XML doesn't allow."""
    return "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))


def described(sop: ExportSop) -> str:
    return f"Version {sop.version} of {sop.published_at:%-d %B %Y}. Content hash (SHA-256) {sop.content_hash}."
