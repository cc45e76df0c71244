"""Errors of the API as RFC 9457 asks: `application/problem+json` with `type`, `title`, `status`, `detail`, `code`.

`code` is stable; `title` belongs to it; `detail` is a sentence about this case. What helps to mend it stands beside.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

MEDIA_TYPE = "application/problem+json"
NOTHING_HERE = "There is nothing here, or you may not see it."
# code: (title, what to do about it); `docs/api.md` lists them, a test compares
CODES: dict[str, tuple[str, str]] = {
    "invalid": ("Values that can't be used", "Look at `fields`: each names what is wrong with it."),
    "parse_error": ("Unreadable body", "Send valid JSON with `Content-Type: application/json`."),
    "bad_cursor": ("Unknown cursor", "Start again without `cursor`, then follow `next` as it is."),
    "not_publishable": ("Not ready to be published", "Mend what `problems` lists."),
    "not_approved": ("Approval is missing", "Send it to review; the library asks for approval before publishing."),
    "not_authenticated": ("Not signed in", "Send `Authorization: Token …`."),
    "authentication_failed": ("Token not known", "Make a new token: this one is wrong, expired or revoked."),
    "permission_denied": ("Not allowed", "You may read this, but not do that. Ask an admin of the library."),
    "not_found": ("Not found", "Check the key; what you may not see is not found either."),
    "not_published": ("Not published", "Editors read the draft with `?draft=1`."),
    "method_not_allowed": ("No such method here", "See the schema."),
    "not_acceptable": ("No such format", "Ask for `application/json`."),
    "conflict": ("Somebody was faster", "Look at what is stored, decide, send again."),
    "removed": ("Removed", "The step is gone; its last text and where it went are in the answer."),
    "precondition_failed": ("Changed since you read it", "Read it again, and send its new `ETag` as `If-Match`."),
    "precondition_required": ("Which state do you mean?", "Send the `ETag` you read as `If-Match`, or `*` for any."),
    "too_large": ("Too large", "Send less at once."),
    "unsupported_media_type": ("Not this media type", "Send `application/json`, or what the schema names."),
    "idempotency_key_reused": ("Key used before", "A new `Idempotency-Key` for every new request."),
    "bad_idempotency_key": ("Key of no use", "1 to 200 printable ASCII characters; a UUID is best."),
    "empty_file": ("Empty file", "Send the recording again: it has no content."),
    "no_file": ("No file", "Send the recording as `file` of a multipart form."),
    "length_required": ("Length missing", "Send a `Content-Length`, not chunks."),
    "not_a_video": ("No video", "Send MP4, MOV, WebM, MKV or AVI."),
    "unreadable": ("Damaged recording", "Send the original file once more."),
    "no_video_track": ("No picture in it", "Send a recording of the screen."),
    "too_long": ("Too long", "Cut it into shorter recordings, or say less at once."),
    "too_short": ("Too short", "Record at least a few seconds."),
    "too_many_pixels": ("Too many pixels", "Record at a smaller size."),
    "too_few_pixels": ("Too few pixels", "Record at a larger size."),
    "bad_transcript": ("Unreadable transcript", "Send WebVTT or SubRip."),
    "throttled": ("Too many requests", "Wait as many seconds as `Retry-After` says."),
    "error": ("Something went wrong", "It was logged; nothing was changed. Try again in a moment."),
}


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = "The body is too large."


def problem(code: str, detail: str, status_code: int, **more: Any) -> dict[str, Any]:
    """The body of a problem."""
    title = CODES[code][0] if code in CODES else code.replace("_", " ").capitalize()
    return {
        "type": f"/api/problems#{code}",
        "title": title,
        "status": status_code,
        "code": code,
        "detail": detail,
        **more,
    }


def completed(data: Mapping[str, Any], status_code: int) -> dict[str, Any]:
    """What a view answered with a status of 400 or more, with the members that were left out."""
    given = dict(data)
    code, detail = str(given.pop("code", "error")), str(given.pop("detail", ""))
    return problem(code, detail, status_code, **given)


def answer(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal as a problem; None for what is a fault of ours."""
    if isinstance(exc, ValidationError):
        exc = _as_drf(exc)
    response = exception_handler(exc, context)
    if response is None:
        return None
    response.data = _problem_of(exc, response)
    response.content_type = MEDIA_TYPE
    return response


def _as_drf(exc: ValidationError) -> exceptions.ValidationError:
    if hasattr(exc, "error_dict"):
        return exceptions.ValidationError(exc.message_dict)
    return exceptions.ValidationError({"detail": exc.messages})


def _problem_of(exc: Exception, response: Response) -> dict[str, Any]:
    code_of_status = {403: "permission_denied", 404: "not_found"}.get(response.status_code, "error")
    if isinstance(exc, exceptions.ValidationError):
        return _invalid(exc, response.status_code)
    if isinstance(exc, exceptions.APIException):
        code = exc.get_codes()
        more = getattr(exc, "more", {})
        return problem(code if isinstance(code, str) else "invalid", str(exc.detail), response.status_code, **more)
    detail = NOTHING_HERE if code_of_status == "not_found" else str(response.data.get("detail", exc))
    return problem(code_of_status, detail, response.status_code)


def _invalid(exc: exceptions.ValidationError, status_code: int) -> dict[str, Any]:
    """The first field's first complaint as the sentence; all of them under `fields`."""
    if not isinstance(exc.detail, dict):
        return problem("invalid", _first(exc.detail), status_code, fields={"detail": exc.detail})
    name, complaint = next(iter(exc.detail.items()))
    sentence = _first(complaint) if name in ("detail", "non_field_errors") else f"{name}: {_first(complaint)}"
    return problem("invalid", sentence, status_code, fields=exc.detail)


def _first(complaint: Any) -> str:
    while isinstance(complaint, list | dict) and complaint:
        complaint = next(item for item in (complaint.values() if isinstance(complaint, dict) else complaint) if item)
    return str(complaint)
