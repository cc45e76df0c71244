"""From episodes and readings to actions: data alone."""

from typing import Any

from ingest.artefacts import (
    Action,
    Box,
    Episode,
    Episodes,
    Filled,
    Look,
    Name,
    Probe,
    Reading,
    ScreenText,
    Sentence,
    TextLine,
    Transcript,
    Word,
)
from ingest.stages import target

CITY: Box = (20, 100, 300, 30)
SAVE: Box = (600, 400, 100, 30)


def line(text: str, x: int, y: int, height: int = 24) -> TextLine:
    return TextLine(text, (x, y, 8 * len(text), height), 0.99)


def episode(kind: str, at_s: float, **more: Any) -> Episode:
    usual = {"start_s": at_s - 1, "action_s": at_s, "end_s": at_s + 0.5, "before_s": at_s - 0.5, "after_s": at_s + 1}
    return Episode(kind=kind, **{**usual, "click": (50, 110), **more})


def made(
    *pairs: tuple[Episode, Look],
    screens: dict[tuple[int, str], list[TextLine]] | None = None,
    said: Transcript | None = None,
) -> list[Action]:
    """The actions of these episodes with their looks; `screens` holds the lines for (index, moment)."""
    shown = screens or {}
    reading = Reading(
        indexes=[index for index, _ in shown],
        screens=[
            ScreenText(pairs[i][0].action_s, (0, 0, 800, 480), lines, moment) for (i, moment), lines in shown.items()
        ],
        looks=[look for _, look in pairs],
    )
    return target.actions(
        probe=Probe(800, 480, 60.0, True, "h264"),
        episodes=Episodes([one for one, _ in pairs]),
        reading=reading,
        heard=said or Transcript("en", "none"),
    ).actions


def city_look(index: int, **more: Any) -> Look:
    name = Name("City", "above", 0.9)
    return Look(index, box=CITY, box_sign="surface", box_confidence=0.9, name=name, is_framed=True, **more)


def save_look(index: int) -> Look:
    return Look(
        index,
        box=SAVE,
        box_sign="surface",
        box_confidence=0.9,
        own=Name("Save account", "own", 0.99),
        changed_share=0.2,
    )


def test_a_press_on_a_button_is_called_by_its_text() -> None:
    (action,) = made((episode("click", 5.0, click=(640, 410)), save_look(0)))
    assert (action.kind, action.label, action.role, action.box) == ("click", "Save account", "button", SAVE)
    assert action.screenshot_s < action.action_s


def test_typing_has_the_name_and_the_content_of_the_field() -> None:
    (action,) = made((episode("type", 5.0, end_s=8.0, after_s=9.0), city_look(0, held_after="Tacoma")))
    assert (action.kind, action.label, action.value) == ("type", "City", "Tacoma")
    assert 8.0 <= action.screenshot_s <= 9.0


def test_clicking_a_field_and_typing_in_it_is_one_step() -> None:
    (action,) = made(
        (episode("click", 5.0), city_look(0)),
        (episode("type", 6.0, end_s=8.0, click=None), city_look(1, held_after="Tacoma")),
    )
    assert (action.kind, action.action_s, action.value) == ("type", 5.0, "Tacoma")


def test_only_entering_a_field_is_no_step() -> None:
    assert made((episode("click", 5.0), city_look(0))) == []


def test_typing_that_was_taken_back_is_a_mistake_and_no_step() -> None:
    actions = made(
        (episode("type", 5.0), city_look(0, held_after="253 555 0148")),
        (episode("click", 9.0, click=(640, 410)), save_look(1)),
        screens={(1, "before"): [line("City", 20, 76), line("Save account", 605, 403)]},
    )
    assert [action.label for action in actions] == ["Save account"]


def options() -> list[TextLine]:
    return [line("None", 24, 140), line("STARTTLS", 24, 164), line("TLS", 24, 188)]


def test_opening_a_list_and_choosing_from_it_is_one_step() -> None:
    security = Look(
        0,
        CITY,
        "surface",
        0.9,
        Name("None", "own", 0.9),
        Name("Security", "above", 0.9),
        True,
        "None",
        "None",
        options(),
    )
    choice = Look(1, (24, 164, 64, 24), "text", 0.7, own=Name("STARTTLS", "own", 0.9), changed_share=0.05)
    (action,) = made(
        (episode("click", 5.0, popup=(20, 132, 300, 90)), security),
        (episode("click", 6.5, click=(60, 175)), choice),
        screens={(1, "after"): [line("Security", 20, 76), line("STARTTLS", 28, 103)]},
    )
    assert (action.kind, action.label, action.value, action.role) == ("select", "Security", "STARTTLS", "field")
    assert action.box == CITY
    assert 5.0 < action.screenshot_s < 6.5


def test_a_menu_keeps_its_own_name_since_it_shows_no_choice() -> None:
    menu = Look(
        0,
        CITY,
        "surface",
        0.9,
        own=Name("More actions", "own", 0.9),
        held_before="More actions",
        held_after="More actions",
        options=[line("Clone", 24, 140), line("Change owner", 24, 164)],
        chosen=Name("Change owner", "pointer", 0.8),
        changed_share=0.2,
    )
    (action,) = made(
        (episode("select", 5.0, popup=(20, 132, 300, 90)), menu),
        screens={(0, "after"): [line("More actions", 28, 103), line("New owner", 200, 300)]},
    )
    assert (action.kind, action.label, action.value, action.role) == ("select", "More actions", "Change owner", "menu")


def test_a_secret_leaves_no_value() -> None:
    look = Look(0, CITY, "surface", 0.9, name=Name("Password", "above", 0.9), is_secret=True)
    (action,) = made((episode("type", 5.0), look))
    assert (action.label, action.value, action.is_secret) == ("Password", "", True)


def test_a_field_that_is_found_filled_was_typed_in_though_nobody_saw_it() -> None:
    filled = Filled((400, 100, 300, 30), Name("Port", "above", 0.9), "587")
    look = Look(
        1, SAVE, "surface", 0.9, own=Name("Save account", "own", 0.99), filled_before=[filled], changed_share=0.2
    )
    actions = made(
        (episode("click", 2.0, click=(640, 410)), save_look(0)), (episode("click", 9.0, click=(640, 410)), look)
    )
    assert [(a.kind, a.label, a.value) for a in actions] == [
        ("click", "Save account", ""),
        ("type", "Port", "587"),
        ("click", "Save account", ""),
    ]


def test_an_icon_is_called_by_what_was_said_if_that_stands_on_the_screen() -> None:
    words = [Word(4.0 + i / 4, 4.2 + i / 4, text) for i, text in enumerate(["then", "open", "the", "quick", "filters"])]
    said = Transcript("en", "file", [Sentence(4.0, 5.2, "then open the quick filters", words)])
    icon = Look(0, (30, 100, 20, 20), "point", 0.2, changed_share=0.1)
    (action,) = made(
        (episode("click", 5.0), icon), screens={(0, "before"): [line("Quick filters", 60, 100)]}, said=said
    )
    assert action.label == "Quick filters"
    assert action.label_confidence < 0.6


def test_a_new_page_without_a_pointer_is_called_by_its_heading() -> None:
    look = Look(0, changed_share=0.6)
    after = [line("Skills", 100, 20, 40), line("Jobs", 10, 60), line("Config", 10, 90), line("Logs", 10, 120)]
    (action,) = made(
        (episode("navigate", 5.0, click=None, is_new_page=True, evidence=["change"]), look),
        screens={(0, "after"): after},
    )
    assert (action.kind, action.label) == ("navigate", "Skills")


def test_a_command_behind_a_prompt_was_typed() -> None:
    look = Look(
        0,
        changed_share=0.1,
        appeared=[line("$ cd my-app", 30, 40), line("$ npm install", 30, 70), line("added 148 packages", 30, 100)],
    )
    (action,) = made((episode("click", 5.0, click=None, evidence=["change"]), look))
    assert (action.kind, action.value) == ("type", "cd my-app; npm install")


def test_steps_follow_each_other_without_overlap() -> None:
    actions = made(
        (episode("click", 5.0, end_s=9.0, click=(640, 410)), save_look(0)),
        (episode("click", 8.0, start_s=4.0, click=(640, 410), evidence=["press"]), save_look(1)),
    )
    assert actions[0].end_s <= actions[1].start_s + 0.001 or actions[0].action_s == actions[0].end_s
    assert actions[0].start_s <= actions[0].action_s <= actions[0].end_s
