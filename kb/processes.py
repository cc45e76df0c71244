"""The processes of a Stepmark on one machine, under one manager: web, two workers, the clock."""

import os
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable

import honcho.manager
from django.conf import settings
from honcho.printer import Printer

FIRST_ANSWER_SECONDS = 60
# A worker asked to end drops what it holds: every job goes on from its last stage at the next start.
LEAVE_AT_ONCE = {"REMAP_SIGTERM": "SIGQUIT"}
WAIT_BEFORE_KILL_SECONDS = 1  # nothing is lost: the worker that does not end in time is in the middle of a stage


def commands(host: str, port: int) -> dict[str, str]:
    """A command per process. Short tasks have a worker of their own, so that a long recording holds up nothing."""
    python, celery = sys.executable, f"{sys.executable} -m celery --quiet -A kb"
    return {
        "web": f"{python} -m gunicorn kb.wsgi --bind {host}:{port} --worker-class gthread --workers 1 --threads 8"
        " --graceful-timeout 1 --timeout 120 --log-level warning --forwarded-allow-ips=",
        "worker": f"{celery} worker -n short@%h -Q default -c 1 --loglevel WARNING --without-gossip --without-mingle",
        "ingest": f"{celery} worker -n ingest@%h -Q ingest -c {settings.STEPMARK_INGEST_WORKERS} --loglevel WARNING"
        " --without-gossip --without-mingle",
        "exports": f"{celery} worker -n exports@%h -Q exports -c 1 --loglevel WARNING --without-gossip"
        " --without-mingle",
        "beat": f"{celery} beat --loglevel WARNING",
        **_assistants(python),
    }


def _assistants(python: str) -> dict[str, str]:
    """The MCP server, where it is switched on."""
    port = settings.STEPMARK_MCP_PORT
    return {"mcp": f"{python} manage.py mcp --http {port} --host {settings.STEPMARK_MCP_HOST}"} if port else {}


def run(host: str, port: int, when_ready: Callable[[], None]) -> int:
    """Run until Ctrl-C or until one of them ends; the others end with it. Returns the exit code."""
    honcho.manager.KILL_WAIT = WAIT_BEFORE_KILL_SECONDS
    manager = honcho.manager.Manager(Printer(sys.stdout, colour=sys.stdout.isatty()))
    environment = {**os.environ, **LEAVE_AT_ONCE, "PYTHONUNBUFFERED": "1"}
    for name, command in commands(host, port).items():
        manager.add_process(name, f"exec {command}", env=environment, cwd=str(settings.BASE_DIR))
    threading.Thread(target=_wait_for_the_first_answer, args=(host, port, when_ready), daemon=True).start()
    manager.loop()
    return int(manager.returncode or 0)


def _wait_for_the_first_answer(host: str, port: int, when_ready: Callable[[], None]) -> None:
    until = time.monotonic() + FIRST_ANSWER_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=2):
                when_ready()
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
