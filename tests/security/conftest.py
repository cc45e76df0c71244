"""What these tests share: two libraries full of everything that an address can name."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_every_url import places as places
from tests.test_every_url import quick as quick

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Walks over every address as everybody take their minutes: they run with the heavy ones."""
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.heavy)


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hundreds of refusals, each with its traceback in the log, are most of the time that a walk takes."""
    if "capfd" in request.fixturenames:  # this one reads the log
        yield
        return
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
