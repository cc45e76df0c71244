"""What every test gets: a throw-away var folder, the fixed cast of people, and makers of rows."""

import os
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.support.cast import Cast, gather


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Leftovers of a test run that was killed: SQLite would take an old log for one of the new file."""
    name = str(connection.settings_dict["TEST"]["NAME"])
    for ending in ("-wal", "-shm") if connection.vendor == "sqlite" else ():
        Path(f"{name}{ending}").unlink(missing_ok=True)


def _own_redis() -> bool:
    """Each process of the run gets a database of Redis to itself; the first is the broker's. False without Redis."""
    store = project.CACHES["default"]
    if "redis" not in store["BACKEND"]:
        return False
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    store["LOCATION"] = f"{store['LOCATION'].rsplit('/', 1)[0]}/{1 + number % 15}"
    return True


ON_REDIS = _own_redis()


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Rates and locks of one test don't count in the next: the database rolls back, Redis doesn't."""
    if ON_REDIS:
        cache.clear()


@pytest.fixture(autouse=True)
def var_dir(settings: object, tmp_path: Path) -> Path:
    """Files of a test are written under its own folder."""
    settings.STEPMARK_VAR_DIR = tmp_path  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = str(tmp_path / "media")  # type: ignore[attr-defined]
    settings.STEPMARK_SEARCH_DIR = tmp_path / "search"  # type: ignore[attr-defined]
    settings.STEPMARK_ENCODER = "hashing"  # type: ignore[attr-defined]  # no test loads a model by accident
    return tmp_path


@pytest.fixture
def cast(db: None) -> Cast:
    """Rosa (viewer), Ed (editor), Ava (approver), Adam (admin) of Sales; Dee (editor) of the closed Deal desk."""
    return gather()


@pytest.fixture
def browse(cast: Cast) -> Client:
    """A client signed in as Ed, the editor."""
    client = Client()
    client.force_login(cast.ed, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
