"""What is drawn on a picture, asked of its pixels."""

import io

import pytest
from PIL import Image

from integrations.exports.marks import drawn
from sops.document import Annotation, Highlight, Picture

WIDTH, HEIGHT = 1000, 800


def plain() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (WIDTH, HEIGHT), "white").save(out, "PNG")
    return out.getvalue()


def orange(content: bytes) -> list[tuple[int, int]]:
    """Where the picture has the colour of marks."""
    with Image.open(io.BytesIO(content)) as image:
        pixels = image.convert("RGB").load()
        return [
            (x, y)
            for x in range(0, image.width, 2)
            for y in range(0, image.height, 2)
            if pixels[x, y][0] > 220 and pixels[x, y][1] < 130 and pixels[x, y][2] < 90
        ]


def marked(*annotations: Annotation, highlight: Highlight | None = None) -> list[tuple[int, int]]:
    return orange(drawn(Picture("0" * 64, WIDTH, HEIGHT, "", highlight, list(annotations)), plain())[0])


def test_a_picture_without_marks_is_shown_whole_and_as_it_is() -> None:
    content, width, height = drawn(Picture("0" * 64, WIDTH, HEIGHT), plain())
    assert (width, height, orange(content)) == (WIDTH, HEIGHT, [])


def test_the_part_around_the_target_is_shown_with_a_ring() -> None:
    picture = Picture("0" * 64, WIDTH, HEIGHT, "", Highlight(0.4, 0.5, 0.1, 0.05))
    content, width, height = drawn(picture, plain())
    assert (width, height) == (960, 440)
    found = orange(content)
    assert max(x for x, _ in found) - min(x for x, _ in found) == pytest.approx(110, abs=12)
    assert max(y for _, y in found) - min(y for _, y in found) == pytest.approx(50, abs=12)


@pytest.mark.parametrize(
    ("mark", "inside"),
    [
        (Annotation("box", 0.1, 0.1, 0.2, 0.2), (100, 80, 300, 240)),
        (Annotation("arrow", 0.5, 0.5, 0.2, 0.1), (500, 400, 700, 480)),
        (Annotation("arrow", 0.5, 0.5, -0.2, -0.1), (300, 320, 500, 400)),
        (Annotation("number", 0.5, 0.5, text="3"), (484, 384, 516, 416)),
        (Annotation("text", 0.2, 0.2, 0.3, 0.1, "Look here"), (200, 160, 500, 240)),
    ],
)
def test_each_kind_of_mark_is_drawn_where_it_says(mark: Annotation, inside: tuple[int, int, int, int]) -> None:
    found = marked(mark)
    assert len(found) > 20
    left, top, right, bottom = inside
    near = [(x, y) for x, y in found if left - 20 <= x <= right + 20 and top - 20 <= y <= bottom + 20]
    assert len(near) == len(found)


def test_a_mark_far_from_the_target_is_not_cut_off() -> None:
    picture = Picture(
        "0" * 64, WIDTH, HEIGHT, "", Highlight(0.1, 0.1, 0.1, 0.05), [Annotation("number", 0.9, 0.95, text="2")]
    )
    content, width, height = drawn(picture, plain())
    assert width >= 900
    assert height >= 700
    assert any(x > 850 and y > 700 for x, y in orange(content))


@pytest.mark.parametrize("text", ["", "😀 Дальше", "\u202eabc", "x" * 300])
def test_any_text_can_be_a_mark(text: str) -> None:
    """Case 31."""
    marked(Annotation("text", 0.9, 0.9, 0.05, 0.02, text), Annotation("number", 0.0, 1.0, text=text))


@pytest.mark.parametrize("edge", [Highlight(0, 0, 1, 1), Highlight(0.99, 0.99, 0.5, 0.5), Highlight(0.5, 0.5, 0, 0)])
def test_a_target_at_the_edge_or_without_size_breaks_nothing(edge: Highlight) -> None:
    assert marked(highlight=edge)
