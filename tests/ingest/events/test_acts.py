"""From single events to actions as a person would tell them."""

from typing import Any

import pytest

from ingest.events.acts import acts_of
from ingest.events.log import Event


def event(at_s: float, kind: str, name: str = "", role: str = "", value: str = "", **more: Any) -> Event:
    return Event(at_s, kind, role, name, more.pop("selector", f"#{name}"), value, **more)


def told(*events: Event) -> list[tuple[str, str, str]]:
    return [(act.kind, act.name, act.value) for act in acts_of(events)]


def test_the_press_into_a_field_and_all_that_is_typed_there_is_one_entry() -> None:
    typed = [event(1 + n / 10, "input", "Discount", "textbox", "15"[: n + 1]) for n in range(2)]
    (act,) = acts_of([event(0.8, "click", "Discount", "textbox"), *typed])
    assert (act.kind, act.value, act.at_s, act.until_s, act.role) == ("type", "15", 0.8, 1.1, "field")


def test_a_list_opened_and_an_entry_chosen_is_one_choice() -> None:
    native = [event(1, "click", "Stage", "combobox"), event(2, "select", "Stage", "combobox", "Closed won")]
    drawn = [event(1, "click", "Stage", "combobox"), event(2, "click", "Closed won", "option")]
    assert told(*native) == told(*drawn) == [("select", "Stage", "Closed won")]


def test_a_menu_and_its_entry_is_one_choice_from_a_menu() -> None:
    (act,) = acts_of([event(1, "click", "More", "menu"), event(2, "click", "Delete", "menuitem")])
    assert (act.kind, act.role, act.value) == ("select", "menu", "Delete")


def test_a_link_leads_to_a_page_and_a_button_only_gets_its_title() -> None:
    arrival = event(1.4, "navigate", title="Deals", url="https://crm.example/deals")
    for role, kind in (("link", "navigate"), ("button", "click")):
        (act,) = acts_of([event(1, "click", "Deals", role), arrival])
        assert (act.kind, act.title_after) == (kind, "Deals")


def test_a_page_opened_by_its_address_is_an_action_but_for_the_one_that_was_open() -> None:
    assert told(event(0.2, "navigate", title="Home"), event(9, "navigate", title="Reports")) == [
        ("navigate", "Reports", "")
    ]


def test_a_double_click_is_one_and_two_presses_are_two() -> None:
    first = event(1, "click", "Row", "row")
    assert len(acts_of([first, event(1.3, "click", "Row", "row")])) == 1
    assert len(acts_of([first, event(4, "click", "Row", "row")])) == 2


def test_a_box_that_was_ticked_is_one_press() -> None:
    (act,) = acts_of([event(1, "click", "Notify", "checkbox"), event(1, "check", "Notify", "checkbox", "on")])
    assert (act.kind, act.role, act.value) == ("click", "checkbox", "on")


@pytest.mark.parametrize(
    "nothing", [event(1, "scroll"), event(1, "key", value="Tab"), event(1, "input", "Note", "textbox")]
)
def test_scrolling_keys_and_empty_fields_are_no_action(nothing: Event) -> None:
    assert acts_of([nothing]) == []


def test_a_secret_entry_stays_one_without_its_value() -> None:
    (act,) = acts_of([event(1, "input", "Password", "textbox", is_secret=True)])
    assert (act.kind, act.value, act.is_secret) == ("type", "", True)
