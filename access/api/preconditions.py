"""Entity tags: `If-None-Match` spares an answer that is known, `If-Match` saves only onto what was read."""

import hashlib
from typing import Any

from django.utils.http import parse_etags, quote_etag
from rest_framework import exceptions, status
from rest_framework.request import Request

NEEDS_A_TAG = ("PUT", "PATCH", "DELETE")


class PreconditionFailed(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "precondition_failed"
    default_detail = "This was changed since you read it. Nothing was saved."

    def __init__(self, current: str) -> None:
        super().__init__()
        self.more = {"etag": current}


class PreconditionRequired(exceptions.APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "precondition_required"
    default_detail = (
        "Send the ETag that you read as If-Match (or * for whatever is stored), so that nobody is overwritten."
    )


def tag(*parts: Any) -> str:
    """A strong entity tag of what makes up the state."""
    return quote_etag(hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32])


def check(request: Request, current: str, *, has_revision: bool = False) -> None:
    """412 unless `If-Match` names the current state; 428 where a change comes without one.

    `has_revision`: the body says by its `revision` what was read; then the service merges, or answers with a conflict.
    """
    given = request.headers.get("If-Match")
    if given is None:
        if request.method in NEEDS_A_TAG and not has_revision:
            raise PreconditionRequired
        return
    known = parse_etags(given)
    if known != ["*"] and current not in known:
        raise PreconditionFailed(current)


def is_known(request: Request, current: str) -> bool:
    """`If-None-Match` names this state (compared weakly, as for reading)."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return known == ["*"] or current.removeprefix("W/") in [one.removeprefix("W/") for one in known]
