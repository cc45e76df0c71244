"""Errors as the API and the pages show them: a stable `code` and a sentence in `detail`."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler


def api_error(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's answer with `{"code", "detail"}`; field errors are kept under `fields`."""
    response = exception_handler(exc, context)
    if response is None:
        return None
    if isinstance(exc, exceptions.ValidationError) and isinstance(exc.detail, dict):
        first = next(iter(exc.detail.items()))
        response.data = {
            "code": "invalid",
            "detail": f"{first[0]}: {first[1][0] if isinstance(first[1], list) else first[1]}",
            "fields": exc.detail,
        }
    elif isinstance(exc, exceptions.APIException):
        code = exc.get_codes()
        detail = exc.detail if not isinstance(exc.detail, list) else exc.detail[0]
        response.data = {"code": code if isinstance(code, str) else "invalid", "detail": str(detail)}
    else:
        code = {403: "permission_denied", 404: "not_found"}.get(response.status_code, "error")
        response.data = {"code": code, "detail": str(response.data.get("detail", exc))}
    return response


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        import json

        body = json.dumps({"code": title.lower().replace(" ", "_"), "detail": text})
        return HttpResponse(body, status=status, content_type="application/json")
    return render(request, "error.html", {"status": status, "title": title, "text": text}, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request, 404, "Not found", "There is nothing at this address, or you may not see it. Search may find it."
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        403,
        "Not allowed",
        "You may read this, but not change it. Ask an admin of the library for the role you need.",
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "Bad request", "The browser sent something we can't read. Go back and try again.")


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        "<!doctype html><title>Something went wrong</title><h1>Something went wrong</h1>"
        "<p>Nothing was lost. The error was logged; try again in a moment.</p>",
        status=500,
    )
