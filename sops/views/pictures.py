"""Pictures of steps, for those who may see them."""

import io

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from access.fetch import get_visible
from access.public import public_too
from sops.models import Screenshot
from sops.picture_checks import opened
from sops.pictures import THUMBNAIL_WIDTHS, thumbnail_name

YEAR_SECONDS = 31_536_000
TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@require_GET
@public_too()
def picture(request: HttpRequest, key: str, sha256: str) -> HttpResponseBase:
    """The picture, or with `?w=` one of `THUMBNAIL_WIDTHS` a smaller one. Its address never changes its content."""
    shot = get_visible(Screenshot, request.user, sop__key=key, sha256=sha256)
    return answer(shot, request.GET.get("w", ""))


def answer(shot: Screenshot, wanted_width: str) -> FileResponse:
    """The file itself, or a smaller copy where one of the known widths is wanted."""
    storage, name = shot.file.storage, str(shot.file.name)
    width = int(wanted_width) if wanted_width.isdecimal() and len(wanted_width) < 6 else 0
    if width in THUMBNAIL_WIDTHS and width < shot.width:
        name = _thumbnail(storage, name, shot.sha256, width)
    response = FileResponse(storage.open(name), content_type=TYPES[name.rsplit(".", 1)[-1]])
    patch_cache_control(response, private=True, max_age=YEAR_SECONDS, immutable=True)
    return response


def _thumbnail(storage: Storage, name: str, sha256: str, width: int) -> str:
    """Made at the first request and kept beside the pictures."""
    kept = thumbnail_name(sha256, width)
    if not storage.exists(kept):
        with storage.open(name) as file, opened(file) as image:
            small = image.convert("RGB")
            small.thumbnail((width, width * 10))
            content = io.BytesIO()
            small.save(content, "WEBP", quality=82)
        kept = storage.save(kept, ContentFile(content.getvalue()))
    return kept
