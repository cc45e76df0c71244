"""The same with the real stages and a real recording: `kill -9` while it listens, watches, reads; the same draft."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.support.media import beginning_of
from tests.support.workers import Site, site

pytestmark = pytest.mark.heavy
RECORDING = Path(settings.BASE_DIR) / "kb" / "demo" / "recordings" / "log-call.mp4"
SECONDS = 40
PATIENCE_SECONDS = 600


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("real")) as mine:
        yield mine


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return beginning_of(RECORDING, tmp_path_factory.mktemp("recording") / "log-call.mp4", SECONDS)


def drafted(real: Site, recording_id: int) -> dict[str, Any]:
    row = real.wait(recording_id, seconds=PATIENCE_SECONDS)
    assert row["state"] == "done", row
    return real.ask("draft", str(recording_id))  # type: ignore[no-any-return]


def test_killed_at_its_work_the_worker_ends_with_the_same_draft(real: Site, recording: Path) -> None:
    quiet = real.upload(recording)
    real.start_worker()
    wanted = drafted(real, quiet)
    real.kill_worker()
    assert wanted["steps"]

    disturbed = real.upload(recording)
    for stage in ("watch", "read", "shots"):  # it listens beside watching and reading
        real.start_worker()
        real.wait(disturbed, seconds=PATIENCE_SECONDS, stage=stage)
        real.kill_worker()
    real.start_worker()
    assert drafted(real, disturbed) == wanted
    assert real.count("sops_sop") == 2
    assert real.folders_left(0) == 0
