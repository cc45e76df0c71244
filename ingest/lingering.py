"""Answering a request whose body is too long to be read.

A server that hangs up while the other side still sends takes its own answer away with it. So the answer goes out
first, and what still arrives is thrown away for a while, unseen, until the sender has read it.
"""

import time
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, UnreadablePostError

R = TypeVar("R", bound=HttpResponse)
LONGEST_SECONDS = 60
CHUNK = 1 << 20


def answer_first(request: HttpRequest, response: R) -> R:
    """The response; after it was sent, the rest of the request's body is read and forgotten."""
    response._resource_closers.append(lambda: _throw_away(request))  # type: ignore[attr-defined]
    return response


def _throw_away(request: HttpRequest) -> None:
    until = time.monotonic() + LONGEST_SECONDS
    try:
        while request.read(CHUNK) and time.monotonic() < until:
            pass
    except (UnreadablePostError, OSError):
        return  # they hung up: that is all we waited for
