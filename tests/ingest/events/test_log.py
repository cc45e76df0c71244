"""Event logs on the way in: limits, one version, nothing secret, and sentences where one can't be used."""

import json
from typing import Any

import jsonschema
import pytest

from ingest.errors import RecordingRefused
from ingest.events import log

SCHEMA = json.loads((log.Path(log.__file__).with_name("schema.json")).read_text())
CLICK = {"t": 1.5, "type": "click", "role": "button", "name": "Save", "selector": "#save", "box": [0.1, 0.2, 0.3, 0.1]}


def own(*events: Any, **more: Any) -> bytes:
    data = {"format": "stepmark-events", "version": 1, "events": list(events), **more}
    return json.dumps(data).encode()


def test_what_the_schema_describes_is_what_is_read() -> None:
    content = own(CLICK, surface="tab")
    jsonschema.validate(json.loads(content), SCHEMA)
    (event,) = log.parse(content).events
    assert (event.at_s, event.kind, event.name) == (1.5, "click", "Save")
    assert event.box == pytest.approx((0.1, 0.2, 0.3, 0.1))
    assert SCHEMA["properties"]["events"]["maxItems"] == log.MOST_EVENTS
    assert all(kind in SCHEMA["$defs"]["event"]["properties"]["type"]["description"] for kind in log.KINDS)


@pytest.mark.parametrize(
    "field",
    [
        {"sensitive": True},
        {"inputType": "password"},
        {"autocomplete": "section-a cc-number"},
        {"autocomplete": "one-time-code"},
        {"name": "API token"},
        {"name": "PIN"},
        {"name": "API key"},
        {"name": "Passwort"},
        {"name": "One-time code"},
        {"selector": "#password"},
        {"name": "CVC", "type": "select"},
        {"name": "Password", "type": "key"},
    ],
    ids=str,
)
def test_what_is_typed_into_a_sensitive_field_is_dropped_at_once(field: dict[str, Any]) -> None:
    entry = {"t": 1, "type": "input", "role": "textbox", "selector": "#x", "value": "hunter2", **field}
    (event,) = log.parse(own(entry)).events
    assert (event.value, event.is_secret) == ("", True)
    assert "hunter2" not in log.parse(own(entry)).to_json()


def test_a_field_that_was_sensitive_once_is_so_every_time() -> None:
    first = {"t": 1, "type": "input", "selector": "#x", "inputType": "password", "value": "hun"}
    later = {"t": 2, "type": "input", "selector": "#x", "inputType": "text", "value": "hunter2"}
    assert [event.value for event in log.parse(own(first, later)).events] == ["", ""]


def test_an_address_is_kept_without_what_may_carry_a_session() -> None:
    went = {"t": 1, "type": "navigate", "url": "https://me:pw@crm.example/deals/7?sid=abc#token=x"}
    assert log.parse(own(went)).events[0].url == "https://crm.example/deals/7"


@pytest.mark.parametrize(
    ("content", "code", "why"),
    [
        (b"", "events_unreadable", "not JSON"),
        (b"[" * 100_000, "events_unreadable", "not JSON"),
        (b"\xff\xfe", "events_unreadable", "not JSON"),
        (b"[]", "events_unreadable", "no event log"),
        (own(version=2), "events_version", "Version 2 of event logs"),
        (own(events=None), "events_unreadable", "no list of events"),
        (own("click"), "events_unreadable", "no event"),
        (own({"type": "click"}), "events_unreadable", "has no time"),
        (own({"type": "click", "t": True}), "events_unreadable", "has no time"),
        (own({"type": "click", "t": float("nan")}), "events_unreadable", "has no time"),
        (own({"type": "click", "t": 1e308}), "events_unreadable", "has no time"),
        (own(*[{"t": 0, "type": "scroll"}] * 100_001), "events_too_many", "100,001 events; the limit is 100,000"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else str(value),
)
def test_what_can_not_be_used_is_refused_in_a_sentence(content: bytes, code: str, why: str) -> None:
    with pytest.raises(RecordingRefused, match=why) as refused:
        log.parse(content)
    assert refused.value.code == code


def test_a_hundred_thousand_events_are_read() -> None:
    assert len(log.parse(own(*[CLICK] * log.MOST_EVENTS)).events) == log.MOST_EVENTS


def test_kinds_that_a_later_extension_notes_are_left_out() -> None:
    assert log.parse(own({"t": 1, "type": "pinch"}, CLICK)).events[0].name == "Save"


@pytest.mark.parametrize("box", [None, [1, 2], ["a", 0, 1, 1], [2, 2, 1, 1], [0, 0, 0, 0], [0, 0, 1e999, 1]])
def test_a_box_that_is_none_is_none(box: Any) -> None:
    assert log.parse(own({**CLICK, "box": box})).events[0].box is None


def test_a_recording_of_devtools_has_order_but_no_times() -> None:
    flow = {
        "title": "Discount",
        "steps": [
            {"type": "setViewport", "width": 1280, "height": 720},
            {"type": "navigate", "url": "https://crm.example/deals", "assertedEvents": []},
            {"type": "click", "selectors": [["aria/Request approval[role=\"button\"]"], ["#ask"]], "offsetX": 3},
            {"type": "change", "selectors": [["aria/Discount (%)"], ["#discount"]], "value": "15"},
            {"type": "change", "selectors": [["aria/Password"], ["#pw"]], "value": "hunter2"},
            {"type": "keyDown", "key": "Tab"},
        ],
    }  # fmt: skip
    read = log.parse(json.dumps(flow).encode())
    assert [(e.kind, e.name, e.value) for e in read.events] == [
        ("navigate", "", ""),
        ("click", "Request approval", ""),
        ("input", "Discount (%)", "15"),
        ("input", "Password", ""),
    ]
    assert (read.has_times, read.events[1].role, read.events[1].selector) == (False, "button", "#ask")
    assert log.parse(log.written(read)) == read


def test_what_is_written_is_what_the_schema_describes_and_reads_the_same() -> None:
    read = log.parse(own(CLICK, {"t": 2, "type": "drag", "name": "Row", "dropName": "Won"}, surface="window"))
    jsonschema.validate(json.loads(log.written(read)), SCHEMA)
    assert log.parse(log.written(read)).to_json() == read.to_json()
