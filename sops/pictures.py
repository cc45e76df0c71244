"""Pictures of steps: checked on the way in, stored once by their content."""

from typing import Any

from django.core.files.base import ContentFile

from sops.models import Screenshot, Sop
from sops.picture_checks import FORMATS, MAX_BYTES, MAX_PIXELS, checked, sha256_of

__all__ = ["FORMATS", "MAX_BYTES", "MAX_PIXELS", "checked", "sha256_of", "store_picture"]
# Other widths would let anybody fill the disk.
THUMBNAIL_WIDTHS = (320, 640, 1280)


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
