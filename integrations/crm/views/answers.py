"""Refusals and JSON as other systems get them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse

from integrations.signatures import Refused

log = structlog.get_logger(__name__)
View = Callable[..., HttpResponse]


def refusing(view: View) -> View:
    """A request that isn't from whom it says: 401 with one sentence, and a line in the log."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            log.warning("refused", path=request.path, why=str(refusal))
            return problem(401, "not_verified", str(refusal))

    return wrapped


def problem(status: int, code: str, detail: str) -> JsonResponse:
    return JsonResponse({"code": code, "detail": detail}, status=status)


def private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
