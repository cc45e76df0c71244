import pytest

from ingest.artefacts import Actions, ScreenText, TextLine
from ingest.stages.writing import clauses, rereading
from tests.ingest.test_write_draft import did, said


def screen(at_s, *lines):
    return ScreenText(at_s, (0, 0, 1280, 720), [TextLine(line, (10, 10, 90, 20), 0.9) for line in lines])


def corrected(action, spoken, *screens):
    thoughts = clauses.split(said((action.start_s, action.end_s, spoken)).sentences) if spoken else []
    (made,) = rereading.corrected(Actions([action], list(screens)), thoughts)
    return made


def test_a_name_read_badly_is_the_reading_that_was_said():
    made = corrected(did("click", "chec dupliates", 5), "Now click check duplicates.", screen(1, "Check duplicates"))
    assert made.label == "Check duplicates"


def test_a_name_that_was_said_as_it_was_read_stays():
    made = corrected(did("click", "Add product", 5), "Click add product.", screen(1, "Add products"))
    assert made.label == "Add product"


def test_a_reading_seen_often_wins_without_words():
    seen = [screen(at, "Dana Whitfield ▼") for at in (1, 2, 3)]
    assert corrected(did("select", "Owner", 5, "Dana Whitfielel"), "", *seen).value == "Dana Whitfield"


def test_what_stood_there_before_typing_is_no_witness():
    before = [screen(at, "Prepare renewal quote") for at in (1, 2, 3)]
    assert (
        corrected(did("type", "Next step", 5, "Prepare renewal quotes"), "", *before).value == "Prepare renewal quotes"
    )


@pytest.mark.parametrize(("read", "value"), [("Tacomal", "Tacoma"), ("22|", "22|"), ("Portal", "Portal")])
def test_a_caret_is_no_letter(read, value):
    assert corrected(did("type", "City", 5, read), "", screen(8, "City", "Tacoma")).value == value


def test_numbers_are_never_put_right():
    seen = [screen(at, "Invoice 4712 Brightwater") for at in (6, 7, 8)]
    made = corrected(did("type", "Subject", 5, "Invoice 4711 Brightwater"), "", *seen)
    assert made.value == "Invoice 4711 Brightwater"
