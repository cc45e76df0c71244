"""Zip files of strangers: looked at before anything is unpacked, and never unpacked to disk."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from sops.importing.base import ImportRefused
from sops.importing.limits import MAX_ENTRIES, MAX_RATIO, MAX_UNPACKED, MB, RATIO_COUNTS_FROM

ENCRYPTED = 0x1


class Archive:
    """The files of a zip by their names, read one at a time."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = [entry for entry in self._zip.infolist() if not entry.filename.endswith("/")]
        except (zipfile.BadZipFile, ValueError, OSError, UnicodeDecodeError, NotImplementedError) as problem:
            raise ImportRefused("The zip file is damaged. Export it again and try once more.") from problem
        _check(entries)
        self._entries = {entry.filename.replace("\\", "/"): entry for entry in entries}
        self._unpacked = 0

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """At most as many bytes as its directory says: from a bomb more would come out than it promises."""
        entry = self._entries[name]
        try:
            with self._zip.open(entry) as file:
                content = file.read(entry.file_size + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError) as problem:
            raise ImportRefused(f"“{name[-80:]}” in the zip file can't be unpacked.") from problem
        except Exception as problem:  # zlib.error, lzma.LZMAError: each packer has its own
            raise ImportRefused(f"“{name[-80:]}” in the zip file is damaged.") from problem
        self._unpacked += len(content)
        if len(content) > entry.file_size or self._unpacked > MAX_UNPACKED:
            raise ImportRefused(f"The zip file unpacks to more than {MAX_UNPACKED // MB} MB. Split it.")
        return content

    def beside(self, page: str, address: str) -> str | None:
        """The name of what `page` means by a relative address; None where it is not in the zip, or leads out of it."""
        parts: list[str] = []
        for part in (*PurePosixPath(page).parent.parts, *PurePosixPath(address.replace("\\", "/")).parts):
            if part == "..":
                if not parts:
                    return None
                parts.pop()
            elif part != ".":
                parts.append(part)
        name = "/".join(parts)
        return name if name in self._entries else None

    def pages(self, *extensions: str) -> Iterator[str]:
        """Names with these endings, in their order, without what systems put beside."""
        for name in sorted(self._entries):
            is_hidden = name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(".")
            if not is_hidden and name.lower().endswith(extensions):
                yield name


def is_zip(content: bytes) -> bool:
    return content[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise ImportRefused(f"The zip file holds {len(entries)} files; the limit is {MAX_ENTRIES}. Split it.")
    for entry in entries:
        _check_name(entry.filename)
        if entry.flag_bits & ENCRYPTED:
            raise ImportRefused("The zip file is locked with a password. Unlock it and send it again.")
        is_bomb = entry.file_size > RATIO_COUNTS_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        if is_bomb:
            raise ImportRefused(
                f"“{entry.filename[-80:]}” unpacks to {entry.file_size // MB} MB from almost nothing. It is not opened."
            )
    total = sum(entry.file_size for entry in entries)
    if total > MAX_UNPACKED:
        raise ImportRefused(
            f"The zip file unpacks to {total // MB} MB; the limit is {MAX_UNPACKED // MB} MB. Split it."
        )


def _check_name(name: str) -> None:
    path = PurePosixPath(name.replace("\\", "/"))
    if not path.parts:
        raise ImportRefused("A file in the zip file has no name. Pack it again and send it once more.")
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\x00" in name:
        raise ImportRefused(f"“{name[-80:]}” in the zip file points outside of it. Such a file is not opened.")
