"""A file in parts, so that a video can be wound forward: one range of bytes (RFC 9110, section 14)."""

import re
from collections.abc import Iterator
from typing import IO, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

# A browser asks for "everything from here" and then reads slowly; a thread would be busy with it all the time.
LARGEST_PART = 4_000_000
CHUNK = 64 * 1024
ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def serve(request: HttpRequest, file: Any, *, size: int, content_type: str, etag: str) -> HttpResponseBase:
    """The file, or the part that the request asks for; 416 if there is no such part. `file` is a stored file."""
    headers = {"Accept-Ranges": "bytes", "ETag": f'"{etag}"', "Cache-Control": "private, max-age=3600"}
    wanted = _wanted(request, headers["ETag"])
    part = _part(wanted, size) if wanted else (0, size)
    if part is None:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    start, end = part
    if wanted:
        end = min(end, start + LARGEST_PART)
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    status = 206 if wanted else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, content_type=content_type, headers=headers)
    pieces = _Pieces(file.open("rb"), start, end - start)
    return StreamingHttpResponse(pieces, status=status, content_type=content_type, headers=headers)


def _wanted(request: HttpRequest, etag: str) -> "re.Match[str] | None":
    """The one range asked for. Several, other units, or one of another file: as if none was asked for."""
    if_range = request.headers.get("If-Range")
    if if_range and if_range != etag:
        return None
    wanted = ONE_RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    return wanted if wanted and any(wanted.groups()) else None


def _part(wanted: "re.Match[str]", size: int) -> tuple[int, int] | None:
    first, last = wanted.groups()
    if not first:  # the last n bytes
        return (max(0, size - int(last)), size) if int(last) and size else None
    start, end = int(first), min(int(last) + 1, size) if last else size
    return (start, end) if start < end else None


class _Pieces:
    """The bytes of a part; closed by the server when it is through, or when the browser is."""

    def __init__(self, file: IO[bytes], start: int, length: int):
        self._file, self._left = file, length
        file.seek(start)

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0:
            piece = self._file.read(min(CHUNK, self._left))
            if not piece:
                return
            self._left -= len(piece)
            yield piece

    def close(self) -> None:
        self._file.close()
