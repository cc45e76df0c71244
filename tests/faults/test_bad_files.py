"""Odd and broken files, through the service that page and API use and a real worker: each as it should end, and the
worker lives on."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.odd_files import ODD_FILES, make_odd_file
from tests.support.workers import Site, site

pytestmark = pytest.mark.heavy
PATIENCE_SECONDS = 300


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with one worker for all of them."""
    with site(tmp_path_factory.mktemp("odd")) as mine:
        mine.start_worker()
        yield mine


@pytest.mark.parametrize("name", [name for name, wanted in ODD_FILES.items() if wanted.refused])
def test_what_can_never_be_a_draft_is_refused_and_leaves_nothing(living: Site, tmp_path: Path, name: str) -> None:
    recordings, files = living.count("ingest_recording"), media(living)
    with pytest.raises(OSError, match=ODD_FILES[name].refused):
        living.upload(make_odd_file(name, tmp_path))
    assert living.count("ingest_recording") == recordings
    assert media(living) == files
    assert os.listdir(living.folder / "uploads") == []


@pytest.mark.parametrize("name", [name for name, wanted in ODD_FILES.items() if not wanted.refused])
def test_what_is_odd_but_readable_ends_with_a_draft_or_a_sentence(living: Site, tmp_path: Path, name: str) -> None:
    sops, worker = living.count("sops_sop"), living.workers[0]
    recording = living.upload(make_odd_file(name, tmp_path))
    row = living.wait(recording, seconds=PATIENCE_SECONDS)
    assert row["state"] == "done" or row["error_code"] not in ("", "internal_error", "interrupted"), row
    assert living.count("sops_sop") == sops + (row["state"] == "done")
    for words in ODD_FILES[name].warning:
        assert words in row["warnings"]
    assert worker.poll() is None


def test_after_all_of_them_a_good_recording_becomes_a_draft(living: Site, tmp_path: Path) -> None:
    recording = living.upload(make_odd_file("plain.mp4", tmp_path))
    assert living.wait(recording, seconds=PATIENCE_SECONDS)["state"] == "done"
    assert living.folders_left(failed(living)) == failed(living)  # kept for "Try again", a day long


def failed(living: Site) -> int:
    return living.count("ingest_job WHERE state = 'failed'")


def media(living: Site) -> int:
    return sum(1 for path in (living.folder / "media").rglob("*") if path.is_file())
