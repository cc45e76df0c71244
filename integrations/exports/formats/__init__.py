"""All formats, in the order in which people are offered them. A new one is a file beside these and a line here."""

from integrations.exports.formats.agent import AgentJson
from integrations.exports.formats.base import File, Format, Packing
from integrations.exports.formats.cmi5 import Cmi5
from integrations.exports.formats.docx import Docx
from integrations.exports.formats.html import SingleHtml
from integrations.exports.formats.markdown import MarkdownZip
from integrations.exports.formats.pdf import Pdf
from integrations.exports.formats.scorm import Scorm

_ALL: tuple[Format, ...] = (Pdf(), Docx(), SingleHtml(), MarkdownZip(), Scorm(), Cmi5(), AgentJson())
FORMATS = {one.name: one for one in _ALL}

__all__ = ["FORMATS", "File", "Format", "Packing"]
