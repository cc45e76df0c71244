"""PDF: tagged, with bookmarks, a header with title, version and date on each page, and links back to each step."""

from collections.abc import Iterator

from integrations.exports import names, typesetters
from integrations.exports.content import ExportSop
from integrations.exports.formats.base import File, Packing
from integrations.exports.formats.sheets import rendered
from integrations.exports.pictures import Pictures
from integrations.exports.typesetting import OURS, has_pango

NO_PANGO = (
    "PDF needs the system library Pango, which this machine doesn't have. On Debian and Ubuntu:"
    " apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0, then start Stepmark again."
    " All other formats work."
)


class Pdf:
    name = "pdf"
    label = "PDF"
    hint = "To hand out or print: bookmarks, header with version and date, links back to each step"
    packing = Packing.FILE
    extension = "pdf"
    media_type = "application/pdf"

    def problem(self) -> str:
        return "" if has_pango() else NO_PANGO

    def files(self, sop: ExportSop, pictures: Pictures) -> Iterator[File]:
        shown, contents = [], {}
        for step in sop.steps:
            picture = pictures.of(step)
            src = f"{OURS}{picture.name}" if picture else ""
            if picture:
                contents[src] = picture.content
            shown.append((step, picture, src))
        page = rendered("pdf.html", sop, shown, heading="h3" if sop.has_sections else "h2")
        yield File(f"{names.stem(sop.title, sop.key)}.pdf", typesetters.typeset(page, contents))
