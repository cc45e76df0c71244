"""Candidates for steps: what a person did on a drawn page, and what only looks like it."""

from pathlib import Path

import pytest

from ingest.artefacts import Episode, Episodes, Probe
from ingest.stages import segment, watch
from ingest.stages.base import Workspace
from tests.support.acted import WHITE, Acted, button, field, page, rectangle, written

SAVE, NAME, STAGE = (480, 60, 90, 28), (60, 80, 260, 28), (60, 130, 260, 28)


def episodes(acted: Acted, folder: Path) -> list[Episode]:
    path = acted.save(folder / "a.mp4")
    workspace = Workspace(folder=folder, recording=path)
    workspace.write("probe.json", Probe(640, 400, acted.now, False, "h264"))
    watch.stage.run(workspace)
    segment.stage.run(workspace)
    return workspace.read("episodes.json", Episodes).episodes


def form(**how: bool) -> Acted:
    """A page with two fields and a button; the pointer has moved about."""
    acted = Acted(**how)  # type: ignore[arg-type]
    acted.paint(page("Deals"), field(NAME), field(STAGE), button("Save", SAVE))
    acted.wait(0.4)
    if acted.tip:
        acted.move(400, 200).wait(0.4).move(330, 340).wait(0.4)
    return acted


def test_a_click_that_opens_a_page(tmp_path: Path) -> None:
    acted = form()
    acted.move(520, 74).wait(0.4)
    at_s = acted.paint(page("Saved deal", lines=3, bar=(20, 110, 60)))
    acted.wait(1.2)
    (found,) = episodes(acted, tmp_path)
    assert found.kind == "click"
    assert found.is_new_page
    assert found.action_s == pytest.approx(at_s, abs=0.11)
    assert found.click
    assert abs(found.click[0] - 520) <= 3
    assert abs(found.click[1] - 74) <= 3
    assert found.start_s < found.action_s <= found.end_s <= found.after_s
    assert found.before_s < found.action_s


def test_a_click_into_a_field_and_typing_is_one_episode(tmp_path: Path) -> None:
    acted = form()
    acted.move(200, 94).wait(0.4)
    at_s = acted.paint(field(NAME, has_focus=True))
    acted.wait(0.5).type("Harborview", 68, 87).wait(1.0)
    (found,) = episodes(acted, tmp_path)
    assert found.kind == "type"
    assert found.action_s == pytest.approx(at_s, abs=0.11)
    assert found.field_box is not None
    assert abs(found.field_box[0] - NAME[0]) < 8
    assert abs(found.field_box[2] - NAME[2]) < 16
    assert found.end_s >= at_s + 0.5 + 0.6


def test_two_fields_one_after_the_other_by_keyboard(tmp_path: Path) -> None:
    acted = form()
    acted.move(200, 94).wait(0.4)
    acted.paint(field(NAME, has_focus=True))
    acted.wait(0.5).type("Harborview", 68, 87).wait(0.5)
    acted.paint(field(NAME), written("Harborview", 68, 87), field(STAGE, has_focus=True))
    acted.wait(0.5).type("Negotiation", 68, 137).wait(0.8)
    found = episodes(acted, tmp_path)
    assert [e.kind for e in found] == ["type", "type"]
    first, second = (e.field_box for e in found)
    assert first
    assert second
    assert second[1] - first[1] > 30


def test_opening_a_list_and_choosing_is_one_episode(tmp_path: Path) -> None:
    acted = form()
    acted.move(200, 144).wait(0.4)
    closed = acted.snapshot()
    at_s = acted.paint(
        rectangle((60, 160, 260, 90), WHITE, (90, 90, 100)),
        *(written(name, 72, 168 + 28 * i) for i, name in enumerate(("New", "Proposal", "Won"))),
    )
    acted.wait(0.5).move(120, 204).wait(0.4)
    acted.restore(closed)
    chosen_s = acted.paint(written("Proposal", 68, 137))
    acted.wait(1.0)
    (found,) = episodes(acted, tmp_path)
    assert found.kind == "select"
    assert found.action_s == pytest.approx(at_s, abs=0.11)
    assert found.end_s == pytest.approx(chosen_s, abs=0.15)
    assert found.popup
    assert abs(found.popup[1] - 160) < 10
    assert abs(found.popup[3] - 90) < 14


def test_what_lights_up_under_the_pointer_is_no_step(tmp_path: Path) -> None:
    acted = form()
    plain = acted.snapshot()
    acted.move(470, 70, 0.4)
    acted.tip = (510.0, 74.0)
    acted.paint(button("Save", SAVE, (60, 140, 250)))
    acted.wait(0.8)
    acted.tip = (560.0, 150.0)
    acted.restore(plain)
    acted.wait(0.2).move(600, 300).wait(0.6)
    assert episodes(acted, tmp_path) == []


def test_a_notice_that_comes_and_goes_is_part_of_the_click(tmp_path: Path) -> None:
    acted = form()
    acted.move(520, 74).wait(0.4)
    acted.paint(rectangle((40, 190, 420, 26), (225, 240, 225), (120, 160, 120)), written("Total 1,200", 60, 195))
    acted.paint(rectangle((400, 66, 60, 18), (230, 240, 255), (90, 120, 200)))
    acted.wait(0.6)
    plain = acted.snapshot()
    acted.paint(rectangle((430, 350, 190, 36), (30, 34, 42), (30, 34, 42)), written("Deal saved", 450, 360, WHITE))
    acted.wait(1.5)
    acted.restore(plain)
    acted.wait(0.8)
    (found,) = episodes(acted, tmp_path)
    assert found.kind == "click"


def test_pages_without_any_pointer_become_steps(tmp_path: Path) -> None:
    acted = Acted(with_pointer=False)
    for title, bar in (("Jobs", (20, 60, 140)), ("Skills", (120, 30, 60)), ("Logs", (20, 120, 60))):
        acted.paint(page(title, bar=bar))
        acted.wait(2.0)
    found = episodes(acted, tmp_path)
    assert [e.action_s for e in found] == [pytest.approx(2.0, abs=0.11), pytest.approx(4.0, abs=0.11)]
    assert all(e.click is None for e in found)


def test_a_thing_that_is_carried_is_a_drag(tmp_path: Path) -> None:
    acted = form()
    acted.move(130, 240).wait(0.5)
    plain = acted.snapshot()
    for i in range(1, 11):
        acted.restore(plain)
        acted.tip = (130.0 + 30 * i, 240.0 + 6 * i)
        left, top = round(acted.tip[0]) - 50, round(acted.tip[1]) - 18
        acted.paint(rectangle((left, top, 120, 40), (255, 236, 180), (160, 110, 0)))
        acted.wait(0.1)
    acted.wait(0.8)
    found = [e for e in episodes(acted, tmp_path) if e.kind == "drag"]
    assert len(found) == 1
    assert found[0].click
    assert found[0].drop
    assert abs(found[0].click[0] - 130) <= 10
    assert abs(found[0].drop[0] - 430) <= 10


def test_a_still_recording_says_so(tmp_path: Path) -> None:
    acted = Acted(with_pointer=False)
    acted.paint(page("Deals"))
    acted.wait(2.0)
    path = acted.save(tmp_path / "a.mp4")
    workspace = Workspace(folder=tmp_path, recording=path)
    workspace.write("probe.json", Probe(640, 400, 2.0, False, "h264"))
    watch.stage.run(workspace)
    segment.stage.run(workspace)
    found = workspace.read("episodes.json", Episodes)
    assert found.episodes == []
    assert any("Nothing happens" in w for w in found.warnings)
