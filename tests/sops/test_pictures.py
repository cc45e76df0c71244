"""Pictures on the way in: three formats, and no reader of another one is ever begun."""

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from sops.picture_checks import FORMATS, checked

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\nshowpage\n"


def drawn(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (12, 8), "navy").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", FORMATS)
def test_what_a_browser_shows_is_taken(kind: str) -> None:
    assert checked(drawn(kind)) == (FORMATS[kind], 12, 8)


@pytest.mark.parametrize("content", [drawn("GIF"), drawn("BMP"), drawn("TIFF"), EPS, b"", b"GIF89a"])
def test_anything_else_is_refused_in_a_sentence(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = []

    def reader(kind: str) -> Any:
        return lambda *args: begun.append(kind)

    Image.init()
    for kind, (_, accept) in dict(Image.OPEN).items():
        if kind not in FORMATS:
            monkeypatch.setitem(Image.OPEN, kind, (reader(kind), accept))
    with pytest.raises(ValidationError, match="Use PNG, JPEG or WebP"):
        checked(content)
    assert begun == []
