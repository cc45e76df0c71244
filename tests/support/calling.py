"""Somebody at the API, by token."""

import json
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.services import make_token


class Caller:
    """`get`, `send` and what the answers hold."""

    def __init__(self, user: Any, scope: str = "write") -> None:
        self.client = Client(headers={"authorization": f"Token {make_token(user=user, name='test', scope=scope)}"})

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> Any:
        return self.client.get(f"/api/{path}", query, headers=headers)

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, **data: Any) -> Any:
        return self.client.generic(
            method, f"/api/{path}", json.dumps(data), content_type="application/json", headers=headers
        )

    def change(self, method: str, path: str, etag: str = "*", **data: Any) -> Any:
        """With `If-Match`."""
        return self.send(method, path, {"If-Match": etag}, **data)

    def queries_for(self, path: str) -> int:
        """How many questions to the database, without those of the cache, where requests are counted."""
        self.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert self.get(path).status_code == 200
        return sum("kb_cache" not in query["sql"] and "SAVEPOINT" not in query["sql"] for query in asked)
