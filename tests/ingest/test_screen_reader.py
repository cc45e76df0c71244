"""Only what changed is read again."""

import numpy as np

from ingest.stages.screen.reader import ScreenReader
from tests.support.screens import GivenWords, Screen


def page(city: str = "") -> Screen:
    screen = Screen().text("New account", 20, 20, size=24)
    return screen.field("Account name", (20, 120, 360, 32)).field("City", (20, 300, 360, 32), city)


def test_the_same_screen_is_not_looked_through_twice() -> None:
    words = GivenWords(page())
    reader = ScreenReader(words)
    first = reader.read(page().picture)
    assert [line.text for line in first] == ["New account", "Account name", "City"]
    assert reader.read(page().picture) == first
    assert len(words.found) == 1


def test_a_new_value_costs_only_its_own_place() -> None:
    before, after = page(), page("Tacoma")
    words = GivenWords(before, after)
    reader = ScreenReader(words)
    reader.read(before.picture)
    lines = reader.read(after.picture)
    assert [line.text for line in lines] == ["New account", "Account name", "City", "Tacoma"]
    assert words.read_lines == len(before.lines) + 1
    height, width = words.found[-1]
    assert height * width < 0.3 * 800 * 480


def test_a_page_dimmed_behind_a_dialog_keeps_its_text() -> None:
    screen = page("Tacoma")
    dimmed = Screen()
    dimmed.lines = screen.lines
    words = GivenWords(screen)
    reader = ScreenReader(words)
    reader.read(screen.picture)
    words.find = lambda picture: [line.box for line in screen.lines]  # type: ignore[method-assign]
    read_before = words.read_lines
    lines = reader.read((screen.picture * 0.55).astype(np.uint8))
    assert [line.text for line in lines] == [line.text for line in screen.lines]
    assert words.read_lines == read_before


def test_what_is_gone_is_not_read_any_more() -> None:
    words = GivenWords(page("Tacoma"), page())
    reader = ScreenReader(words)
    reader.read(page("Tacoma").picture)
    assert "Tacoma" not in [line.text for line in reader.read(page().picture)]
