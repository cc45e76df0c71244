"""Where the pointer is and what changes, on drawn recordings."""

from pathlib import Path

import pytest

from ingest.artefacts import Probe, Watch
from ingest.stages import watch
from ingest.stages.base import Workspace
from tests.support.acted import Acted, button, field, page, rectangle


def watched(acted: Acted, folder: Path, **how: object) -> Watch:
    path = acted.save(folder / "a.mp4", **how)  # type: ignore[arg-type]
    workspace = Workspace(folder=folder, recording=path)
    workspace.write("probe.json", Probe(640, 400, acted.now, False, "h264"))
    watch.stage.run(workspace)
    return workspace.read("watch.json", Watch)


def wandering(inverted: bool = False) -> Acted:
    acted = Acted(inverted=inverted)
    acted.paint(page("Deals"))
    acted.wait(0.3).move(120, 80).wait(0.4).move(420, 150).wait(0.4).move(300, 330).wait(0.4)
    return acted


@pytest.mark.parametrize("inverted", [False, True])
def test_the_pointer_is_followed_to_its_tip(inverted: bool, tmp_path: Path) -> None:
    found = watched(wandering(inverted), tmp_path)
    last = found.pointer[-1]
    assert abs(last.x - 300) <= 3
    assert abs(last.y - 330) <= 3
    assert last.shape == "arrow"


def test_the_pointer_survives_heavy_compression(tmp_path: Path) -> None:
    last = watched(wandering(), tmp_path, crf=38).pointer[-1]
    assert abs(last.x - 300) <= 4
    assert abs(last.y - 330) <= 4


def test_a_moving_pointer_alone_changes_nothing_that_stays(tmp_path: Path) -> None:
    assert all(burst.share < 0.002 for burst in watched(wandering(), tmp_path).bursts)


def test_an_answer_is_one_burst_with_its_time_and_place(tmp_path: Path) -> None:
    acted = wandering()
    at_s = acted.paint(rectangle((80, 60, 200, 90), (250, 220, 120), (120, 90, 0)))
    acted.wait(0.8)
    large = [b for b in watched(acted, tmp_path).bursts if not b.is_small]
    assert [b.start_s for b in large] == [pytest.approx(at_s, abs=0.11)]
    x, y, w, h = large[0].boxes[-1]
    assert abs(x - 80) < 6
    assert abs(y - 60) < 6
    assert abs(w - 200) < 12
    assert abs(h - 90) < 12


def test_what_is_taken_back_is_recognised(tmp_path: Path) -> None:
    acted = wandering()
    before = acted.snapshot()
    acted.paint(rectangle((80, 60, 200, 90), (250, 220, 120), (120, 90, 0)))
    acted.wait(0.8)
    acted.restore(before)
    acted.wait(0.6)
    bursts = [b for b in watched(acted, tmp_path).bursts if not b.is_small]
    assert len(bursts) == 2
    assert bursts[1].undoes


def test_a_rim_around_a_field_is_told_from_a_filled_area(tmp_path: Path) -> None:
    acted = Acted()
    acted.paint(page("Deals"), field((60, 80, 300, 28)))
    acted.wait(0.3).move(120, 200).wait(0.3).move(150, 94).wait(0.4)
    acted.paint(field((60, 80, 300, 28), has_focus=True))
    acted.wait(0.5)
    (burst,) = [b for b in watched(acted, tmp_path).bursts if not b.is_small]
    assert True in burst.rims


def test_without_any_pointer_changes_are_still_found(tmp_path: Path) -> None:
    acted = Acted(with_pointer=False)
    acted.paint(page("Deals"))
    acted.wait(1.0)
    at_s = acted.paint(page("Accounts", lines=3, bar=(120, 30, 60)))
    acted.wait(1.0)
    found = watched(acted, tmp_path)
    assert found.pointer == []
    assert [b.start_s for b in found.bursts if not b.is_small] == [pytest.approx(at_s, abs=0.11)]


def test_scrolling_is_told_from_a_new_page(tmp_path: Path) -> None:
    acted = Acted(with_pointer=False)
    acted.paint(page("Deals", lines=7), button("Save", (480, 120, 90, 28)))
    acted.wait(0.6)
    up = acted.snapshot().crop((0, 60, 640, 400))
    picture = acted.snapshot()
    picture.paste(up, (0, 36))
    acted.restore(picture)
    acted.wait(0.6)
    found = watched(acted, tmp_path)
    assert "scroll" in {c.kind for c in found.changes} | {b.moved_page for b in found.bursts}


def test_a_still_screen_has_neither(tmp_path: Path) -> None:
    acted = Acted(with_pointer=False)
    acted.paint(page("Deals"))
    found = watched(acted.wait(2.0), tmp_path)
    assert (found.pointer, [b for b in found.bursts if b.share > 0.001]) == ([], [])
