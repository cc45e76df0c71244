"""From single events to what a person would call one action: a field filled in, an entry chosen, a button pressed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.events.log import Event

FIELDS = frozenset({"textbox", "searchbox", "spinbutton", "textarea"})
LISTS = frozenset({"combobox", "listbox", "select", "menu"})
OPTIONS = frozenset({"option", "menuitem", "menuitemradio", "treeitem"})
PLACES = frozenset({"link", "tab"})  # what leads somewhere
TICKS = frozenset({"checkbox", "radio", "switch", "menuitemcheckbox"})
ROLES = {
    "option": "menu",
    "menuitem": "menu",
    "radio": "checkbox",
    "switch": "checkbox",
    "menuitemcheckbox": "checkbox",
}
AGAIN_SECONDS = 0.6  # a second press in the same place is a double click
LEADS_SECONDS = 3.0  # a page that comes later is not the answer to the press
STARTS_SECONDS = 1.0  # the page that was open when recording began


@dataclass(frozen=True)
class Act:
    """`at_s`: the press or the first sign typed; `until_s`: the last. None where the log has no times."""

    kind: str  # click | type | select | navigate | drag
    at_s: float | None
    until_s: float | None
    name: str
    role: str = ""
    value: str = ""
    is_secret: bool = False
    selector: str = ""
    box: tuple[float, float, float, float] | None = None
    drop_name: str = ""
    title: str = ""  # of the page it was done on
    title_after: str = ""  # of the page that it led to


def acts_of(events: Sequence[Event]) -> list[Act]:
    """In the order of the log. Scrolling, keys and empty entries are no action."""
    acts: list[Act] = []
    page = ""
    for event in events:
        if event.kind == "navigate":
            _arrive(acts, event)
            page = event.title or page
        elif event.kind in ("input", "select"):
            _enter(acts, event, page)
        elif event.kind in ("click", "check"):
            _press(acts, event, page)
        elif event.kind == "drag":
            acts.append(replace(_act("drag", event, page), drop_name=event.drop_name))
    return [act for act in acts if not (act.kind in ("type", "select") and not act.value and not act.is_secret)]


def _act(kind: str, event: Event, page: str) -> Act:
    role = ROLES.get(event.role, "field" if event.role in FIELDS else event.role)
    return Act(
        kind,
        event.at_s,
        event.at_s,
        event.name,
        role,
        event.value,
        event.is_secret,
        event.selector,
        event.box,
        title=event.title or page,
    )


def _arrive(acts: list[Act], event: Event) -> None:
    """The page that a press led to; without one, somebody went there by its address."""
    last = acts[-1] if acts else None
    follows = last is not None and (event.at_s is None or last.until_s is None or _soon(last.until_s, event.at_s))
    if last is not None and follows and last.kind in ("click", "navigate", "select", "type"):
        kind = "navigate" if last.kind == "click" and last.role in PLACES else last.kind
        acts[-1] = replace(last, kind=kind, title_after=event.title or last.title_after)
    elif (event.at_s or 0.0) > STARTS_SECONDS and (event.title or event.url):
        acts.append(
            replace(_act("navigate", event, ""), name=event.title or event.url, title="", title_after=event.title)
        )


def _enter(acts: list[Act], event: Event, page: str) -> None:
    """Signs typed into the same field are one entry, and the press that went into it belongs to it."""
    kind = "select" if event.kind == "select" or event.role in LISTS else "type"
    last = acts[-1] if acts else None
    if last is not None and event.selector and last.selector == event.selector and last.kind in (kind, "click"):
        is_secret = last.is_secret or event.is_secret
        value = "" if is_secret else event.value
        name, role = event.name or last.name, "" if kind == "select" else "field"
        acts[-1] = replace(
            last, kind=kind, until_s=event.at_s, value=value, is_secret=is_secret, name=name, role=role,
            box=event.box or last.box,
        )  # fmt: skip
        return
    acts.append(replace(_act(kind, event, page), role="" if kind == "select" else "field"))


def _press(acts: list[Act], event: Event, page: str) -> None:
    last = acts[-1] if acts else None
    if event.role in OPTIONS and last is not None and last.kind == "click" and last.role in LISTS:
        role = "menu" if last.role == "menu" else ""
        acts[-1] = replace(last, kind="select", until_s=event.at_s, value=event.name, role=role)
        return
    if last is not None and event.selector and last.selector == event.selector and _is_again(last, event):
        return
    if event.kind == "check" and last is not None and last.selector == event.selector and last.kind == "click":
        acts[-1] = replace(last, role="checkbox", value=event.value)
        return
    kind = "navigate" if event.role == "tab" else "click"
    acts.append(_act(kind, event, page))


def _is_again(last: Act, event: Event) -> bool:
    if last.kind not in ("click", "type", "select", "navigate") or event.kind == "check":
        return False
    if event.role in FIELDS | LISTS and last.kind in ("type", "select"):
        return True  # back into the field that was just filled in
    return event.at_s is not None and last.until_s is not None and 0 <= event.at_s - last.until_s <= AGAIN_SECONDS


def _soon(before_s: float, after_s: float) -> bool:
    return 0 <= after_s - before_s <= LEADS_SECONDS
