"""An event log as it was sent, read with suspicion: limits, one version, and no secret beyond this file.

The format is `schema.json` beside this module; docs/event-logs.md explains it.
"""

import json
import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ingest.artefacts import Artefact
from ingest.errors import RecordingRefused
from ingest.stages.words.masking import is_secret_name

FORMAT, VERSION = "stepmark-events", 1
MOST_BYTES = 20_000_000
MOST_EVENTS = 100_000
LONGEST_TEXT = 2_000
LATEST_SECONDS = 1e10  # also seconds since 1970 are times: the clock is set by the picture
KINDS = ("click", "input", "select", "check", "key", "navigate", "scroll", "drag")
VALUED = ("input", "select", "check", "key")  # those that may carry what was typed
SURFACES = ("tab", "window", "screen")
# https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill: what nobody else may read.
SENSITIVE = frozenset({"current-password", "new-password", "one-time-code"})
SENSITIVE_BEGINS = "cc-"
SAYS_SECRET = ("password", "passwd", "passcode", "secret", "token", "cvc", "cvv", "card number")


@dataclass(frozen=True)
class Event(Artefact):
    """One thing that happened in the page.

    `at_s` counts from the start of the recording; None: only the order is known.
    `box`: left, top, width, height as fractions of the visible part of the page.
    """

    at_s: float | None
    kind: str
    role: str = ""
    name: str = ""
    selector: str = ""
    value: str = ""
    is_secret: bool = False
    box: tuple[float, float, float, float] | None = None
    url: str = ""
    title: str = ""
    drop_name: str = ""


@dataclass(frozen=True)
class EventLog(Artefact):
    """Events in order. `surface`: what was recorded; boxes are places in the picture only for a tab."""

    events: list[Event] = field(default_factory=list)
    surface: str = "tab"
    has_times: bool = True


def read(path: Path) -> EventLog:
    """The log in the file. RecordingRefused with a sentence where it can't be used."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise too_large(size)
    return parse(path.read_bytes())


def too_large(size: int) -> RecordingRefused:
    return RecordingRefused(
        "events_too_large", f"The event log has {size / 1e6:.0f} MB; the limit is {MOST_BYTES // 1_000_000} MB."
    )


def written(log: EventLog) -> bytes:
    """The log in Stepmark's own format, as `parse` reads it again: what was left out stays out."""
    events = [
        {
            "t": event.at_s,
            "type": event.kind,
            "role": event.role,
            "name": event.name,
            "selector": event.selector,
            "value": event.value,
            "sensitive": event.is_secret,
            "box": list(event.box) if event.box else None,
            "url": event.url,
            "title": event.title,
            "dropName": event.drop_name,
        }
        for event in log.events
    ]
    clock = "recording" if log.has_times else "none"
    data = {"format": FORMAT, "version": VERSION, "surface": log.surface, "clock": clock, "events": events}
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")


def parse(content: bytes) -> EventLog:
    """Stepmark's own format, or a recording of Chrome DevTools' Recorder."""
    from ingest.events import devtools  # it makes events of this module

    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise RecordingRefused(
            "events_unreadable", "The event log is not JSON. Send the file as the extension wrote it."
        ) from problem
    if isinstance(data, dict) and data.get("format") == FORMAT:
        return _own(data)
    if isinstance(data, dict) and isinstance(data.get("steps"), list):
        return devtools.log_of(data)
    raise RecordingRefused(
        "events_unreadable",
        "This is no event log: use one of Stepmark's extension, or a recording of Chrome DevTools exported as JSON.",
    )


def within_limit(rows: Any) -> list[Any]:
    """The list of events, if there are not too many."""
    if not isinstance(rows, list):
        raise RecordingRefused("events_unreadable", "The event log has no list of events.")
    if len(rows) > MOST_EVENTS:
        raise RecordingRefused(
            "events_too_many", f"The event log has {len(rows):,} events; the limit is {MOST_EVENTS:,}."
        )
    return rows


def text(value: Any) -> str:
    """A text of the log: on one line, without control characters, cut where it is no name or value."""
    if not isinstance(value, str):
        return ""
    shown = "".join(char if char.isprintable() else " " for char in value[: LONGEST_TEXT * 2])
    return " ".join(shown.encode("utf-8", "ignore").decode().split())[:LONGEST_TEXT]


def says_secret(*texts: str) -> bool:
    """The words around a field say that what is typed there is nobody else's."""
    said = " ".join(texts).casefold()
    return any(word in said for word in SAYS_SECRET) or any(is_secret_name(text) for text in texts if text)


def without_secrets(events: list[Event]) -> list[Event]:
    """A field that was sensitive once is so every time."""
    secret = {event.selector for event in events if event.is_secret and event.selector}
    return [replace(e, value="", is_secret=True) if e.selector in secret and e.kind in VALUED else e for e in events]


def address(value: Any) -> str:
    """An address without what may carry a session or a person: no query, no fragment, no name."""
    plain = text(value).partition("#")[0].partition("?")[0]
    scheme, separator, rest = plain.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{separator}{host.rpartition('@')[2]}{slash}{path}" if separator else ""


def _own(data: dict[str, Any]) -> EventLog:
    if data.get("version") != VERSION:
        raise RecordingRefused(
            "events_version",
            f"Version {text(str(data.get('version')))[:20]} of event logs is not known here; {VERSION} is.",
        )
    surface, has_times = data.get("surface", "tab"), data.get("clock") != "none"
    events = [event for row in within_limit(data.get("events")) if (event := _event(row, has_times)) is not None]
    events.sort(key=lambda event: event.at_s or 0.0)
    return EventLog(without_secrets(events), surface if surface in SURFACES else "screen", has_times)


def _event(row: Any, has_times: bool) -> Event | None:
    """None for a kind that is not known: a later extension may note more."""
    if not isinstance(row, dict):
        raise RecordingRefused("events_unreadable", "An entry of the event log is no event.")
    kind, at_s = row.get("type"), row.get("t") if has_times else None
    if has_times and not _is_time(at_s):
        raise RecordingRefused(
            "events_unreadable", "An event has no time: `t` counts seconds from the start of the recording."
        )
    if kind not in KINDS:
        return None
    name, selector = text(row.get("name")), text(row.get("selector"))
    hint = text(row.get("autocomplete")).casefold().split()
    is_secret = bool(row.get("sensitive")) or text(row.get("inputType")).casefold() == "password"
    is_secret = is_secret or any(part in SENSITIVE or part.startswith(SENSITIVE_BEGINS) for part in hint)
    is_secret = kind in VALUED and (is_secret or says_secret(name, selector))
    return Event(
        at_s=None if at_s is None else float(at_s),
        kind=kind,
        role=text(row.get("role")).casefold()[:40],
        name=name,
        selector=selector,
        value="" if is_secret or kind == "key" else text(row.get("value")),
        is_secret=is_secret,
        box=_box(row.get("box")),
        url=address(row.get("url")),
        title=text(row.get("title")),
        drop_name=text(row.get("dropName")),
    )


def _is_time(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and abs(value) <= LATEST_SECONDS


def _box(value: Any) -> tuple[float, float, float, float] | None:
    """Fractions; None where it is none, or lies outside of what was visible."""
    if not isinstance(value, list) or len(value) != 4:
        return None
    if any(isinstance(side, bool) or not isinstance(side, int | float) or not math.isfinite(side) for side in value):
        return None
    left, top, width, height = (float(side) for side in value)
    right, bottom = min(1.0, left + width), min(1.0, top + height)
    left, top = max(0.0, left), max(0.0, top)
    return (left, top, right - left, bottom - top) if right > left and bottom > top else None
