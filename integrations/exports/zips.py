"""Archives: the same content makes the same bytes, and what is compressed already is not compressed again."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath

from integrations.exports.formats.base import File

PACKED = {".jpg", ".png", ".zip", ".pdf", ".docx", ".woff2"}
# Zip knows no time before; a fixed one keeps archives of the same content the same.
MOMENT = (1980, 1, 1, 0, 0, 0)


def add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.external_attr = 0o644 << 16
    is_packed = PurePosixPath(name).suffix in PACKED
    archive.writestr(entry, content, zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED)


def zipped(files: Iterable[File]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for file in files:
            add(archive, file.name, file.content)
    return out.getvalue()
