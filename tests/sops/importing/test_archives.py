"""Zip files of strangers."""

import time

import pytest

from sops.importing import ImportRefused, Source, read
from sops.importing.archives import Archive
from tests.support.files import locked_zip, lying_zip, word_file, word_file_with, zip_bomb, zip_with

ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]><l>&j;</l>"
)


@pytest.mark.parametrize(
    "name", ["../evil.html", "/etc/evil.html", "a/../../evil.html", "C:\\evil.html", "..\\evil.html"]
)
def test_names_that_lead_outside_are_refused(name: str) -> None:
    """Case 27: path traversal in archives."""
    with pytest.raises(ImportRefused, match="points outside"):
        read(Source("a.zip", zip_with({name: "<html><ol><li>x</li></ol></html>"})))


def test_a_bomb_is_not_opened() -> None:
    """Case 24: zip bombs."""
    begun = time.monotonic()
    with pytest.raises(ImportRefused, match="from almost nothing"):
        read(Source("a.zip", zip_bomb(30)))
    with pytest.raises(ImportRefused, match=r"unpacks to more than|can't be unpacked|is damaged"):
        read(Source("a.zip", lying_zip()))
    with pytest.raises(ImportRefused, match="holds 2100 files"):
        read(Source("a.zip", zip_with({f"{number}.html": "x" for number in range(2100)})))
    assert time.monotonic() - begun < 5


def test_a_locked_zip_asks_to_unlock_it() -> None:
    """Case 25: encrypted files."""
    with pytest.raises(ImportRefused, match="locked with a password"):
        read(Source("a.zip", locked_zip()))


@pytest.mark.parametrize("xml", [ENTITY, LAUGHS])
def test_entities_in_a_word_file_are_refused(xml: str) -> None:
    """Case 26: XXE and entity bombs in any XML."""
    with pytest.raises(ImportRefused, match="points outside of it"):
        read(Source("a.docx", word_file_with(xml)))


def test_a_damaged_word_file_is_told() -> None:
    with pytest.raises(ImportRefused, match="damaged"):
        read(Source("a.docx", word_file_with("<w:document")))
    with pytest.raises(ImportRefused, match="damaged"):
        read(Source("a.docx", word_file_with("<w:document/>")))
    content = bytearray(word_file())
    content[200:220] = b"\xff" * 20
    with pytest.raises(ImportRefused, match=r"damaged|unpacked"):
        read(Source("a.docx", bytes(content)))


def test_relative_addresses_stay_inside() -> None:
    archive = Archive(zip_with({"pages/a.html": "x", "pictures/1.png": "y"}))
    assert archive.beside("pages/a.html", "../pictures/1.png") == "pictures/1.png"
    assert archive.beside("pages/a.html", "../../etc/passwd") is None
    assert archive.beside("pages/a.html", "./a.html") == "pages/a.html"
    assert archive.beside("pages/a.html", "missing.png") is None
