"""Errors as pages show them; below `/api/` as the API does: a problem with a stable `code`."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from access.api import problems

API_CODES = {400: "parse_error", 403: "permission_denied", 404: "not_found", 500: "error"}


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _api(status, problems.NOTHING_HERE if status == 404 else text)
    return render(request, "error.html", {"status": status, "title": title, "text": text}, status=status)


def _api(status: int, detail: str) -> HttpResponse:
    body = problems.problem(API_CODES[status], detail, status)
    return JsonResponse(body, status=status, content_type=problems.MEDIA_TYPE)


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
    if request.path.startswith("/api/"):
        return _api(500, "Something went wrong on our side. It was logged; nothing was changed.")
    return HttpResponse(
        "<!doctype html><title>Something went wrong</title><h1>Something went wrong</h1>"
        "<p>Nothing was lost. The error was logged; try again in a moment.</p>",
        status=500,
    )
