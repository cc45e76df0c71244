"""What lies in the cache is JSON: whoever can write there (the cache's server, a table) can't make us run anything.

Django's own caches write pickles, and its database cache lets nobody choose. So that one gets its reader and writer
replaced, for the whole process.
"""

import json
from typing import Any

from django.core.cache.backends import db


class JsonSerializer:
    """For `django.core.cache.backends.redis`. Whole numbers stay as they are: Redis counts with them itself."""

    def dumps(self, value: Any) -> int | bytes:
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, stored: bytes) -> Any:
        return json.loads(stored)


class _InPlaceOfPickle:
    HIGHEST_PROTOCOL = 0

    @staticmethod
    def dumps(value: Any, protocol: int) -> bytes:
        return json.dumps(value).encode()

    @staticmethod
    def loads(stored: bytes) -> Any:
        return json.loads(stored)


db.pickle = _InPlaceOfPickle  # type: ignore[attr-defined]


class JsonDatabaseCache(db.DatabaseCache):
    """The database cache, holding JSON."""
