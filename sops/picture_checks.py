"""Whether bytes are a picture that can be used. Knows no rows, so that it also runs where strange files are read."""

import hashlib
import io
from typing import Any

from django.core.exceptions import ValidationError
from PIL import Image, UnidentifiedImageError

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def opened(source: Any) -> Image.Image:
    """A picture in one of the formats that are used here. The readers of all others are never begun: some of them
    are old, and one starts another program.
    """
    return Image.open(source, formats=tuple(FORMATS))


def checked(content: bytes) -> tuple[str, int, int]:
    """Extension, width and height of a picture that can be used; ValidationError in a sentence otherwise."""
    if len(content) > MAX_BYTES:
        raise ValidationError(f"The picture has {len(content) / 1e6:.0f} MB; the limit is {MAX_BYTES // 1_000_000} MB.")
    try:
        with opened(io.BytesIO(content)) as image:
            kind, (width, height) = image.format or "", image.size
            if width * height > MAX_PIXELS:
                raise ValidationError(f"The picture has {width} × {height} pixels; the limit is 50 million.")
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as problem:
        raise ValidationError("This file is not a picture that can be read. Use PNG, JPEG or WebP.") from problem
    return FORMATS[kind], width, height
