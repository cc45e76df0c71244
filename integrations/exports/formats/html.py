"""One HTML file with everything in it: pictures too, and no script. It opens anywhere, also without a network."""

import base64
from collections.abc import Iterator

from integrations.exports import names
from integrations.exports.content import ExportSop
from integrations.exports.formats.base import File, Packing
from integrations.exports.formats.sheets import rendered, text_of
from integrations.exports.pictures import Pictures


class SingleHtml:
    name = "html"
    label = "Web page"
    hint = "One file with pictures inside, opens in every browser without a network"
    packing = Packing.FILE
    extension = "html"
    media_type = "text/html"

    def problem(self) -> str:
        return ""

    def files(self, sop: ExportSop, pictures: Pictures) -> Iterator[File]:
        shown = []
        for step in sop.steps:
            picture = pictures.of(step)
            src = f"data:image/jpeg;base64,{base64.b64encode(picture.content).decode()}" if picture else ""
            shown.append((step, picture, src))
        heading = "h3" if sop.has_sections else "h2"
        style = text_of("common.css") + text_of("screen.css")
        page = rendered("single.html", sop, shown, style=style, heading=heading)
        yield File(f"{names.stem(sop.title, sop.key)}.html", page.encode())
