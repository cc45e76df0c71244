"""Event logs, damaged and made up: read, or refused in a sentence; and never an action outside of the recording."""

import json
from typing import Any

import pytest
from hypothesis import strategies as st

from ingest.artefacts import Action, Actions, Probe
from ingest.errors import RecordingRefused
from ingest.events import log, placing
from tests.fuzz.budget import Fuzzer, tells
from tests.fuzz.mutating import damaged_bytes, damaged_json, texts

pytestmark = pytest.mark.heavy

PROBE = Probe(640, 400, 30.0, True, "h264")
SEEN = Actions([Action("click", t - 1, t, t + 1, t, label=f"Name {t:.0f}") for t in (3.0, 8.0, 14.0, 21.0)])
EVENTS = [
    {"t": 3.0, "type": "click", "role": "link", "name": "Deals", "selector": "#a", "box": [0.1, 0.1, 0.2, 0.1]},
    {"t": 3.4, "type": "navigate", "url": "https://crm.example/deals?x=1", "title": "Deals"},
    {"t": 8.0, "type": "click", "role": "combobox", "name": "Stage", "selector": "#b"},
    {"t": 8.9, "type": "select", "role": "combobox", "name": "Stage", "selector": "#b", "value": "Closed"},
    {"t": 14.0, "type": "input", "role": "textbox", "name": "Note", "selector": "#c", "value": "Hello"},
    {"t": 21.0, "type": "drag", "role": "row", "name": "Osprey", "selector": "#d", "dropName": "Won"},
]
OWN = {"format": log.FORMAT, "version": 1, "surface": "tab", "events": EVENTS}
FLOW = {
    "title": "Flow",
    "steps": [
        {"type": "navigate", "url": "https://crm.example/"},
        {"type": "click", "selectors": [["aria/Name 3"], ["#a"]]},
        {"type": "change", "selectors": [["aria/Name 14"], ["#c"]], "value": "Hello"},
    ],
}


def test_event_logs() -> None:
    fuzzer = Fuzzer("event-log")

    def reads(content: Any) -> None:
        data = content if isinstance(content, bytes) else json.dumps(content).encode("utf-8", "replace")
        try:
            found = placing.actions_by(log.parse(data), SEEN, PROBE)
        except RecordingRefused as refused:
            tells(refused.detail)
            fuzzer.answered(refused.code)
            return
        for action in found.actions:
            assert 0 <= action.start_s <= action.action_s <= action.end_s <= PROBE.duration_s
            assert action.box is None or min(action.box) >= 0
        fuzzer.answered("read")

    good = [json.dumps(data).encode() for data in (OWN, FLOW)]
    made_up = st.dictionaries(st.sampled_from(sorted({name for event in EVENTS for name in event})), texts, max_size=6)
    rows = st.lists(made_up | st.sampled_from(EVENTS), max_size=12)
    own = rows.map(lambda events: {**OWN, "events": events})
    damaged = st.sampled_from([OWN, FLOW]).flatmap(damaged_json)
    fuzzer.run(st.one_of(damaged, damaged, own, st.sampled_from(good).flatmap(damaged_bytes)), reads)
