"""`make run` from the second start on: quick, one at a time, and gone after Ctrl-C."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.site import ROOT, answers, end, running_site

pytestmark = pytest.mark.heavy


def _children(pid: int) -> set[int]:
    found, waiting = set(), [pid]
    while waiting:
        parent = waiting.pop()
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            for child in map(int, task.read_text().split()):
                found.add(child)
                waiting.append(child)
    return found


def _alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists()}


def test_ctrl_c_ends_every_child_and_the_second_start_is_quick(tmp_path: Path) -> None:
    with running_site(tmp_path, arguments=("--no-demo",)) as site:
        children = _children(site.process.pid)
        assert len(children) >= 4  # web, two workers, the clock
        end(site)
        time.sleep(0.5)
        assert not _alive(children)
        assert not answers(site.url)
    begun = time.monotonic()
    with running_site(tmp_path, arguments=("--no-demo",)):
        taken = time.monotonic() - begun
    assert taken < 15, f"{taken:.1f} s"  # 5 s on a quiet machine, see `make bench`


def test_a_taken_port_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "manage.py", "run", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "STEPMARK_VAR_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 can't be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_same_files_are_used_by_one_at_a_time(tmp_path: Path) -> None:
    with running_site(tmp_path, arguments=("--no-demo",)) as site:
        second = subprocess.run(
            [sys.executable, "manage.py", "run", "--port", "0"],
            cwd=ROOT,
            env=site.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert second.returncode == 1
    assert "already running" in second.stderr
