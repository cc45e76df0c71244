"""Secrets are found on every screen anew, and leave no trace in text or pixels."""

import pytest

from ingest.artefacts import MaskedRegion
from ingest.stages import shots
from ingest.stages.screen import geometry, secrets
from tests.support.screens import Screen

SECRET = "Spring-Harbor-42"
FIELD = (20, 200, 360, 32)


def server_page(name: str = "Password", value: str = SECRET) -> Screen:
    screen = Screen().text("Email server", 20, 20, size=24).field("Outgoing host", (20, 120, 360, 32), "mail.example")
    screen.field(name, FIELD, value)
    return screen.button("Reveal password", (20, 260, 150, 32)).button("Save", (300, 260, 70, 32))


@pytest.mark.parametrize("name", ["Password", "Pesswotd", "API key", "Client secret", "PIN"])
def test_a_field_for_a_secret_is_found_by_its_name_even_if_read_badly(name: str) -> None:
    screen = server_page(name)
    found = secrets.fields(screen.lines, screen.picture)
    assert any(geometry.iou(box, FIELD) > 0.8 for box in found)


def test_a_dotted_value_is_covered_whatever_its_name() -> None:
    screen = server_page("Geheim", "••••••••")
    assert any(geometry.iou(box, FIELD) > 0.8 for box in secrets.fields(screen.lines, screen.picture))


def test_buttons_and_other_fields_stay_readable() -> None:
    screen = server_page()
    covered = secrets.fields(screen.lines, screen.picture)
    kept = [line.text for line in secrets.screened(screen.lines, covered, []).lines]
    assert {"Email server", "mail.example", "Password", "Reveal password", "Save"} <= set(kept)
    assert SECRET not in kept


def test_a_secret_shown_elsewhere_is_covered_there_too() -> None:
    screen = server_page().text("Connected with Spring-Harbor-42", 20, 420)
    covered = secrets.fields(screen.lines, screen.picture)
    known = secrets.readings_in(covered, screen.lines)
    clean = secrets.screened(screen.lines, covered, known)
    assert not any("harbor" in line.text.lower() for line in clean.lines)
    assert screen.lines[-1].box in clean.covered


@pytest.mark.parametrize("read", ["Spring-Harb", "spring harbor 42", "Spring-Herbor-42"])
def test_half_typed_and_misread_secrets_are_known_again(read: str) -> None:
    assert secrets.is_known(read, [SECRET])


def test_ordinary_words_are_no_secrets() -> None:
    assert not secrets.is_known("Spring", [SECRET])
    assert not secrets.is_known("Harborview Clinics", [SECRET])


def test_the_picture_has_no_pixel_of_the_secret_left() -> None:
    screen = server_page()
    picture, words = shots.screen_out(screen.picture, screen.lines, 3.0, [])
    x, y, width, height = FIELD
    inside = picture[y + 2 : y + height - 2, x + 2 : x + width - 2]
    assert inside.max() - inside.min() < 5
    assert SECRET not in [line.text for line in words]


def test_a_mask_covers_its_box_for_its_time_only() -> None:
    screen = Screen().text("Hello there", 30, 30).text("One", 300, 30).text("Two", 300, 90)
    mask = MaskedRegion(2.0, 5.0, (20, 20, 200, 40), "secret")
    during, _ = shots.screen_out(screen.picture, screen.lines, 3.0, [mask])
    later, _ = shots.screen_out(screen.picture, screen.lines, 6.0, [mask])
    assert (during[20:60, 20:220] == shots.COVER).all()
    assert (later == screen.picture).all()


def test_a_picture_of_a_screen_is_small_enough_to_keep() -> None:
    screen = Screen(1280, 720)
    for row in range(30):
        screen.text("Quarterly renewal of the Harborview Clinics account, with notes", 20, 10 + 23 * row)
    assert len(shots.encoded(screen.picture)) < 200_000
