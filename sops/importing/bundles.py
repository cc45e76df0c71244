"""Stepmark's own bundle: SOPs as they are, with pictures by their hash, terms of the glossary, and earlier versions."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError

from sops.document import SCHEMA, Document
from sops.importing import shapes
from sops.importing.archives import Archive, is_zip
from sops.importing.base import Found, FoundSop, ImportRefused, Progress, Source, Term
from sops.importing.limits import MAX_SOPS, MAX_STEPS, MAX_VERSIONS
from sops.picture_checks import checked, sha256_of

FORMAT, BUNDLE_SCHEMA = "stepmark-bundle", 1
INDEX = "bundle.json"
# The same bundle is the same file, whenever it is written.
NO_DATE = (1980, 1, 1, 0, 0, 0)


class BundleReader:
    name = "Stepmark bundle"
    extensions: tuple[str, ...] = (".stepmark", ".zip")

    def fits(self, source: Source) -> bool:
        return is_zip(source.content) and INDEX in Archive(source.content)

    def read(self, source: Source, progress: Progress) -> Found:
        archive = Archive(source.content)
        index = _index(archive)
        found = Found(self.name)
        pictures: dict[str, bytes] = {}
        for at, name in enumerate(archive.names):
            progress(90 * at // len(archive.names))
            if name.startswith("pictures/"):
                _take_picture(archive.read(name), name, pictures, found.left_out)
        for entry in index["sops"]:
            found.sops.append(_sop(entry, pictures, found.left_out))
        found.glossary = _glossary(index.get("glossary", []))
        return found


def write(found: Found) -> bytes:
    """The bundle as a file. The same content gives the same bytes."""
    pictures = {sha256: content for sop in found.sops for sha256, content in sop.pictures.items()}
    index = {
        "format": FORMAT,
        "schema": BUNDLE_SCHEMA,
        "document_schema": SCHEMA,
        "sops": [
            {
                "document": sop.document.to_json_dict(),
                "review_every_months": sop.review_every_months,
                "words": sop.words,
                "versions": sop.versions,
            }
            for sop in found.sops
        ],
        "glossary": [asdict(term) for term in found.glossary],
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(_entry(INDEX, zipfile.ZIP_DEFLATED), json.dumps(index, ensure_ascii=False, sort_keys=True))
        for sha256, content in sorted(pictures.items()):
            extension, _, _ = checked(content)
            file.writestr(_entry(f"pictures/{sha256}.{extension}", zipfile.ZIP_STORED), content)
    return out.getvalue()


def picture_in(content: bytes, sha256: str) -> bytes | None:
    """One picture of a bundle, without reading the rest."""
    archive = Archive(content)
    name = next((name for name in archive.names if name.startswith(f"pictures/{sha256}.")), None)
    return archive.read(name) if name else None


def _entry(name: str, packed: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, NO_DATE)
    entry.compress_type = packed
    return entry


def _index(archive: Archive) -> dict[str, Any]:
    try:
        index = json.loads(archive.read(INDEX))
        kind, schema, document_schema = index["format"], int(index["schema"]), int(index["document_schema"])
        sops = index["sops"]
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise ImportRefused("The bundle is damaged: its list of contents can't be read. Export it again.") from problem
    if kind != FORMAT or schema > BUNDLE_SCHEMA or document_schema > SCHEMA:
        raise ImportRefused("This bundle was made by a newer Stepmark. Update this one, then import it.")
    if not isinstance(sops, list) or not sops:
        raise ImportRefused("The bundle holds no SOP.")
    if len(sops) > MAX_SOPS:
        raise ImportRefused(f"The bundle holds {len(sops)} SOPs; the limit is {MAX_SOPS}. Export them in parts.")
    return dict(index)


def _take_picture(content: bytes, name: str, pictures: dict[str, bytes], left_out: list[str]) -> None:
    """Only what is the picture that its name says."""
    sha256 = name.removeprefix("pictures/").split(".")[0]
    if sha256_of(content) != sha256:
        left_out.append(f"A picture was left out: it is not the one that its name “{sha256[:8]}…” says.")
        return
    try:
        checked(content)
    except ValidationError as problem:
        left_out.append(f"A picture was left out: {' '.join(problem.messages)}")
        return
    pictures[sha256] = content


def _sop(entry: Any, pictures: dict[str, bytes], left_out: list[str]) -> FoundSop:
    try:
        document = document_from(entry["document"])
        words = {str(sha256): shapes.words(found) for sha256, found in entry.get("words", {}).items()}
        months = int(shapes.number(entry.get("review_every_months") or 3))
        versions = _versions(entry.get("versions", []))
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise ImportRefused("The bundle is damaged: one of its SOPs can't be read. Export it again.") from problem
    wanted = {step.picture.sha256 for step in document.steps if step.picture}
    for version in versions:
        wanted |= {step["picture"]["sha256"] for step in version["data"].get("steps", []) if step.get("picture")}
    missing = len(wanted - set(pictures))
    if missing:
        left_out.append(f"“{document.title[:80]}”: {missing} picture{'s are' if missing > 1 else ' is'} missing.")
    kept = {sha256: pictures[sha256] for sha256 in sorted(wanted & set(pictures))}
    return FoundSop(document, kept, {k: v for k, v in words.items() if k in kept}, versions, months)


def document_from(data: Any) -> Document:
    """A document whose keys are its own: each once. ValueError and the like where it is none."""
    document = Document.from_json_dict(data)
    shapes.check(document, Document)
    keys = [step.key for step in document.steps]
    if len(keys) > MAX_STEPS:
        raise ImportRefused(f"“{document.title[:80]}” has {len(keys)} steps; the limit is {MAX_STEPS}.")
    if len(set(keys)) != len(keys):
        raise ValueError("keys")
    return document


def _versions(entries: Any) -> list[dict[str, Any]]:
    versions: list[dict[str, Any]] = []
    for entry in list(entries)[:MAX_VERSIONS]:
        data = document_from(entry["data"]).to_json_dict()
        versions.append(
            {
                "number": int(shapes.number(entry["number"])),
                "note": shapes.text(entry.get("note", ""))[:300],
                "published_at": shapes.text(entry["published_at"]),
                "data": data,
            }
        )
    numbers = [version["number"] for version in versions]
    if len(set(numbers)) != len(numbers) or min(numbers, default=1) < 1:
        raise ValueError("numbers of versions")
    return versions


def _glossary(entries: Any) -> list[Term]:
    try:
        return [_term(entry) for entry in entries]
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise ImportRefused("The bundle is damaged: its glossary can't be read. Export it again.") from problem


def _term(entry: Any) -> Term:
    aliases: Sequence[Any] = entry.get("aliases", [])
    said = shapes.text(entry["term"])[:80], shapes.text(entry["definition"])[:4000]
    return Term(*said, [shapes.text(alias)[:80] for alias in aliases][:50])
