"""A whole Stepmark in its own processes: what `make run` starts, on a free port, with files of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "only-for-tests-4711"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Site:
    """`url` of the running site; `environment` for commands that work on the same files."""

    url: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes]
    log: Path

    def manage(self, *arguments: str, timeout: float = 120) -> str:
        """The output of a management command on the site's files."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def add_person(self, email: str, **roles: str) -> None:
        """A person with that address and `PASSWORD`; roles by library slug, e.g. `sales="EDITOR"`."""
        code = (
            "from access.models import *; from access.roles import Role\n"
            f"person = User.objects.create_user({email!r}, {PASSWORD!r})\n"
            f"for slug, role in {roles!r}.items():\n"
            "    library, _ = Library.objects.get_or_create(slug=slug, defaults={'name': slug.title()})\n"
            "    Membership.objects.create(library=library, user=person, role=Role[role])\n"
        )
        self.manage("shell", "-v", "0", "-c", code)


@contextmanager
def running_site(
    folder: Path, *, seconds: float = 120, arguments: tuple[str, ...] = (), **settings: str
) -> Iterator[Site]:
    """Start it with these environment variables, wait for the first page, end it with Ctrl-C."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "STEPMARK_VAR_DIR": str(folder / "var"), **settings}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    log = folder / "site.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run", "--port", str(port), *arguments],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    site = Site(f"http://127.0.0.1:{port}", environment, process, log)
    try:
        _wait_until_it_answers(site, seconds)
        yield site
    finally:
        end(site)


def end(site: Site, seconds: float = 15) -> None:
    """Ctrl-C, as a person would press it in the window."""
    if site.process.poll() is None:
        os.killpg(site.process.pid, signal.SIGINT)
    site.process.wait(timeout=seconds)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _wait_until_it_answers(site: Site, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if site.process.poll() is not None:
            raise AssertionError(f"The site ended: {site.log.read_text()[-3000:]}")
        if answers(site.url):
            return
        time.sleep(0.1)
    raise AssertionError(f"No answer in {seconds} s: {site.log.read_text()[-3000:]}")
