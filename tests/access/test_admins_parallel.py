"""Two admins at the same moment: somebody who decides always stays."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from access import services
from access.models import Membership, User
from access.roles import Role
from tests.support.cast import gather

ROUNDS = 8

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time"),
]


def at_once(*deeds: Callable[[], Any]) -> list[str]:
    """What became of each: "done" or "refused"; anything else that goes wrong goes on."""
    barrier = threading.Barrier(len(deeds))
    came_of: list[str] = []
    problems: list[Exception] = []

    def run(deed: Callable[[], Any]) -> None:
        try:
            barrier.wait(10)
            deed()
            came_of.append("done")
        except ValidationError:
            came_of.append("refused")
        except Exception as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert problems == []
    return sorted(came_of)


def test_of_two_site_admins_who_step_down_at_once_one_stays() -> None:
    def step_down(person: User) -> Callable[[], None]:
        return lambda: services.set_site_admin(person=person, is_admin=False, by=one)

    one, other = (User.objects.create_superuser(f"{name}@example.com") for name in ("one", "other"))
    for _ in range(ROUNDS):
        User.objects.update(is_superuser=True, is_staff=True)
        fresh = [User.objects.get(pk=person.pk) for person in (one, other)]
        deeds = [
            lambda person=person: services.set_site_admin(person=person, is_admin=False, by=one) for person in fresh
        ]
        assert at_once(*deeds) == ["done", "refused"]
        assert User.objects.filter(is_superuser=True).count() == 1


def test_of_two_admins_of_a_library_who_leave_at_once_one_stays() -> None:
    def leave(row: Membership) -> Callable[[], None]:
        return lambda: services.remove_member(membership=row, by=cast.adam)

    cast = gather()
    for _ in range(ROUNDS):
        Membership.objects.filter(library=cast.desk).delete()
        pair = [
            Membership.objects.create(library=cast.desk, user=person, role=Role.ADMIN)
            for person in (cast.adam, cast.dee)
        ]
        assert at_once(*map(leave, pair)) == ["done", "refused"]
        assert Membership.objects.filter(library=cast.desk, role=Role.ADMIN).count() == 1
