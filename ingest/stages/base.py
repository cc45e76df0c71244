"""What every stage looks like, and the folder it works in."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from ingest.artefacts import Artefact

A = TypeVar("A", bound=Artefact)
POLICY = "policy.json"  # what is masked as personal data in this recording


def _nothing(share: float) -> None:
    """Progress that nobody asked for."""


@dataclass
class Workspace:
    """A folder of one recording: the file, and what each stage made of it.

    `report(share)` tells how much of the running stage is done (0..1); it may raise `Stopped`,
    so that a cancelled job ends within a second or so. Call it often, it is cheap.
    """

    folder: Path
    recording: Path
    transcript_file: Path | None = None
    events_file: Path | None = None
    report: Callable[[float], None] = field(default=_nothing)

    def path(self, name: str) -> Path:
        return self.folder / name

    @property
    def screenshots(self) -> Path:
        folder = self.folder / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def has(self, name: str) -> bool:
        return self.path(name).exists()

    def read(self, name: str, kind: type[A]) -> A:
        return kind.from_json(self.path(name).read_text(encoding="utf-8"))

    def write(self, name: str, artefact: Artefact) -> None:
        """Whole or not at all: written under another name, then renamed."""
        self.write_bytes(name, artefact.to_json().encode())

    def write_bytes(self, name: str, data: bytes) -> None:
        target = self.path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            os.replace(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


class Stage(Protocol):
    """Reads artefacts of earlier stages, writes its own. Safe to run again from the start."""

    name: str
    version: int  # raise it when the result for the same input changes
    needs: tuple[str, ...]  # artefacts it reads
    produces: str  # artefact it writes; the file's presence means that the stage is done

    def run(self, workspace: Workspace) -> None: ...
