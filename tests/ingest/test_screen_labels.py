"""What an element is called."""

import pytest

from ingest.stages.screen import boxes, labels
from tests.support.screens import Screen


def test_a_field_is_called_by_the_text_above_it() -> None:
    screen = Screen().field("Account name", (20, 120, 360, 32)).field("City", (20, 190, 360, 32), "Tacoma")
    name = labels.of_field((20, 190, 360, 32), screen.lines, screen.picture)
    assert name is not None
    assert (name.text, name.sign) == ("City", "above")


def test_the_value_of_the_field_above_is_not_a_name() -> None:
    screen = Screen().box((150, 100, 300, 32)).text("Harborview", 158, 107).box((150, 134, 300, 32))
    screen.text("Account", 40, 107).text("Owner", 40, 141)
    name = labels.of_field((150, 134, 300, 32), screen.lines, screen.picture)
    assert name is not None
    assert (name.text, name.sign) == ("Owner", "left")


def test_a_field_without_a_name_is_called_by_its_placeholder() -> None:
    screen = Screen().box((20, 120, 360, 32)).text("Search accounts", 30, 127)
    name = labels.of_field((20, 120, 360, 32), screen.lines, screen.picture, placeholder="Search accounts")
    assert name is not None
    assert (name.text, name.sign) == ("Search accounts", "placeholder")


def test_a_card_is_called_by_its_heading() -> None:
    screen = Screen().box((20, 100, 200, 60)).text("Osprey Logistics", 30, 108).text("$86,000", 30, 132, size=12)
    name = labels.own_text(boxes.Found((20, 100, 200, 60), "surface", 0.8), screen.lines, (100, 130))
    assert name is not None
    assert name.text == "Osprey Logistics"


@pytest.mark.parametrize(("x", "wanted"), [(300, "Harborview"), (610, "Edit")])
def test_a_row_is_called_by_its_first_text_unless_every_row_has_the_link(x: int, wanted: str) -> None:
    screen = Screen()
    for i, name in enumerate(("Harborview", "Tallgrass")):
        screen.text(name, 50, 107 + 30 * i).text("Edit", 600, 107 + 30 * i)
    name_of_row = labels.own_text(boxes.Found((40, 100, 720, 30), "row", 0.8), screen.lines, (x, 114))
    assert name_of_row is not None
    assert name_of_row.text == wanted


@pytest.mark.parametrize(
    ("read", "shown"),
    [
        ("Reason *", "Reason"),
        ("Owner ▼", "Owner"),
        ("+ New task", "New task"),
        ("Discount (%)", "Discount (%)"),
        ("E-mail:", "E-mail"),
        ("曲 Jobs", "Jobs"),
        ("新しい注文", "新しい注文"),
        ("新 Order 作成", "新 Order 作成"),
    ],
)
def test_ornaments_are_no_part_of_a_name(read: str, shown: str) -> None:
    assert labels.cleaned(read) == shown
