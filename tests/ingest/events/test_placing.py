"""A log in its recording: the clock set by what was seen, each act beside its sight, a stranger's log refused."""

from dataclasses import replace

import pytest

from ingest.artefacts import Action, Actions, Probe
from ingest.errors import RecordingRefused
from ingest.events.log import Event, EventLog
from ingest.events.placing import actions_by

TIMES = (4.0, 9.5, 15.2, 21.0, 33.3)
NAMES = ("Deals", "Harborview", "Request approval", "Discount", "Submit")
PROBE = Probe(duration_s=40.0, width=1000, height=500, has_sound=True, video_codec="h264")
SEEN = Actions([Action("click", t - 1, t, t + 1, t - 0.2, (5, 5), (1, 1, 9, 9), "Smudge") for t in TIMES])


def log(shift_s: float = 0.0, has_times: bool = True, surface: str = "tab") -> EventLog:
    box = (0.1, 0.2, 0.3, 0.1)
    times = [t + shift_s if has_times else None for t in TIMES]
    events = [Event(t, "click", "button", n, f"#{n}", box=box) for t, n in zip(times, NAMES, strict=True)]
    return EventLog(events, surface, has_times)


def test_names_come_from_the_log_and_places_too_where_a_tab_was_recorded() -> None:
    found = actions_by(log(), SEEN, PROBE)
    assert [action.label for action in found.actions] == list(NAMES)
    assert {action.box for action in found.actions} == {(100, 100, 300, 50)}
    assert {action.box for action in actions_by(log(surface="screen"), SEEN, PROBE).actions} == {(1, 1, 9, 9)}


@pytest.mark.parametrize("shift_s", [-300.4, -7.3, 12.8, 86_400.0])
def test_a_wrong_clock_is_set_by_the_picture_and_said(shift_s: float) -> None:
    found = actions_by(log(shift_s), SEEN, PROBE)
    assert [action.action_s for action in found.actions] == pytest.approx(TIMES, abs=0.05)
    assert "The clock of the event log was" in found.warnings[0]


def test_a_right_clock_is_left_alone_even_where_little_was_seen() -> None:
    found = actions_by(log(), replace(SEEN, actions=SEEN.actions[:1]), PROBE)
    assert ([action.action_s for action in found.actions], found.warnings) == (list(TIMES), [])


def test_a_log_of_another_recording_is_refused() -> None:
    stranger = EventLog([Event(t, "click", "button", "X", "#x") for t in (3.0, 150.0, 261.7, 700.1, 1500.0)])
    with pytest.raises(RecordingRefused, match="does not belong to this recording"):
        actions_by(stranger, SEEN, PROBE)


def test_without_times_names_find_their_places_in_order() -> None:
    read = replace(SEEN, actions=[replace(a, label=n) for a, n in zip(SEEN.actions, NAMES, strict=True)])
    gappy = replace(read, actions=[read.actions[0], read.actions[2], read.actions[4]])
    found = actions_by(log(has_times=False), gappy, PROBE)
    assert [action.label for action in found.actions] == list(NAMES)
    assert found.actions[2].action_s == TIMES[2]
    assert TIMES[0] < found.actions[1].action_s < TIMES[2]
    with pytest.raises(RecordingRefused, match="does not belong"):
        actions_by(log(has_times=False), replace(SEEN, actions=[replace(a, label="zzzz") for a in SEEN.actions]), PROBE)


def test_a_secret_in_plain_letters_is_covered_until_another_page_is_there() -> None:
    card = Event(10.0, "input", "textbox", "Card", "#card", "", True, (0.1, 0.1, 0.2, 0.1))
    left = Event(20.0, "click", "link", "Done", "#done")
    then = Event(20.5, "navigate", title="Thanks")
    found = actions_by(EventLog([card, left, then]), SEEN, PROBE)
    (mask,) = found.masks
    assert (mask.box, mask.start_s < 10.0, 20.0 <= mask.end_s < 30.0) == ((100, 50, 200, 50), True, True)
    assert found.actions[0].value == ""


def test_a_log_without_actions_leaves_the_draft_to_the_picture() -> None:
    found = actions_by(EventLog([Event(1.0, "scroll")]), SEEN, PROBE)
    assert found.actions == SEEN.actions
    assert "notes no action" in found.warnings[0]
