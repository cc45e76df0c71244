"""Query strings as databases can take them: PostgreSQL stores no NUL character, and nobody types one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NUL = "%00"


class WithoutNulMiddleware:
    """Takes NUL characters out of the address before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if NUL in query:
            request.META["QUERY_STRING"] = query.replace(NUL, "")
        return self.get_response(request)
