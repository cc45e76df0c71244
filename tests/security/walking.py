"""Walking the table of addresses."""

import re
from typing import Any
from uuid import uuid4

from django.test import Client

from tests.test_every_url import TABLE
from tests.urls.columns import SAFE
from tests.urls.rows import Row

READS = [row for row in TABLE if row.method in SAFE]
CHANGES = [row for row in TABLE if row.method not in SAFE]
WITH_NAMES = [row for row in READS if row.is_of_a_library]
WITHOUT = [row for row in READS if not row.is_of_a_library]
MISSING = 987_654_321
# What differs between any two answers: tokens of forms, numbers of requests, times.
OF_ONE_ANSWER = re.compile(
    rb'name="csrfmiddlewaretoken" value="\w+"|csrf[_-]?token[^>]*'
    rb'|"request_id": ?"[^"]*"|took_ms"?:? ?[\d.]+|\d+(\.\d+)? ms'
)


def ask(client: Client, row: Row, place: dict[str, Any], **headers: str) -> Any:
    kind = {"content_type": "application/json"} if row.json else {}
    call = getattr(client, row.method.lower())
    return call(row.address.format(**place), row.data, headers=headers, **kind)


def body(response: Any) -> bytes:
    content: bytes = b"".join(response.streaming_content) if response.streaming else response.content
    return content


def comparable(response: Any, *also: str) -> tuple[int, bytes]:
    """Status and body without what differs between any two answers, and without the words in `also`."""
    text = OF_ONE_ANSWER.sub(b"", body(response))
    for word in sorted(also, key=len, reverse=True):
        text = text.replace(word.encode(), b"")
    return response.status_code, text


def missing(place: dict[str, Any]) -> dict[str, Any]:
    """The same names, of things that never were."""
    return {
        name: MISSING if isinstance(value, int) else uuid4() if not isinstance(value, str) else _other(value)
        for name, value in place.items()
    }


def _other(text: str) -> str:
    return ("z" if len(text) != 64 else "e") * len(text)
