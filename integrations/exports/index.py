"""The index of an export as CSV: one row per SOP, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

from integrations.exports.content import ExportSop

COLUMNS = (
    *("key", "title", "library", "category", "owner", "version", "published", "steps", "minutes", "tags"),
    *("address", "content_hash", "file"),
)
# What a spreadsheet takes for the beginning of a formula; a tab or a line's end may hide one.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
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


def harmless(cell: object) -> object:
    """Text that a spreadsheet would calculate gets an apostrophe before it; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA):
        return f"'{cell}"
    return cell


def table(sops: Sequence[ExportSop]) -> str:
    return header() + "".join(row(sop) for sop in sops)
