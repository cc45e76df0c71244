"""The first alt text for a picture."""

from typing import Any

import pytest

from sops.alt_text import LIMIT, suggest


def line(text: str, top: float, height: float = 0.02, left: float = 0.1) -> dict[str, Any]:
    return {"text": text, "box": [left, top, 0.2, height]}


WORDS = [line("Larkspur CRM", 0.02), line("Request a discount", 0.1, 0.04), line("Discount (%)", 0.2), line("15", 0.25)]
BOX = {"x": 0.05, "y": 0.19, "width": 0.4, "height": 0.04}


@pytest.mark.parametrize(
    ("words", "highlight", "label", "text"),
    [
        (WORDS, BOX, "", "Request a discount, with Discount (%) outlined"),
        (WORDS, BOX, "Discount", "Request a discount, with Discount outlined"),
        (WORDS, None, "Discount", "Request a discount"),
        ([line("Save", 0.2)], BOX, "", "Save, outlined"),
        ([], None, "", ""),
        ([line("12", 0.1), line("--", 0.2)], None, "", ""),
        ([], BOX, "Save", "Save, outlined"),
    ],
)
def test_it_names_the_screen_and_what_is_outlined(
    words: list[dict[str, Any]], highlight: dict[str, float] | None, label: str, text: str
) -> None:
    assert suggest(words, highlight, label) == text


def test_it_is_short() -> None:
    assert len(suggest([line("word " * 100, 0.1)], None)) <= LIMIT
