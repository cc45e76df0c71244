"""Visiting pages as somebody, and counting what a visit asks of the database."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(person: Any | None) -> Client:
    """A client signed in as that person; signed out for None."""
    client = Client()
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, f"{url}: {response.status_code}"
    return response.content.decode()


def queries_for(client: Client, url: str) -> int:
    """How many queries the page needs, once sessions and caches are warm."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
