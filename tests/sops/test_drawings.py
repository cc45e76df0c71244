"""Which part of a screenshot is shown."""

from hypothesis import given
from hypothesis import strategies as st

from sops.document import Highlight, Picture
from sops.drawings import NEAR, THUMB, WIDE, crop_around, draw

fractions = st.floats(0, 1, allow_nan=False)
sizes = st.tuples(st.integers(40, 4000), st.integers(40, 4000))
looks = st.sampled_from([WIDE, NEAR, THUMB])


@given(size=sizes, x=fractions, y=fractions, width=fractions, height=fractions, look=looks)
def test_a_crop_never_leaves_the_frame_and_shows_where_the_target_begins(
    size: tuple[int, int], x: float, y: float, width: float, height: float, look: tuple[int, int]
) -> None:
    target = Highlight(x, y, width * (1 - x), height * (1 - y))
    crop = crop_around(target, *size, look)
    assert crop.x >= 0
    assert crop.y >= 0
    assert crop.x + crop.width <= size[0] + 1
    assert crop.y + crop.height <= size[1] + 1
    assert crop.x - 1 <= target.x * size[0] <= crop.x + crop.width + 1
    assert crop.y - 1 <= target.y * size[1] <= crop.y + crop.height + 1


@given(size=sizes, x=fractions, y=fractions, width=fractions, height=fractions)
def test_every_ring_is_closed_inside_what_is_shown(
    size: tuple[int, int], x: float, y: float, width: float, height: float
) -> None:
    target = Highlight(x, y, width * (1 - x), height * (1 - y))
    drawing = draw(Picture("0" * 64, *size, "", target), "/picture")
    for look in (drawing.wide, drawing.near, drawing.thumb):
        assert look.ring is not None
        left, right = look.ring.x * size[0] / 100, (look.ring.x + look.ring.width) * size[0] / 100
        assert left >= look.crop.x - 1
        assert right <= look.crop.x + look.crop.width + 3


def test_without_a_highlight_the_whole_picture_is_shown() -> None:
    drawing = draw(Picture("0" * 64, 1280, 720), "/picture", alt="Screen")
    assert drawing.wide.view == "0 0 1280 720"
    assert drawing.wide.ring is None
    assert drawing.alt == "Screen"


def test_a_phone_sees_a_narrower_part() -> None:
    drawing = draw(Picture("0" * 64, 1280, 720, "", Highlight(0.8, 0.08, 0.1, 0.04)), "/picture")
    assert drawing.near.crop.width == NEAR[0]
    assert drawing.wide.crop.width == WIDE[0]


def test_text_of_a_4k_screen_is_not_shown_at_half_its_size() -> None:
    small = draw(Picture("0" * 64, 1440, 900, "", Highlight(0.5, 0.5, 0.1, 0.04)), "/p").wide.crop
    large = draw(Picture("0" * 64, 2880, 1800, "", Highlight(0.5, 0.5, 0.1, 0.04)), "/p").wide.crop
    assert large.width == 2 * small.width
