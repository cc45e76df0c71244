"""The index of an export as CSV: one row per SOP, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

from access.spreadsheets import harmless
from integrations.exports.content import ExportSop

COLUMNS = (
    *("key", "title", "library", "category", "owner", "version", "published", "steps", "minutes", "tags"),
    *("address", "content_hash", "file"),
)
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as something else


def header() -> str:
    return BYTE_ORDER_MARK + line(COLUMNS)


def row(sop: ExportSop, file: str = "") -> str:
    document = sop.document
    return line(
        (
            *(sop.key, sop.title, sop.library, sop.category, document.owner, sop.version),
            *(sop.published_at.date().isoformat(), len(sop.steps), document.minutes or "", "; ".join(document.tags)),
            *(sop.url, sop.content_hash, file),
        )
    )


def line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([harmless(cell) for cell in cells])
    return out.getvalue()


def table(sops: Sequence[ExportSop]) -> str:
    return header() + "".join(row(sop) for sop in sops)
