"""A database that is thrown away, in place of the configured one."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


@contextmanager
def throw_away_database() -> Iterator[None]:
    """Everything inside works on an empty database of the same kind, and on a search folder of its own."""
    before, folder_before = connection.settings_dict["NAME"], settings.STEPMARK_SEARCH_DIR
    with tempfile.TemporaryDirectory(prefix="stepmark-measure-") as folder:
        is_sqlite = connection.vendor == "sqlite"
        name = str(Path(folder) / "measure.sqlite3") if is_sqlite else f"stepmark_measure_{os.getpid()}"
        connection.settings_dict["TEST"]["NAME"] = name
        settings.STEPMARK_SEARCH_DIR = Path(folder) / "search"
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)
            settings.STEPMARK_SEARCH_DIR = folder_before
