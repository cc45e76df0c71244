"""Writes an export's file: SOP by SOP into the archive, so that a whole library needs no more memory than one SOP."""

import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from integrations.exports import index, names
from integrations.exports.ahead import ahead
from integrations.exports.content import ExportSop
from integrations.exports.errors import ExportFailed, Stopped
from integrations.exports.formats.base import File, Format, Packing
from integrations.exports.pictures import Pictures
from integrations.exports.zips import add, zipped

log = structlog.get_logger(__name__)


@dataclass
class Built:
    """`contents` and `named` are what a download is checked against: see `downloads`."""

    path: Path
    file_name: str
    contents: list[dict[str, Any]] = field(default_factory=list)
    named: set[int] = field(default_factory=set)

    def note(self, sop: ExportSop) -> None:
        self.contents.append({"sop": sop.sop_id, "key": sop.key, "version": sop.version, "hash": sop.content_hash})
        self.named.update(sop.named)


def build_one(sop: ExportSop, form: Format, folder: Path) -> Built:
    """The file of a single SOP; its name says which version it holds."""
    name, content = packed(sop, Pictures(sop), form)
    stem, _, ending = name.rpartition(".")
    built = Built(folder / "export", f"{stem}-v{sop.version}.{ending}")
    built.path.write_bytes(content)
    built.note(sop)
    return built


def build_many(
    sops: Iterable[ExportSop], form: Format, folder: Path, *, title: str, on_done: Callable[[int], None]
) -> Built:
    """A zip of all of them by category, with an index as CSV; `on_done` hears how many are in it."""
    built = Built(folder / "export.zip", f"{names.folder(title)}-{form.name}.zip")
    rows = [index.header()]
    with zipfile.ZipFile(built.path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        # Pictures ask the database when they are made, so they are made here; threads only draw and write.
        both = ((sop, Pictures(sop)) for sop in sops)
        made = ahead(both, lambda pair: _files_in_archive(*pair, form))
        for number, ((sop, _), files) in enumerate(made, start=1):
            prefix = names.folder(sop.category)
            for file in files:
                add(archive, f"{prefix}/{file.name}", file.content)
            rows.append(index.row(sop, f"{prefix}/{files[0].name}"))
            built.note(sop)
            on_done(number)
        add(archive, "index.csv", "".join(rows).encode())
    return built


def packed(sop: ExportSop, pictures: Pictures, form: Format) -> tuple[str, bytes]:
    """One file for one SOP, whatever the format: its name and its content."""
    files = written(sop, pictures, form)
    if form.packing is Packing.FILE:
        return files[0].name, files[0].content
    return f"{names.stem(sop.title, sop.key)}.zip", zipped(files)


def written(sop: ExportSop, pictures: Pictures, form: Format) -> list[File]:
    """The format's files; what goes wrong is told with the SOP's title."""
    try:
        return list(form.files(sop, pictures))
    except (ExportFailed, Stopped):
        raise
    except MemoryError as problem:
        raise ExportFailed(f"“{sop.title}” needs more memory than there is. Split it into smaller SOPs.") from problem
    except Exception as problem:
        log.exception("sop_not_written", sop=sop.sop_id, format=form.name)
        raise ExportFailed(
            f"“{sop.title}” could not be written as {form.label}. It was logged; try another format, or tell the"
            " person who runs this site."
        ) from problem


def _files_in_archive(sop: ExportSop, pictures: Pictures, form: Format) -> list[File]:
    if form.packing is Packing.FOLDER:
        stem = names.stem(sop.title, sop.key)
        return [File(f"{stem}/{file.name}", file.content) for file in written(sop, pictures, form)]
    return [File(*packed(sop, pictures, form))]


def index_only(sops: Iterable[ExportSop], folder: Path, *, title: str, on_done: Callable[[int], None]) -> Built:
    """The index by itself."""
    built = Built(folder / "export.csv", f"{names.folder(title)}-index.csv")
    with built.path.open("w", encoding="utf-8", newline="") as out:
        out.write(index.header())
        for number, sop in enumerate(sops, start=1):
            out.write(index.row(sop))
            built.note(sop)
            on_done(number)
    return built
