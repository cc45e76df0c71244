"""What was typed and chosen."""

import pytest

from ingest.artefacts import TextLine
from ingest.stages.screen import values


@pytest.mark.parametrize("text", ["••••••••", "●●●●", "********", "• • • • •", "........"])
def test_dots_are_a_secret(text: str) -> None:
    assert values.is_dotted(text)


@pytest.mark.parametrize("text", ["mail.larkspur.example", "...", "10.5", "-", "C.O.D.", "2024-10-01"])
def test_ordinary_text_is_not_dotted(text: str) -> None:
    assert not values.is_dotted(text)


@pytest.mark.parametrize(
    ("typed", "later", "kept"),
    [("Tacomal", "Tacoma", "Tacoma"), ("20ctl I", "2 Oct", "2 Oct"), ("Bluefin", "Choose a user", "Bluefin")],
)
def test_the_caret_is_no_part_of_the_value(typed: str, later: str, kept: str) -> None:
    assert values.agreed(typed, [(typed, 0.9), (later, 0.98), (later, 0.98)]) == kept


def test_without_another_look_the_reading_stands() -> None:
    assert values.agreed("587", []) == "587"


def test_a_lost_space_between_day_and_month_is_put_back() -> None:
    assert values.plain_value("9Oct|") == "9 Oct"


def test_what_was_there_before_was_not_typed() -> None:
    assert values.typed("25", "25") == ""
    assert values.typed("25", "587") == "587"
    assert values.typed("", "Search accounts", placeholder="Search accounts") == ""


def test_the_entry_that_a_list_shows_after_choosing_is_found_though_read_badly() -> None:
    options = [TextLine(text, (0, 20 * i, 80, 20), 0.9) for i, text in enumerate(["None", "STARTTLS", "TLS"])]
    found = values.best_option("STARTTL5", options)
    assert found is options[1]
    assert values.best_option("Choose one", options) is None
