"""The big segment as a file, so that a new process starts from it and reads only the tail of the log.

Plain arrays in one zip without pickles; its checksums are verified on reading. Anything odd – another log, another
model, another form, a half-written file – and the log is read instead.
"""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import structlog
from django.conf import settings
from scipy import sparse

from search.index.segment import SOP_FIELDS, STEP_FIELDS, Tables

if TYPE_CHECKING:
    from search.index.reading import Reading

FORM = 2  # grows with every change of what is tokenised or stored
WORTH_ROWS = 2_000
ARRAYS = ("sop_ids", "library_ids", "category_ids", "version_ids", "starts", "numbers")
VECTORS = ("title_vectors", "outline_vectors")  # half as precise on the disk, like those of steps
logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Stored:
    sequence: int
    terms: list[str]
    tables: Tables


def load(log_id: object, model_id: str, dimension: int) -> Stored | None:
    """The snapshot of this log and model, or None."""
    path = _path()
    try:
        with np.load(path, allow_pickle=False) as arrays:
            about = json.loads(bytes(arrays["about"]).decode())
            if about["form"] != FORM or about["log_id"] != str(log_id) or about["model_id"] != model_id:
                return None
            stored = Stored(about["sequence"], bytes(arrays["terms"]).decode().split("\n"), _tables(arrays))
            return stored if stored.tables.title_vectors.shape[1] == dimension else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError) as problem:
        logger.warning("snapshot_unusable", path=str(path), problem=str(problem))
        return None


def save(log_id: object, model_id: str, reading: Reading) -> bool:
    """Write a snapshot. False where another process is writing one."""
    with writing(wait=False) as is_mine:
        if is_mine:
            write(log_id, model_id, reading)
        return is_mine


def write(log_id: object, model_id: str, reading: Reading) -> None:
    """For whoever holds `writing`. Beside it first, then renamed into place: a half-written one is never read."""
    segment = reading.parts[0].segment
    tables = segment.tables
    about = {"form": FORM, "log_id": str(log_id), "model_id": model_id, "sequence": reading.sequence}
    arrays: dict[str, Any] = {name: getattr(tables, name) for name in ARRAYS}
    arrays |= {name: getattr(tables, name).astype(np.float16) for name in VECTORS}
    arrays["step_vectors"] = segment.vectors.matrix.astype(np.float16)
    arrays["about"] = _bytes(json.dumps(about))
    arrays["terms"] = _bytes("\n".join(reading.vocabulary.terms))
    for name, counts in tables.counts.items():
        arrays |= {f"{name}.data": counts.data, f"{name}.indices": counts.indices, f"{name}.indptr": counts.indptr}
        arrays[f"{name}.shape"] = np.array(counts.shape)
    with tempfile.NamedTemporaryFile(dir=_path().parent, suffix=".part", delete=False) as file:
        np.savez(file, **arrays)
    os.replace(file.name, _path())


def forget() -> None:
    """The file holds words that must not be kept. The next one is written from the log as it is then."""
    with writing(wait=True):
        _path().unlink(missing_ok=True)


@contextmanager
def writing(*, wait: bool) -> Iterator[bool]:
    """Hold the right to write: True if this process has it. It ends with the process, however that ends."""
    folder = Path(settings.STEPMARK_SEARCH_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "writing").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _path() -> Path:
    return Path(settings.STEPMARK_SEARCH_DIR) / "snapshot.npz"


def _tables(arrays: Any) -> Tables:
    counts = {
        name: sparse.csr_matrix(
            (arrays[f"{name}.data"], arrays[f"{name}.indices"], arrays[f"{name}.indptr"]),
            shape=tuple(arrays[f"{name}.shape"]),
        )
        for name in (*STEP_FIELDS, *SOP_FIELDS)
    }
    plain = {name: arrays[name] for name in ARRAYS}
    vectors = {name: arrays[name].astype(np.float32) for name in (*VECTORS, "step_vectors")}
    return Tables(counts=counts, **plain, **vectors)


def _bytes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), dtype=np.uint8)
