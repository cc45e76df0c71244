"""The frame that every endpoint stands in."""

import hashlib
import json
from typing import Any

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from access.api import idempotency, preconditions, problems, throttling

LARGEST_BODY = 5_000_000  # of what is not a file
KEPT_HEADERS = ("Location", "ETag")


class _Replayed(Exception):
    def __init__(self, answer: idempotency.Answer) -> None:
        self.answer = answer


class ApiView(APIView):
    """Entity tags, idempotency keys, problems and headers of rates, for every method of every endpoint.

    A generic view names it first: `class Things(ApiView, ListAPIView)`. A view may set `ETag` itself; reading answers
    without one get a weak one of their content.
    """

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST" or idempotency.HEADER not in request.headers:
            return super().dispatch(request, *args, **kwargs)
        with transaction.atomic():  # what was done and the answer about it are stored together
            response = super().dispatch(request, *args, **kwargs)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response

    def perform_authentication(self, request: Request) -> None:
        """Counted here, so that guessing tokens is slowed down like everything else."""
        try:
            super().perform_authentication(request)
        finally:
            super().check_throttles(request)

    def check_throttles(self, request: Request) -> None:
        """Done already."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if _announced(request) > LARGEST_BODY and "multipart" not in (request.content_type or ""):
            raise problems.TooLarge(f"The body may have at most {LARGEST_BODY // 1_000_000} MB.")
        key = idempotency.key_of(request)
        if key:
            answer = idempotency.stored(request, key)
            if answer:
                raise _Replayed(answer)
            self._key = key

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, _Replayed):
            return Response(
                exc.answer.body, exc.answer.status, headers={**exc.answer.headers, idempotency.REPLAYED: "true"}
            )
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        if response.status_code >= 400 and isinstance(getattr(response, "data", None), dict):
            response.data = problems.completed(response.data, response.status_code)
            response.content_type = problems.MEDIA_TYPE
        final = super().finalize_response(request, response, *args, **kwargs)
        if request.method in ("GET", "HEAD") and final.status_code == 200:
            final = self._unless_known(request, final, *args, **kwargs)
        elif getattr(self, "_key", None) and final.status_code < 400:
            self._keep(request, final)
        throttling.tell(request._request, final)
        return final

    def _unless_known(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """304 where the asker has this state already."""
        if not response.has_header("ETag"):
            if not isinstance(response, Response):
                return response
            response.render()
            response["ETag"] = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response.setdefault("Cache-Control", "private, no-cache")
        if not preconditions.is_known(request, response["ETag"]):
            return response
        headers = {"ETag": response["ETag"], "Cache-Control": response["Cache-Control"]}
        return super().finalize_response(request, Response(status=304, headers=headers), *args, **kwargs)

    def _keep(self, request: Request, response: Response) -> None:
        response.render()
        headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
        body = json.loads(response.content) if response.content else None
        idempotency.keep(request, str(self._key), idempotency.Answer(response.status_code, body, headers))


def _announced(request: Request) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if str(length).isdecimal() else 0
