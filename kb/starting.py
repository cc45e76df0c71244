"""What has to be there before the first page: tables, the shared cache, models, the demo library."""

import fcntl
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

Say = Callable[[str], object]


class CantStart(Exception):
    """Why Stepmark can't start, as a sentence that says what to do."""


def prepare(say: Say) -> None:
    """Bring tables and models up to date; does nothing where nothing is missing."""
    _migrate(say)
    _speech_model(say)
    _query_encoder(say)


def demo_library(say: Say) -> None:
    """Load the demo library and queue one recording, once: on a database without any library."""
    from access.models import Library
    from kb.demo import loader

    if settings.STEPMARK_PRODUCTION or Library.objects.exists():
        return
    say("Loading the demo library; this takes up to a minute.")
    call_command("load_demo", verbosity=0)
    loader.queue_sample_recording()


def check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CantStart(
                f"Port {port} on {host} can't be used ({problem.strerror or problem}). "
                f"Choose another one: make run PORT={port + 1 if port < 65535 else 8000}"
            ) from problem


@contextmanager
def only_one(var_dir: Path) -> Iterator[None]:
    """Hold the folder: two worker fleets on the same files would get in each other's way."""
    with (var_dir / "running").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            lock.seek(0)
            raise CantStart(
                f"Stepmark is already running from {var_dir} (process {lock.read().strip() or 'unknown'}). "
                "Stop it with Ctrl-C in its window, or set STEPMARK_VAR_DIR to another folder."
            ) from problem
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _migrate(say: Say) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database.")
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def _speech_model(say: Say) -> None:
    from ingest.models_found import HOW_TO_ADD, speech_model

    if speech_model() is None:
        say(HOW_TO_ADD)


def _query_encoder(say: Say) -> None:
    call_command("export_encoder", verbosity=0)
