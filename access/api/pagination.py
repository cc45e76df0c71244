"""Lists by cursor: stable while rows come and go, and as quick on the last page as on the first."""

from base64 import b64encode
from typing import Any
from urllib import parse

from django.core.signing import BadSignature, Signer
from rest_framework import exceptions, pagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

LONGEST_CURSOR = 600
signer = Signer(salt="api cursor")


class BadCursor(exceptions.APIException):
    status_code = 400
    default_code = "bad_cursor"
    default_detail = "This cursor is none of ours, or of another list."


class CursorPages(pagination.CursorPagination):
    """`{"next", "previous", "results"}`; 50 rows a page, `limit` up to 100. A view's `ordering` says in which order.

    A cursor is signed: nobody can put a value of their own into the query by it.
    """

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 100
    ordering = "pk"
    cursor_query_description = "Where to go on: follow `next` of the page before."
    page_size_query_description = "Rows a page, at most 100."

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        ordering = getattr(view, "ordering", self.ordering)
        return (ordering,) if isinstance(ordering, str) else tuple(ordering)

    def decode_cursor(self, request: Request) -> Any:
        given = request.query_params.get(self.cursor_query_param)
        if given is None:
            return None
        try:
            plain = signer.unsign(given[:LONGEST_CURSOR])
        except BadSignature as problem:
            raise BadCursor from problem
        return super().decode_cursor(_WithCursor(plain))  # type: ignore[arg-type]

    def encode_cursor(self, cursor: Any) -> str:
        tokens = {"o": str(cursor.offset)} if cursor.offset else {}
        tokens |= {"r": "1"} if cursor.reverse else {}
        tokens |= {"p": cursor.position} if cursor.position is not None else {}
        plain = b64encode(parse.urlencode(tokens, doseq=True).encode("ascii")).decode("ascii")
        return replace_query_param(str(self.base_url), self.cursor_query_param, signer.sign(plain))


class _WithCursor:
    """As much of a request as DRF's reading of a cursor looks at."""

    def __init__(self, cursor: str) -> None:
        self.query_params = {CursorPages.cursor_query_param: cursor}
