"""What was redacted is nowhere: every byte of every file that belongs to the site, and what it logged."""

import base64
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from PIL import Image

from integrations.exports import downloads, services, working
from integrations.exports.folders import services as folders
from integrations.exports.folders import syncing
from search import embedding
from sops.document import Highlight
from sops.models import Sop
from sops.pictures import store_picture
from sops.services import editing, publishing, redacting
from tests.support.browsing import client_of
from tests.support.cast import gather
from tests.support.make import make_sop, step_of

CANARY = "KANARI4711QX"
WORDS = [{"text": CANARY, "box": [0.1, 0.1, 0.3, 0.1]}, {"text": "Save", "box": [0.7, 0.7, 0.1, 0.05]}]
REGION = Highlight(0, 0, 1, 0.5)
DATA = re.compile(rb"base64,([A-Za-z0-9+/=]+)")


def canary_picture() -> bytes:
    """A picture whose pixels in the upper half, uncompressed, are the canary again and again."""
    line = (CANARY.encode() * 200)[: 320 * 3]
    out = io.BytesIO()
    Image.frombytes("RGB", (320, 200), line * 90 + b"\xff" * 320 * 3 * 110).save(out, "PNG")
    return out.getvalue()


def pixels_say_it(content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content)) as image:
            return CANARY.encode() in image.convert("RGB").tobytes()
    except OSError:
        return False


def inside(content: bytes) -> Iterator[bytes]:
    """The bytes, and those of pictures and files in it."""
    yield content
    for found in DATA.findall(content):
        yield base64.b64decode(found)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from inside(archive.read(name))


def files_with_it(*roots: Path) -> list[str]:
    files = [path for root in roots for path in ([root] if root.is_file() else root.rglob("*")) if path.is_file()]
    return [
        str(path)
        for path in files
        if any(CANARY.encode() in part or pixels_say_it(part) for part in inside(path.read_bytes()))
    ]


@pytest.mark.heavy
@pytest.mark.django_db(transaction=True)
def test_a_canary_is_in_no_byte_after_it_was_redacted(
    settings: Any, var_dir: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Case 20: media, small pictures, exports, folders for others, the database's own files, search, logs, answers."""
    monkeypatch.setattr("search.tasks.embed_sop.delay", embedding.embed_sop)
    monkeypatch.setattr("integrations.exports.services._send_now", lambda export_id: None)
    monkeypatch.setattr("integrations.exports.folders.services._send", lambda folder_id: None)
    settings.STEPMARK_EXPORT_ROOT = var_dir / "folders"
    settings.STEPMARK_BASE_URL = "https://sop.example.com"
    cast = gather()
    sop = make_sop(cast.sales, cast.ed, publish=False)
    shot = store_picture(sop=sop, content=canary_picture(), words=WORDS)
    editing.update_step(step=step_of(sop, 2), by=cast.ed, screenshot=shot)
    publishing.publish(sop=sop, by=cast.ed)
    editing.update_step(step=step_of(sop, 2), by=cast.ed, body="More")
    publishing.publish(sop=sop, by=cast.ed)
    reader = client_of(cast.rosa)
    for width in (160, 320, 640):
        reader.get(f"/sops/{sop.key}/pictures/{shot.sha256}?w={width}")
    # By a word beside it: a question with the canary itself would stand in the log of questions.
    assert CANARY in reader.get("/search?q=save").content.decode()
    sop.refresh_from_db()
    exports = [services.start_export(by=cast.rosa, format=form, sop=sop) for form in ("html", "docx")]
    for export in exports:
        working.work(export.pk)
        export.refresh_from_db()
    folder = folders.save_folder(library=cast.sales, by=cast.adam, place="local", name="for-others", formats=["html"])
    syncing.sync(folder.pk)
    roots = [var_dir, *database_files()]
    before = files_with_it(*roots)
    assert any("media" in name for name in before)
    assert any("sqlite" in name for name in before) or connection.vendor != "sqlite"
    # Exports hold the picture in another size, in which no byte is the same: they have to be gone or others.
    handed_out = {path: path.read_bytes() for path in (var_dir / "folders").rglob("*.html")}
    assert handed_out

    redacting.redact(shot=step_of(sop, 2).screenshot, boxes=[REGION], by=cast.ed)  # type: ignore[arg-type]
    syncing.sync(folder.pk)

    assert files_with_it(*roots) == []
    assert not any(export.file.storage.exists(export.file.name) for export in exports)
    assert not any(path.exists() and path.read_bytes() == content for path, content in handed_out.items())
    assert downloads.refusal(exports[0], cast.rosa) == downloads.CHANGED
    assert CANARY not in reader.get("/search?q=save").content.decode()
    for address in (f"/sops/{sop.key}/", f"/sops/{sop.key}/history", f"/sops/{sop.key}/compare", "/api/sops"):
        assert CANARY not in reader.get(address).content.decode()
    for number in (1, 2):
        page = client_of(cast.ed).get(f"/api/sops/{sop.key}/versions/{number}").content.decode()
        assert CANARY not in page
        assert shot.sha256 not in page
    # The question that was asked for it above is in the log of requests by its path alone.
    logged = [line for line in "".join(capfd.readouterr()).splitlines() if CANARY in line and "/search?q=" not in line]
    assert logged == []
    assert Sop.objects.get().steps.present()[1].screenshot.words == [WORDS[1]]  # type: ignore[union-attr]


def database_files() -> list[Path]:
    if connection.vendor != "sqlite":
        return []
    name = str(connection.settings_dict["NAME"])
    return [path for ending in ("", "-wal") if (path := Path(name + ending)).exists()]
