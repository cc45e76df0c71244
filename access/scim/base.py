"""What all SCIM addresses share: media type, errors in its form, pages of lists."""

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from rest_framework import exceptions
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from access.scim.auth import DirectoryAuthentication, SpeaksForTheDirectory

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
MOST = 200


class ScimParser(JSONParser):
    media_type = "application/scim+json"


class ScimRenderer(JSONRenderer):
    media_type = "application/scim+json"


class Problem(exceptions.APIException):
    """An error with SCIM's own word for it."""

    def __init__(self, status: int, detail: str, kind: str = ""):
        self.status_code = status
        self.kind = kind
        super().__init__(detail)


class ScimView(APIView):
    authentication_classes = [DirectoryAuthentication]
    permission_classes = [SpeaksForTheDirectory]
    parser_classes = [ScimParser, JSONParser]
    renderer_classes = [ScimRenderer]
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if not settings.STEPMARK_SCIM:
            raise Http404
        super().initial(request, *args, **kwargs)

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        return _answer

    def body(self, request: Request) -> dict[str, Any]:
        if not isinstance(request.data, dict):
            raise Problem(400, "Send a JSON object.", "invalidSyntax")
        return dict(request.data)


def page_of(request: Request, rows: QuerySet[Any], shape: Callable[[HttpRequest, Any], dict[str, Any]]) -> Response:
    """`startIndex` counts from 1; `count` is at most 200."""
    start = max(1, _number(request, "startIndex", 1))
    count = min(MOST, max(0, _number(request, "count", MOST)))
    found = list(rows[start - 1 : start - 1 + count]) if count else []
    return Response(
        {
            "schemas": [LIST],
            "totalResults": rows.count(),
            "startIndex": start,
            "itemsPerPage": len(found),
            "Resources": [shape(request, row) for row in found],
        }
    )


def address(request: Any, name: str, pk: int | str) -> str:
    return str(request.build_absolute_uri(reverse(name, args=[pk])))


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    if not text:
        return default
    if len(text) > 9 or not text.lstrip("-").isdecimal():
        raise Problem(400, f"“{name}” must be a number.", "invalidValue")
    return int(text)


def _answer(exc: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(exc, Http404):
        exc = exceptions.NotFound("There is nothing at this address.")
    if isinstance(exc, ValidationError):
        exc = Problem(409, " ".join(exc.messages), "mutability")
    if isinstance(exc, json.JSONDecodeError | UnicodeDecodeError):
        exc = Problem(400, "This is no JSON.", "invalidSyntax")
    if not isinstance(exc, exceptions.APIException):
        return None
    body = {"schemas": [ERROR], "status": str(exc.status_code), "detail": str(exc.detail)}
    if getattr(exc, "kind", ""):
        body["scimType"] = exc.kind  # type: ignore[attr-defined]
    challenge = getattr(exc, "auth_header", "")
    headers = {"WWW-Authenticate": challenge} if challenge else None
    return Response(body, status=exc.status_code, headers=headers)
