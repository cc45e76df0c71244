"""Every page of the table of addresses that answers a GET, with what it names; for tests that look at all pages."""

from collections.abc import Iterator
from typing import Any

from access.models import User
from tests.test_every_url import TABLE
from tests.urls.rows import PEOPLE, Row

BESIDE_THE_TABLE = (
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/admin/",
)


def readable_by(who: str | None) -> list[Row]:
    """The rows whose page that person gets to read."""
    place = PEOPLE.index(who)
    return [row for row in TABLE if row.method == "GET" and row.statuses[place] == 200]


def addresses_for(who: str | None, names: dict[str, Any]) -> Iterator[str]:
    for row in readable_by(who):
        if not row.address.startswith("/api/") or row.name.startswith("api-docs"):
            yield row.address.format(**names)
    if who:
        yield from BESIDE_THE_TABLE[:-1]


def make_root() -> User:
    """An administrator of the site."""
    root: User = User.objects.create_superuser("root@example.com", "only-for-tests-4711", name="Root")
    return root
