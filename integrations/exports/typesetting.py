"""HTML to PDF by WeasyPrint. It fetches nothing: every address but those of its own pictures is refused.

Runs in a process of its own too (`python -m integrations.exports.typesetting`), one document after another from
standard input: see `typesetters`. So it knows neither Django nor the database.
"""

import io
import json
import resource
import struct
import sys
from functools import cache
from pathlib import Path
from typing import IO, Any

# A document that readers of PDF/UA accept: tagged, with a title, a language and alternatives of pictures.
VARIANT = "pdf/ua-1"
FILES = Path(__file__).parent / "files"
FONT = Path(__file__).parents[2] / "kb" / "static" / "fonts" / "inter-latin.woff2"
WEIGHTS = (400, 600, 700)
OURS = "stepmark:"
LENGTH = struct.Struct(">Q")


@cache
def has_pango() -> bool:
    """Whether the system has what WeasyPrint loads when it is imported. Asked once per process."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return False
    return True


def typeset(page: str, pictures: dict[str, bytes]) -> bytes:
    """The page as PDF; `pictures` are all that its addresses may name."""
    from weasyprint import HTML

    sheet, fonts = _sheet()
    html = HTML(string=page, url_fetcher=fetcher_of(pictures), base_url=None)
    pdf: bytes = html.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant=VARIANT)
    return pdf


def fetcher_of(known: dict[str, bytes]) -> Any:
    """Gives what is in `known`, and refuses everything else: no file, no network, no redirect."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyOurs(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith(OURS) or url not in known:
                raise ValueError(f"An export fetches nothing from elsewhere: {url[:200]}")
            kind = "font/ttf" if "inter" in url else "image/jpeg"
            return URLFetcherResponse(url, known[url], {"Content-Type": kind})

    return OnlyOurs(allowed_protocols=["stepmark"])


@cache
def _sheet() -> tuple[Any, Any]:
    """The stylesheet and its fonts, read once per process."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    known = {f"{OURS}inter-{weight}": content for weight, content in _weights().items()}
    faces = "".join(
        f"@font-face {{ font-family: Inter; src: url({OURS}inter-{weight}); font-weight: {weight}; }}\n"
        for weight in _weights()
    )
    style = faces + "".join((FILES / name).read_text(encoding="utf-8") for name in ("common.css", "print.css"))
    return CSS(string=style, url_fetcher=fetcher_of(known), font_config=fonts), fonts


@cache
def _weights() -> dict[int, bytes]:
    """The variable font cut into single weights once: cutting it for each document took half of the time."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    cut = {}
    for weight in WEIGHTS if FONT.exists() else ():
        font = TTFont(FONT)
        axes = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
        single = instantiateVariableFont(font, {**axes, "wght": weight}, inplace=True)
        single.flavor = None
        out = io.BytesIO()
        single.save(out)
        cut[weight] = out.getvalue()
    return cut


def send(out: IO[bytes], *parts: bytes) -> None:
    for part in parts:
        out.write(LENGTH.pack(len(part)) + part)
    out.flush()


def receive(source: IO[bytes]) -> bytes | None:
    """The next part, or None at the end."""
    head = source.read(LENGTH.size)
    return source.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else None


def main(memory_bytes: str) -> None:
    """Documents in, PDFs out, until the other end closes: each a JSON head, the page and its pictures."""
    limit = int(memory_bytes)
    if limit:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    source, out = sys.stdin.buffer, sys.stdout.buffer
    while (head := receive(source)) is not None:
        names = json.loads(head)
        page = (receive(source) or b"").decode()
        pictures = {name: receive(source) or b"" for name in names}
        try:
            send(out, b"done", typeset(page, pictures))
        except MemoryError:
            send(out, b"memory", b"")
        except Exception as problem:
            send(out, b"failed", repr(problem)[:2000].encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
