"""Writers at the same time make one chain. Threads with connections of their own, on the database of the settings."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from access import audit
from access.audit import chain
from access.audit.verifying import verify
from access.models import AuditEvent, Library

WRITERS, EACH = 6, 12


def at_once(work: Callable[[int], None], count: int = WRITERS) -> list[BaseException]:
    """What went wrong in any of the threads."""
    problems: list[BaseException] = []

    def one(number: int) -> None:
        try:
            work(number)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_make_one_chain() -> None:
    def write(number: int) -> None:
        for turn in range(EACH):
            audit.record(by=f"Writer {number}", verb="wrote", subject=str(turn))

    assert at_once(write) == []
    report = verify()
    assert (report.is_whole, report.count) == (True, WRITERS * EACH)
    for number in range(WRITERS):
        own = [event.subject for event in chain.in_order() if event.actor_name == f"Writer {number}"]
        assert own == [str(turn) for turn in range(EACH)]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_is_undone_leaves_no_gap() -> None:
    def write(number: int) -> None:
        for turn in range(4):
            try:
                with transaction.atomic():
                    audit.record(by=f"Writer {number}", verb="wrote", subject=str(turn))
                    if turn % 2:
                        raise ValueError
            except ValueError:
                pass

    assert at_once(write) == []
    report = verify()
    assert (report.is_whole, report.count) == (True, WRITERS * 2)


@pytest.mark.django_db(transaction=True)
def test_long_transactions_that_change_each_others_rows_end_in_no_deadlock() -> None:
    """Each records before it waits for the other's row: a head locked until then would lock both for good."""
    rows = [Library.objects.create(name=name, slug=name) for name in ("a", "b")]
    turn = threading.Barrier(2, timeout=5)

    def write(number: int) -> None:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                turn.wait()
            audit.record(by=f"Writer {number}", verb="wrote")
            Library.objects.filter(pk=rows[0].pk).update(description=str(number))

    assert at_once(write, 2) == []
    assert AuditEvent.objects.count() == 2
    assert verify().is_whole
