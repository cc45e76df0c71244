"""Places on this app's pages where apps above it may add a panel, without this app knowing them.

Slots: "home" (no objects), "edit-aside" (`sop`), and on an SOP's page "sop-head" (for its `<head>`) and "sop-tools"
(beside its buttons) and "sop-after" (below its steps), with `sop` and `may_edit`. A builder gets the request and the
slot's objects and answers with a template and its context, or with None where it has nothing to show. Register in
`AppConfig.ready`.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

Panel = tuple[str, dict[str, Any]]
Build = Callable[..., Panel | None]
SLOTS = ("home", "edit-aside", "sop-head", "sop-tools", "sop-after")
_builders: dict[str, list[Build]] = {slot: [] for slot in SLOTS}
_last: set[Build] = set()


def register(slot: str, build: Build, *, is_last: bool = False) -> None:
    """Add `build(request, **objects)` to a slot, or behind all others; adding the same one again changes nothing."""
    if build not in _builders[slot]:
        _builders[slot].append(build)
    if is_last:
        _last.add(build)


def rendered(slot: str, request: HttpRequest, **objects: Any) -> list[SafeString]:
    """The slot's panels as HTML, in the order in which they were registered."""
    panels = [build(request, **objects) for build in sorted(_builders[slot], key=lambda build: build in _last)]
    return [render_to_string(template, context, request=request) for template, context in filter(None, panels)]
