"""Evenly coloured areas around a point: a button on a page, also where the picture is noisy."""

import numpy as np
import pytest

from ingest.stages.screen import grounds

UNIT = 16.0
BUTTON = (100, 60, 80, 30)


def page() -> np.ndarray:
    picture = np.full((200, 400, 3), 250, np.uint8)
    x, y, w, h = BUTTON
    picture[y : y + h, x : x + w] = (30, 90, 200)
    picture[y + 10 : y + 20, x + 20 : x + 60 : 3] = 255  # letters
    return picture


def around(found: tuple[int, int, int, int]) -> bool:
    return all(abs(a - b) <= 2 for a, b in zip(found, BUTTON, strict=True))


def test_a_button_is_found_whole_with_the_letters_on_it() -> None:
    found = grounds.surfaces((104, 64), page(), UNIT)
    assert len(found) == 1
    assert around(found[0])


@pytest.mark.parametrize("noise", [6, 12])
def test_a_noisy_picture_needs_more_tolerance(noise: int) -> None:
    shaken = np.random.default_rng(1).integers(-noise, noise + 1, (200, 400, 3))
    picture = np.clip(page().astype(int) + shaken, 0, 255).astype(np.uint8)
    assert any(around(box) for box in grounds.surfaces((104, 64), picture, UNIT))


def test_a_page_is_too_tall_to_be_an_element() -> None:
    assert grounds.surfaces((300, 150), page(), UNIT) == []


def test_outside_of_the_picture_nothing_is_found() -> None:
    assert grounds.surfaces((900, 900), page(), UNIT) == []
