"""What a format is. One file beside this one each; `tests/integrations/exports/format_contract.py` holds for all."""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple, Protocol

from integrations.exports.content import ExportSop
from integrations.exports.pictures import Pictures


class Packing(Enum):
    """How the files of one SOP are handed out."""

    FILE = "file"  # one file, as it is
    FOLDER = "folder"  # several: a zip for one SOP, a folder in the zip of many
    PACKAGE = "package"  # a zip always: what a learning system takes


class File(NamedTuple):
    """`name` is relative to where the format's files of this SOP go; it may contain folders."""

    name: str
    content: bytes


class Format(Protocol):
    """Writes one published SOP in somebody else's format."""

    name: str
    label: str
    hint: str
    packing: Packing
    extension: str  # of what one SOP becomes
    media_type: str

    def problem(self) -> str:
        """Why it can't be made on this machine, as a sentence that says what to do; empty where it can."""

    def files(self, sop: ExportSop, pictures: Pictures) -> Iterable[File]:
        """All files of the SOP. Each format names the version and the hash of the content in them."""
