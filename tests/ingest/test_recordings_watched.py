"""Watching real recordings: what was done is found, and little else. Skipped where the recordings aren't at hand."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from ingest.artefacts import Episode, Episodes
from ingest.stages import probe, segment, watch
from ingest.stages.base import Workspace

ROOT = Path(os.environ.get("STEPMARK_SHARED") or Path(__file__).resolve().parents[3] / "shared") / "recordings"
NEAR_SECONDS = 0.6
NEAR_PIXELS = 6

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not ROOT.is_dir(), reason=f"no recordings in {ROOT} (set STEPMARK_SHARED)"),
]


def episodes(recording: Path, folder: Path) -> list[Episode]:
    workspace = Workspace(folder=folder, recording=recording)
    for stage in (probe.stage, watch.stage, segment.stage):
        stage.run(workspace)
    return workspace.read("episodes.json", Episodes).episodes


def matched(found: list[Episode], steps: list[dict[str, Any]]) -> list[tuple[Episode, dict[str, Any]]]:
    """Pairs of an episode and the step that it stands for, each used once."""
    left, pairs = list(found), []
    for step in steps:
        near = [e for e in left if abs(e.action_s - step["action_s"]) <= NEAR_SECONDS]
        if near:
            best = min(near, key=lambda e: abs(e.action_s - step["action_s"]))
            left.remove(best)
            pairs.append((best, step))
    return pairs


@pytest.mark.parametrize("name", ["p01_discount_approval", "p04_pipeline_move", "p05_email_server", "x01_silent"])
def test_actions_of_a_made_recording_are_found(name: str, tmp_path: Path) -> None:
    steps = json.loads((ROOT / "public" / f"{name}.gold.json").read_text())["steps"]
    found = episodes(ROOT / "public" / f"{name}.mp4", tmp_path)
    pairs = matched(found, steps)
    assert len(pairs) >= 0.95 * len(steps)
    assert len(found) - len(pairs) <= 0.1 * len(steps) + 1
    kinds = [e.kind == s["action"] or {e.kind, s["action"]} == {"click", "navigate"} for e, s in pairs]
    assert sum(kinds) >= 0.9 * len(pairs)
    clicks = [(e.click, s["click"]) for e, s in pairs if e.click]
    assert len(clicks) >= 0.8 * len(pairs)
    hits = sum(abs(c[0] - g[0]) <= NEAR_PIXELS and abs(c[1] - g[1]) <= NEAR_PIXELS for c, g in clicks)
    assert hits >= 0.9 * len(clicks)


def test_talk_over_a_still_screen_has_no_actions(tmp_path: Path) -> None:
    assert episodes(ROOT / "public" / "x02_talk_static.mp4", tmp_path) == []


def test_pages_are_found_without_any_pointer(tmp_path: Path) -> None:
    """A dashboard of which every page is loaded anew; after the last page nothing happens, then the screen is blank."""
    found = episodes(ROOT / "real" / "r5_dashboard_tour_no_cursor.webm", tmp_path)
    assert 5 <= len(found) <= 10
    assert all(e.click is None and e.action_s < 26 for e in found)


def test_a_drawn_animation_is_not_taken_for_work(tmp_path: Path) -> None:
    assert len(episodes(ROOT / "real" / "r7_gnome_launch_apps_music.webm", tmp_path)) <= 5
