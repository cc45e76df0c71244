"""What couldn't be read is called as what was pressed in the same place at another time."""

from dataclasses import replace

from ingest.artefacts import Action
from ingest.stages.acting.places import named_by_place

SEND = Action("click", 10, 11, 12, 10.5, (110, 20), (100, 10, 80, 30), "Send", evidence=["label:own", "box:surface"])
NAMELESS = replace(
    SEND, action_s=3, box=(100, 10, 60, 30), label="icon", label_confidence=0.1, evidence=["label:none", "box:surface"]
)


def test_a_button_that_was_greyed_has_its_name_from_the_next_press_and_is_to_be_checked() -> None:
    first, second = named_by_place([NAMELESS, SEND])
    assert (first.label, first.evidence) == ("Send", ["label:place", "box:surface"])
    assert first.label_confidence == 0.5
    assert second == SEND


def test_the_nearest_press_counts_where_a_place_has_had_two_names() -> None:
    other = replace(SEND, action_s=90, label="Finish")
    assert named_by_place([NAMELESS, SEND, other])[0].label == "Send"


def test_another_place_has_another_name() -> None:
    elsewhere = replace(NAMELESS, box=(400, 300, 60, 30))
    assert named_by_place([elsewhere, SEND])[0].label == "icon"


def test_a_box_guessed_around_the_pointer_has_no_place() -> None:
    guessed = replace(NAMELESS, evidence=["label:none", "box:point"])
    assert named_by_place([guessed, SEND])[0].label == "icon"
