"""`Idempotency-Key` on POST: sent twice, done once.

The answer is stored in the same transaction as what the request changed, so a process killed at any moment leaves both
or none. Where answers are kept is up to a `Store`, which an app above registers.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.files.uploadedfile import UploadedFile
from rest_framework import exceptions, status
from rest_framework.request import Request

from access.models import Library

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


class KeyReused(exceptions.APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"
    default_detail = "This Idempotency-Key came with another request before. Use a new one for every new request."


class BadKey(exceptions.APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "bad_idempotency_key"
    default_detail = "An Idempotency-Key has 1 to 200 printable ASCII characters without spaces."


@dataclass(frozen=True)
class Answer:
    """What was answered: `body` is JSON."""

    status: int
    body: Any
    headers: dict[str, str]


@dataclass(frozen=True)
class Known:
    fingerprint: str
    rights: str  # of the person on that day: who lost a role gets no old answer
    answer: Answer


class Store(Protocol):
    """Keeps answers by person and key for a day."""

    def take(self, person_id: int, key: str) -> Known | None:
        """What is known of the key. None: it is ours now, and others who come with it wait until we commit."""

    def keep(self, person_id: int, key: str, known: Known) -> None: ...


_stores: list[Store] = []


def use(store: Store) -> None:
    """Answers are kept there from now on."""
    _stores[:] = [store]


def key_of(request: Any) -> str | None:
    """The key that came with a request that makes something; 400 for one of no use."""
    given = request.headers.get(HEADER)
    if given is None or request.method != "POST" or not _stores:
        return None
    if not _KEY.fullmatch(given):
        raise BadKey
    return str(given)


def stored(request: Request, key: str) -> Answer | None:
    """The answer that the same request got before; None where it is to be done now. 422 for another request."""
    known = _stores[0].take(int(request.user.pk or 0), key)
    if known is None:
        return None
    if known.fingerprint != fingerprint(request):
        raise KeyReused
    if known.rights != rights(request.user):
        raise KeyReused("What you may do has changed since this Idempotency-Key was used. Use a new one.")
    return known.answer


def keep(request: Request, key: str, answer: Answer) -> None:
    _stores[0].keep(int(request.user.pk or 0), key, Known(fingerprint(request), rights(request.user), answer))


def rights(person: Any) -> str:
    """The same as long as the person may read and edit the same libraries."""
    may = [sorted(rows.values_list("pk", flat=True)) for rows in _libraries(person)]
    return hashlib.sha256(json.dumps(may).encode()).hexdigest()[:16]


def _libraries(person: Any) -> list[Any]:
    return [Library.objects.visible_to(person), Library.objects.editable_by(person)]


def fingerprint(request: Request) -> str:
    """The same for the same request: method, address, and what was sent, files by their content."""
    data = request.data
    lists = data.lists() if hasattr(data, "lists") else None
    plain = {name: [_plain(value) for value in values] for name, values in lists} if lists is not None else data
    sent = json.dumps([request.method, request.get_full_path(), plain], sort_keys=True, default=str)
    return hashlib.sha256(sent.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return value
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]
