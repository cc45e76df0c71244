"""A screenshot as a drawing: which part of it to show, and where the highlight lies in that part.

The frame is never cut: the page draws all of it and looks at a part, so "whole picture" is another look at
the same drawing. All numbers are pixels of the frame.
"""

from dataclasses import dataclass

from sops import marks
from sops.document import Highlight, Picture
from sops.marks import Mark

# Frames of larger screens show the same text with more pixels; crops grow with them.
USUAL_WIDTH = 1440
# Around the target, at the size of the page's column: text is shown at about its true size.
WIDE = (920, 300)
NEAR = (400, 230)
THUMB = (440, 190)
MARGIN = 24


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def view(self) -> str:
        return f"{self.x:g} {self.y:g} {self.width:g} {self.height:g}"


@dataclass(frozen=True)
class Look:
    """A part of the frame (`crop`) and the ring in percent of the frame, closed inside the crop."""

    crop: Box
    ring: Box | None

    @property
    def view(self) -> str:
        return self.crop.view


@dataclass(frozen=True)
class Drawing:
    """What the template needs: the frame's size, the address, and three looks at it."""

    url: str
    width: int
    height: int
    alt: str
    typed: bool
    wide: Look
    near: Look
    thumb: Look
    marks: list[Mark]


def draw(picture: Picture, url: str, *, typed: bool = False, alt: str = "") -> Drawing:
    # Marks may lie anywhere: with them the whole frame is shown, as it was drawn.
    def look(size: tuple[int, int]) -> Look:
        return _look(picture, size, is_whole=bool(picture.annotations) and size != THUMB)

    return Drawing(
        url=url,
        width=picture.width,
        height=picture.height,
        alt=(picture.alt or alt) + marks.told(picture),
        typed=typed,
        wide=look(WIDE),
        near=look(NEAR),
        thumb=look(THUMB),
        marks=marks.marks_of(picture),
    )


def crop_around(target: Highlight, width: int, height: int, size: tuple[int, int]) -> Box:
    """The part of a `width` × `height` frame that shows the target and what is around it, never beyond the frame."""
    scale = max(1.0, width / USUAL_WIDTH)
    left, top = target.x * width, target.y * height
    target_width, target_height = target.width * width, target.height * height
    crop_width = min(width, size[0] * scale)
    crop_height = min(height, max(size[1] * scale, target_height + 4 * MARGIN * scale), crop_width * 0.75)
    if target_width > crop_width - 2 * MARGIN * scale:
        x = left - MARGIN * scale  # too wide to show: begin where reading begins
    else:
        x = left + target_width / 2 - crop_width / 2
    y = top + target_height / 2 - crop_height / 2
    if target_height > crop_height - 2 * MARGIN * scale:
        y = top - MARGIN * scale
    return Box(
        round(min(max(0.0, x), width - crop_width)),
        round(min(max(0.0, y), height - crop_height)),
        round(crop_width),
        round(crop_height),
    )


def _look(picture: Picture, size: tuple[int, int], *, is_whole: bool = False) -> Look:
    width, height = picture.width, picture.height
    if picture.highlight is None:
        return Look(Box(0, 0, width, height), None)
    crop = Box(0, 0, width, height) if is_whole else crop_around(picture.highlight, width, height, size)
    return Look(crop, _ring(picture.highlight, crop, width, height))


def _ring(target: Highlight, crop: Box, width: int, height: int) -> Box:
    """The target a little enlarged, kept inside the crop so that its ring is closed; in percent of the frame."""
    air = 4 * max(1.0, width / USUAL_WIDTH)
    edge = air / 2
    left = max(target.x * width - air, crop.x + edge)
    top = max(target.y * height - air, crop.y + edge)
    right = min((target.x + target.width) * width + air, crop.x + crop.width - edge)
    bottom = min((target.y + target.height) * height + air, crop.y + crop.height - edge)
    return Box(
        round(100 * left / width, 3),
        round(100 * top / height, 3),
        round(100 * max(right - left, 2) / width, 3),
        round(100 * max(bottom - top, 2) / height, 3),
    )
