"""`kill -9` of a worker at any moment, then a start: the same draft as without, and everything once."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.workers import Site, site

pytestmark = pytest.mark.heavy
SLOW = '{"probe": "slow", "target": "slow", "draft": "slow"}'


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with the small stages: enough to be killed in, quick enough to be killed often."""
    with site(tmp_path_factory.mktemp("small"), app="tests.support.small_worker") as mine:
        yield mine


@pytest.fixture(autouse=True)
def _no_worker_left(small: Site) -> Iterator[None]:
    yield
    while small.workers:
        small.kill_worker()


def undisturbed(small: Site) -> dict[str, Any]:
    recording = small.ask("trouble", SLOW)["id"]
    small.start_worker()
    small.wait(recording, seconds=60)
    small.kill_worker()
    return small.ask("draft", str(recording))  # type: ignore[no-any-return]


def ended(small: Site, recording: int) -> dict[str, Any]:
    row = small.wait(recording, seconds=60)
    assert row["state"] == "done", row
    return small.ask("draft", str(recording))  # type: ignore[no-any-return]


def test_killed_in_every_stage_the_draft_is_the_same(small: Site) -> None:
    wanted = undisturbed(small)
    sops = small.count("sops_sop")
    recording = small.ask("trouble", SLOW)["id"]
    for stage in ("probe", "target", "draft"):
        small.start_worker()
        assert small.wait(recording, seconds=60, stage=stage)["stage"] == stage
        small.kill_worker()
    small.start_worker()
    assert ended(small, recording) == wanted
    assert small.count("sops_sop") == sops + 1
    assert small.count("sops_step") == 2 * (sops + 1)


def test_killed_again_and_again_the_work_is_done_once(small: Site) -> None:
    sops = small.count("sops_sop")
    recording = small.ask("trouble", SLOW)["id"]
    for pause in (0.3, 1.1, 1.9):
        small.start_worker()
        small.wait(recording, seconds=60, state="running")
        time.sleep(pause)
        small.kill_worker()
    small.start_worker()
    assert ended(small, recording)["title"] == "Request a discount"
    assert small.count("sops_sop") == sops + 1


def test_the_next_start_does_not_wait_for_the_lease(small: Site) -> None:
    recording = small.ask("trouble", SLOW)["id"]
    small.start_worker()
    small.wait(recording, seconds=60, stage="target")
    small.kill_worker()
    first = small.row(recording)["worker"]
    began = time.monotonic()
    small.start_worker()
    while small.row(recording)["worker"] in (first, ""):
        assert time.monotonic() - began < 30
        time.sleep(0.05)
    ended(small, recording)


def test_when_only_the_pool_process_is_killed_the_sweep_finds_the_job(small: Site) -> None:
    recording = small.ask("trouble", SLOW)["id"]
    small.start_worker()
    row = small.wait(recording, seconds=60, stage="target")
    os.kill(int(row["worker"].split()[1]), signal.SIGKILL)
    time.sleep(1)
    small.ask("requeue")
    assert ended(small, recording)["title"] == "Request a discount"


def test_the_runner_ends_with_its_worker(small: Site) -> None:
    recording = small.ask("trouble", '{"target": "wait"}')["id"]
    small.start_worker()
    small.wait(recording, seconds=60, stage="target")
    time.sleep(0.5)
    assert runners(small)
    small.kill_worker()
    until = time.monotonic() + 5
    while runners(small) and time.monotonic() < until:
        time.sleep(0.1)
    assert not runners(small)


def runners(small: Site) -> list[str]:
    """Runner processes that work in this site's folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if "ingest.runner" in command and str(small.folder) in command:
            found.append(command)
    return found
