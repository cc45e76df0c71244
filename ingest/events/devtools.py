"""A recording of Chrome DevTools' Recorder, exported as JSON. It has no times: only what was done, in which order.

Format: the `UserFlow` of @puppeteer/replay, as DevTools exports it.
"""

import re
from typing import Any

from ingest.events.log import Event, EventLog, address, says_secret, text, within_limit, without_secrets

CLICKS = ("click", "doubleClick")
_ARIA = re.compile(r'aria/(?P<name>.*?)(?:\[role="(?P<role>[\w-]+)"\])?$', re.DOTALL)
_FIELDS = ("textbox", "searchbox", "spinbutton")


def log_of(data: dict[str, Any]) -> EventLog:
    """Steps that are no action (viewport, waiting, hovering) are left out."""
    events: list[Event] = []
    for row in within_limit(data["steps"]):
        if isinstance(row, dict):
            events += _events(row)
    return EventLog(without_secrets(events), surface="tab", has_times=False)


def _events(row: dict[str, Any]) -> list[Event]:
    kind = row.get("type")
    if kind == "navigate":
        return [Event(None, "navigate", url=address(row.get("url")), title=_title(row))]
    name, role, selector = _element(row.get("selectors"))
    found = []
    if kind in CLICKS:
        found = [Event(None, "click", role, name, selector)]
    elif kind == "change":
        is_secret = says_secret(name, selector)
        found = [Event(None, "input", role, name, selector, "" if is_secret else text(row.get("value")), is_secret)]
    if found and _title(row):
        found.append(Event(None, "navigate", title=_title(row)))
    return found


def _title(row: dict[str, Any]) -> str:
    asserted = row.get("assertedEvents")
    for event in asserted if isinstance(asserted, list) else []:
        if isinstance(event, dict) and event.get("type") == "navigation":
            return text(event.get("title"))
    return ""


def _element(selectors: Any) -> tuple[str, str, str]:
    """Name, role and selector of what was acted on: DevTools notes several ways to it, the accessible one first."""
    ways = (
        [way[0] if isinstance(way, list) and way else way for way in selectors] if isinstance(selectors, list) else []
    )
    ways = [way for way in ways if isinstance(way, str)]
    name = role = ""
    for way in ways:
        if (found := _ARIA.match(way)) and not name:
            name, role = text(found["name"]), found["role"] or ""
    if not name:
        name = next((text(way.removeprefix("text/")) for way in ways if way.startswith("text/")), "")
    selector = next((way for way in ways if not way.startswith(("aria/", "text/", "xpath/", "pierce/"))), "")
    return name, role, text(selector)
