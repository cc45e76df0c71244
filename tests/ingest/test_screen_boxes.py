"""The element under a click, on drawn screens."""

from ingest.artefacts import Box
from ingest.stages.screen import boxes, geometry
from tests.support.screens import BLUE, Screen


def crm() -> Screen:
    screen = Screen().box((0, 0, 800, 36), (14, 40, 90), (14, 40, 90))
    for x, name in ((20, "Home"), (90, "Accounts"), (190, "Pipeline")):
        screen.text(name, x, 10, colour=(240, 240, 240))
    screen.text("New account", 20, 50, size=24)
    screen.field("Account name", (20, 120, 360, 32))
    screen.field("City", (400, 120, 360, 32), "Tacoma")
    return screen.button("Save account", (620, 400, 130, 32))


def is_close(box: Box, wanted: Box) -> bool:
    return geometry.iou(box, wanted) > 0.9


def test_a_button_is_found_by_its_colour_wherever_it_is_clicked() -> None:
    screen = crm()
    for point in ((630, 405), (685, 416), (745, 428)):
        assert is_close(boxes.element_at(point, screen.picture, screen.lines).box, (620, 400, 130, 32))


def test_an_empty_field_is_found_by_its_border() -> None:
    screen = crm()
    assert is_close(boxes.element_at((200, 137), screen.picture, screen.lines, is_field=True).box, (20, 120, 360, 32))


def test_a_tab_in_a_bar_ends_where_its_neighbours_begin() -> None:
    screen = crm()
    found = boxes.element_at((115, 19), screen.picture, screen.lines)
    assert found.box[0] > 60
    assert geometry.right(found.box) < 190
    assert found.box[3] >= 30


def test_the_whole_page_is_never_an_element() -> None:
    screen = crm()
    found = boxes.element_at((300, 300), screen.picture, screen.lines)
    assert geometry.area(found.box) < 0.12 * 800 * 480


def test_a_row_between_thin_lines_is_one_element() -> None:
    screen = Screen()
    for i, (name, owner) in enumerate((("Harborview", "Dana"), ("Tallgrass", "Ines"), ("Osprey", "Sam"))):
        screen.rule(100 + 30 * i, 40, 760).text(name, 50, 107 + 30 * i).text(owner, 400, 107 + 30 * i)
    screen.rule(190, 40, 760)
    found = boxes.element_at((300, 146), screen.picture, screen.lines)
    assert found.sign == "row"
    assert is_close(found.box, (40, 130, 720, 30))


def test_what_lights_up_under_the_pointer_is_the_element() -> None:
    screen, lit = Screen(), Screen().box((40, 200, 120, 30), (230, 238, 250), (230, 238, 250))
    for page in (screen, lit):
        page.text("Duplicate", 60, 206).text("Archive", 300, 206).text("Title", 20, 20)
    found = boxes.element_at((100, 214), screen.picture, screen.lines, [lit.picture])
    assert is_close(found.box, (40, 200, 120, 30))


def test_a_link_without_a_ground_of_its_own_is_its_text() -> None:
    screen = Screen().text("Forgot something?", 100, 200, colour=BLUE).text("A title", 20, 20).text("More", 20, 60)
    found = boxes.element_at((140, 208), screen.picture, screen.lines)
    assert found.sign == "text"
    assert found.box == screen.lines[0].box
