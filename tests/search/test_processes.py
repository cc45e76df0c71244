"""What one process publishes, another finds: with real processes on the same files."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.site import ROOT

pytestmark = pytest.mark.heavy

ASK = """
import sys
from access.models import User
from search.service import find_steps
for line in sys.stdin:
    found = find_steps(user=User.objects.get(email="ed@example.com"), query=line.strip())
    print("|".join(sop.title for sop in found.sops), flush=True)
"""
BEGIN = """
from tests.support.cast import gather
gather()
"""
PUBLISH = """
from access.models import Library, User
from tests.support.make import make_sop
make_sop(Library.objects.get(slug="sales"), User.objects.get(email="ed@example.com"), {title!r})
"""
DIE_AFTER_COMMIT = """
import os, signal
from search import receivers
from sops.signals import sop_published
sop_published.disconnect(receivers.rewrite)
sop_published.connect(lambda **_: os.kill(os.getpid(), signal.SIGKILL), weak=False)
"""
SWEEP = """
from search.tasks import embed_waiting
embed_waiting()
"""


class Machine:
    """Commands on files of their own, each in its own process."""

    def __init__(self, folder: Path) -> None:
        database = f"sqlite:///{folder / 'stepmark.sqlite3'}"
        self.environment = {
            **os.environ,
            "STEPMARK_VAR_DIR": str(folder),
            "STEPMARK_DATABASE_URL": database,
            "STEPMARK_BROKER_URL": "filesystem://",
            "STEPMARK_ENCODER": "hashing",
            "PYTHONPATH": str(ROOT),
        }

    def run(self, *arguments: str) -> int:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, check=False, timeout=120
        )
        return done.returncode

    def shell(self, code: str) -> int:
        return self.run("shell", "-v", "0", "-c", code)

    def asking(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", ASK],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    assert machine.run("migrate", "-v", "0") == 0
    assert machine.shell(BEGIN) == 0
    return machine


@pytest.fixture
def asker(machine: Machine) -> Iterator[subprocess.Popen[str]]:
    process = machine.asking()
    yield process
    process.kill()
    process.wait()


def _ask(process: subprocess.Popen[str], query: str) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(query + "\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def test_the_next_search_of_another_process_finds_it(machine: Machine, asker: subprocess.Popen[str]) -> None:
    assert _ask(asker, "discount") == ""
    assert machine.shell(PUBLISH.format(title="Request a discount")) == 0
    assert _ask(asker, "discount") == "Request a discount"


def test_a_process_killed_between_commit_and_announcement_loses_nothing(
    machine: Machine, asker: subprocess.Popen[str]
) -> None:
    assert machine.shell(DIE_AFTER_COMMIT + PUBLISH.format(title="Request a discount")) == -signal.SIGKILL
    assert _ask(asker, "discount") == ""
    assert machine.shell(SWEEP) == 0
    assert _ask(asker, "discount") == "Request a discount"
