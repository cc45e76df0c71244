"""What a bundle says in a form that the document doesn't have is refused in a sentence; found by fuzzing."""

import io
import json
import zipfile
from typing import Any

import pytest

from sops.document import Document
from sops.importing import bundles, shapes
from sops.importing.base import Found, FoundSop, ImportRefused, Source
from sops.importing.readers import read
from sops.services import taking
from sops.services.taking import _moment
from tests.sops.importing.test_bundles import damaged
from tests.support.cast import Cast
from tests.support.make import make_sop

ENDLESS = {"x": 1e400, "y": 0, "width": 0, "height": 0}
NUL = [{"term": "a\x00", "definition": "b"}]


def bundle_of(cast: Cast) -> bytes:
    sop = make_sop(cast.sales, cast.ed)
    assert sop.current_version
    return bundles.write(Found("Stepmark bundle", [FoundSop(sop.current_version.document)]))


def entry_of(bundle: bytes) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(bundles.Archive(bundle).read(bundles.INDEX))["sops"][0]
    return content


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("purpose", None),
        ("purpose", "a\x00b"),
        ("title", "\ud800"),
        ("when_to_use", ["a", "b"]),
        ("tags", "one"),
        ("tags", [1]),
        ("minutes", 2**40),
        ("minutes", "soon"),
        ("prerequisites", [None]),
        ("links", [{"label": "a", "url": {}}]),
    ],
)
def test_a_field_of_another_form_is_refused(cast: Cast, field: str, value: Any) -> None:
    """Case 31."""
    bundle = bundle_of(cast)
    entry = entry_of(bundle)
    entry["document"][field] = value
    with pytest.raises(ImportRefused, match="damaged"):
        read(damaged(bundle, sops=[entry]))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sub_sop_key", []),
        ("action", None),
        ("note", 5),
        ("branches", [{"condition": "a", "is_back": "yes"}]),
        ("picture", {"sha256": "a", "width": True, "height": 1}),
        ("picture", {"sha256": "a", "width": 1, "height": 1, "highlight": ENDLESS}),
    ],
)  # fmt: skip
def test_a_step_of_another_form_is_refused(cast: Cast, field: str, value: Any) -> None:
    bundle = bundle_of(cast)
    entry = entry_of(bundle)
    entry["document"]["steps"][0][field] = value
    with pytest.raises(ImportRefused, match="damaged"):
        read(damaged(bundle, sops=[entry]))


@pytest.mark.parametrize("numbers", [[1, 1], [0], [2**40], ["one"], [-3]])
def test_numbers_of_versions_that_can_t_be_kept_are_refused(cast: Cast, numbers: list[Any]) -> None:
    bundle = bundle_of(cast)
    entry = entry_of(bundle)
    data = entry["document"]
    entry["versions"] = [{"number": number, "published_at": "2026-01-01", "data": data} for number in numbers]
    with pytest.raises(ImportRefused, match="damaged"):
        read(damaged(bundle, sops=[entry]))


@pytest.mark.parametrize("glossary", [5, None, NUL, [{"term": 1, "definition": "b"}]])
def test_a_glossary_of_another_form_is_refused(cast: Cast, glossary: Any) -> None:
    with pytest.raises(ImportRefused, match="glossary"):
        read(damaged(bundle_of(cast), glossary=glossary))


def test_a_moment_that_never_was_is_now() -> None:
    assert _moment("2026-02-31T00:00:00Z").year >= 2026


def test_a_whole_document_passes(cast: Cast) -> None:
    found = read(Source("a.stepmark", bundle_of(cast)))
    shapes.check(found.sops[0].document, Document)
    assert taking.take(found, library=cast.sales, by=cast.ed)


def test_what_stands_inside_of_what_is_left_out_is_left_out_with_it() -> None:
    page = b"<html><body><svg><iframe src=x></iframe></svg><ol><li>Save</li></ol></body></html>"
    found = read(Source("a.html", page))
    assert [step.title for step in found.sops[0].document.steps] == ["Save"]


def test_html_that_no_parser_takes_is_refused() -> None:
    with pytest.raises(ImportRefused, match="damaged"):
        read(Source("a.html", b"<html><body><![ x ]><p>Save"))


@pytest.mark.parametrize("name", ["", "./"])
def test_a_file_without_a_name_in_a_zip_is_refused(name: str) -> None:
    """Case 27."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.md", "# Title\n\n1. Save")
        file.writestr("xx", "b")
    content = out.getvalue().replace(b"xx", name.ljust(2).encode()[:2]) if name else _without_a_name(out.getvalue())
    if name == "./":
        assert read(Source("a.zip", content)).sops  # a folder: nothing to read
        return
    with pytest.raises(ImportRefused):
        read(Source("a.zip", content))


def _without_a_name(content: bytes) -> bytes:
    """The last entry's name has no letters in the zip's own list."""
    at = content.rindex(b"PK\x01\x02")
    cut = content[: at + 28] + b"\x00\x00" + content[at + 30 : at + 46] + content[at + 48 :]
    end = cut.rindex(b"PK\x05\x06")
    size = int.from_bytes(cut[end + 12 : end + 16], "little") - 2
    return cut[: end + 12] + size.to_bytes(4, "little") + cut[end + 16 :]
