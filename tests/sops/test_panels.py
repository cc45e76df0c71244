"""Panels of other apps on this app's pages."""

from collections.abc import Iterator

import pytest
from django.test import RequestFactory

from sops import panels


@pytest.fixture(autouse=True)
def only_ours(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(panels, "_builders", {slot: [] for slot in panels.SLOTS})
    return


def test_a_panel_is_shown_with_what_its_builder_gives() -> None:
    panels.register("home", lambda request: ("components/note.html", {"text": f"Hello from {request.path}"}))
    [html] = panels.rendered("home", RequestFactory().get("/somewhere"))
    assert "Hello from /somewhere" in html


def test_a_builder_with_nothing_to_show_shows_nothing() -> None:
    panels.register("edit-aside", lambda request, sop: None)
    assert panels.rendered("edit-aside", RequestFactory().get("/"), sop=None) == []


def test_the_same_builder_is_shown_once() -> None:
    def build(request: object) -> panels.Panel:
        return "components/note.html", {"text": "Once"}

    panels.register("home", build)
    panels.register("home", build)
    assert len(panels.rendered("home", RequestFactory().get("/"))) == 1


def test_an_unknown_slot_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        panels.register("nowhere", lambda request: None)
