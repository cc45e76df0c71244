"""Pictures of steps: checked on the way in, stored once by their content."""

import hashlib
import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, UnidentifiedImageError

from sops.models import Screenshot, Sop

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
# Other widths would let anybody fill the disk.
THUMBNAIL_WIDTHS = (320, 640, 1280)


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def thumbnail_name(sha256: str, width: int) -> str:
    """Where the smaller copy of that width is kept."""
    return f"screenshots/thumbnails/{sha256}-{width}.webp"


def thumbnails_of(sha256: str) -> list[str]:
    return [thumbnail_name(sha256, width) for width in THUMBNAIL_WIDTHS]


def store_picture(*, sop: Sop, content: bytes, words: list[dict[str, Any]] | None = None) -> Screenshot:
    """The SOP's screenshot with this content, stored if it is new. ValidationError if it is no usable picture."""
    sha256 = sha256_of(content)
    known = Screenshot.objects.filter(sop=sop, sha256=sha256).first()
    if known:
        return known
    extension, width, height = checked(content)
    picture = Screenshot(sop=sop, sha256=sha256, width=width, height=height, words=words or [])
    name = f"{sha256}.{extension}"
    storage = picture.file.storage
    where = picture.file.field.generate_filename(picture, name)  # type: ignore[attr-defined]
    if storage.exists(where) and storage.size(where) == len(content):
        picture.file.name = where  # another SOP has the same picture: one file for both
    else:
        picture.file.save(name, ContentFile(content), save=False)
    picture.save()
    return picture


def checked(content: bytes) -> tuple[str, int, int]:
    """Extension, width and height of a picture that can be used; ValidationError in a sentence otherwise."""
    if len(content) > MAX_BYTES:
        raise ValidationError(f"The picture has {len(content) / 1e6:.0f} MB; the limit is {MAX_BYTES // 1_000_000} MB.")
    try:
        with Image.open(io.BytesIO(content)) as image:
            kind, (width, height) = image.format or "", image.size
            if width * height > MAX_PIXELS:
                raise ValidationError(f"The picture has {width} × {height} pixels; the limit is 50 million.")
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as problem:
        raise ValidationError("This file is not a picture that can be read. Use PNG, JPEG or WebP.") from problem
    if kind not in FORMATS:
        raise ValidationError(f"{kind} pictures can't be used. Use PNG, JPEG or WebP.")
    return FORMATS[kind], width, height
