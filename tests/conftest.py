"""What every test gets: a throw-away var folder, the fixed cast of people, and makers of rows."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from tests.support.cast import Cast, gather


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Leftovers of a test run that was killed: SQLite would take an old log for one of the new file."""
    name = str(connection.settings_dict["TEST"]["NAME"])
    for ending in ("-wal", "-shm") if connection.vendor == "sqlite" else ():
        Path(f"{name}{ending}").unlink(missing_ok=True)


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
