"""Draws what a step points at on its screenshot: the ring around the target, and people's annotations.

On the site these are data drawn over the picture; in a file they must be part of it.
"""

import io
import math
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from sops.document import Annotation, Highlight, Picture
from sops.drawings import USUAL_WIDTH, Box, crop_around
from sops.picture_checks import opened

TARGET = (255, 90, 31)
WHITE = (255, 255, 255)
# Wider than high like a page's column, high enough to see where on the screen one is.
CROP = (960, 440)
# Drawn at twice the size and shrunk, so that round corners and slanted lines are smooth.
FINER = 2
QUALITY = 86
Colour = tuple[int, int, int, int]


def drawn(picture: Picture, content: bytes, *, typed: bool = False) -> tuple[bytes, int, int]:
    """A JPEG of the part that matters with everything drawn on it, its width and its height."""
    with opened(io.BytesIO(content)) as stored:
        image = stored.convert("RGB")
    crop = _crop(picture, image.width, image.height)
    left, top, width, height = round(crop.x), round(crop.y), round(crop.width), round(crop.height)
    part = image.crop((left, top, left + width, top + height))
    if picture.highlight or picture.annotations:
        scale = max(1.0, image.width / USUAL_WIDTH)
        layer = _Layer(part.size, (left, top), image.size, scale)
        if picture.highlight:
            layer.ring(picture.highlight, typed=typed)
        for mark in picture.annotations:
            layer.mark(mark)
        part.paste(*layer.finished())
    out = io.BytesIO()
    part.save(out, "JPEG", quality=QUALITY, subsampling=0, optimize=False)
    return out.getvalue(), part.width, part.height


def _crop(picture: Picture, width: int, height: int) -> Box:
    """Around the target and every annotation; the whole frame where nothing is pointed at."""
    if picture.highlight is None:
        return Box(0, 0, width, height)
    crop = crop_around(picture.highlight, width, height, CROP)
    left, top, right, bottom = crop.x, crop.y, crop.x + crop.width, crop.y + crop.height
    air = 24 * max(1.0, width / USUAL_WIDTH)
    for mark in picture.annotations:
        ends = ((mark.x, mark.y), (mark.x + mark.width, mark.y + mark.height))
        left = min(left, *(x * width - air for x, _ in ends))
        right = max(right, *(x * width + air for x, _ in ends))
        top = min(top, *(y * height - air for _, y in ends))
        bottom = max(bottom, *(y * height + air for _, y in ends))
    left, top = max(0.0, left), max(0.0, top)
    return Box(left, top, min(float(width), right) - left, min(float(height), bottom) - top)


class _Layer:
    """What is drawn over a part of a frame. Fractions of the frame in, finer pixels of the part out."""

    def __init__(self, size: tuple[int, int], at: tuple[int, int], frame: tuple[int, int], scale: float):
        self._image = Image.new("RGBA", (size[0] * FINER, size[1] * FINER), (*TARGET, 0))
        self._draw = ImageDraw.Draw(self._image)
        self._at, self._frame, self._size = at, frame, size
        self._unit = scale * FINER

    def ring(self, target: Highlight, *, typed: bool) -> None:
        """A halo, so that the ring is seen on orange too; closed inside the part."""
        air, edge = 5 * self._unit, 3 * self._unit
        left, top = self._point(target.x, target.y)
        right, bottom = self._point(target.x + target.width, target.y + target.height)
        box = (
            max(left - air, edge),
            max(top - air, edge),
            min(max(right + air, left + air), self._image.width - edge),
            min(max(bottom + air, top + air), self._image.height - edge),
        )
        self._outline(box, fill=(*TARGET, 26) if typed else None)

    def mark(self, mark: Annotation) -> None:
        start = self._point(mark.x, mark.y)
        end = self._point(mark.x + mark.width, mark.y + mark.height)
        if mark.kind == "box":
            box = (min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))
            self._outline(box)
        elif mark.kind == "arrow":
            self._arrow(start, end)
        elif mark.kind == "number":
            self._number(start, mark.text)
        elif mark.text:
            self._label(start, end[0] - start[0], mark.text)

    def finished(self) -> tuple[Image.Image, tuple[int, int], Image.Image]:
        layer = self._image.reduce(FINER)
        return layer.convert("RGB"), (0, 0), layer.getchannel("A")

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return (x * self._frame[0] - self._at[0]) * FINER, (y * self._frame[1] - self._at[1]) * FINER

    def _outline(self, box: tuple[float, float, float, float], fill: Colour | None = None) -> None:
        left, top, right, bottom = box
        if right - left < 2 or bottom - top < 2:
            return
        unit, halo = self._unit, 1.2 * self._unit
        outer = (left - halo, top - halo, right + halo, bottom + halo)
        self._draw.rounded_rectangle(outer, 6 * unit, fill=fill, outline=(*WHITE, 210), width=round(5.4 * unit))
        self._draw.rounded_rectangle(box, 5 * unit, outline=(*TARGET, 255), width=round(3 * unit))

    def _arrow(self, start: tuple[float, float], tip: tuple[float, float]) -> None:
        unit = self._unit
        length = math.dist(start, tip)
        if length < 2:
            return
        along = ((tip[0] - start[0]) / length, (tip[1] - start[1]) / length)
        for colour, width, head in (((*WHITE, 230), 7.0, 19.0), ((*TARGET, 255), 4.0, 15.0)):
            size = min(head * unit, length)
            base = (tip[0] - along[0] * size, tip[1] - along[1] * size)
            across = (-along[1] * size * 0.55, along[0] * size * 0.55)
            self._draw.line((*start, *base), fill=colour, width=round(width * unit))
            wings = [tip, (base[0] + across[0], base[1] + across[1]), (base[0] - across[0], base[1] - across[1])]
            self._draw.polygon(wings, fill=colour)

    def _number(self, at: tuple[float, float], text: str) -> None:
        radius = 14 * self._unit
        circle = (at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)
        self._draw.ellipse(circle, fill=(*TARGET, 255), outline=(*WHITE, 255), width=round(2 * self._unit))
        self._draw.text(at, text[:3], fill=(*WHITE, 255), font=_font(round(16 * self._unit)), anchor="mm")

    def _label(self, at: tuple[float, float], room: float, text: str) -> None:
        font, pad = _font(round(15 * self._unit)), 7 * self._unit
        lines = _wrapped(text, font, max(room - 2 * pad, 120 * self._unit))
        box = self._draw.multiline_textbbox((at[0] + pad, at[1] + pad), "\n".join(lines), font=font)
        frame = (at[0], at[1], box[2] + pad, box[3] + pad)
        self._draw.rounded_rectangle(frame, 5 * self._unit, fill=(*TARGET, 255), outline=(*WHITE, 230), width=2)
        self._draw.multiline_text((at[0] + pad, at[1] + pad), "\n".join(lines), fill=(*WHITE, 255), font=font)


def _wrapped(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, room: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font with many scripts where the system has one, else the one that comes with Pillow."""
    try:
        return ImageFont.truetype("DejaVuSans-Bold.ttf", size)
    except OSError:
        return ImageFont.load_default(size)
