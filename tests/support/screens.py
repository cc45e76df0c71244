"""Drawn screens: pictures of pages with buttons, fields and tables, and the lines of text on them."""

from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ingest.artefacts import Box, TextLine

Colour = tuple[int, int, int]
INK, BORDER, BLUE = (30, 34, 42), (200, 204, 212), (20, 90, 200)


class Screen:
    """A page to draw on. What is written is remembered as a recogniser would read it."""

    def __init__(self, width: int = 800, height: int = 480, ground: tuple[int, int, int] = (255, 255, 255)):
        self._image = Image.new("RGB", (width, height), ground)
        self._draw = ImageDraw.Draw(self._image)
        self.lines: list[TextLine] = []

    def text(self, text: str, x: int, y: int, size: int = 15, colour: tuple[int, int, int] = INK) -> "Screen":
        font = ImageFont.load_default(size)
        left, top, right, bottom = (round(v) for v in self._draw.textbbox((x, y), text, font=font))
        self._draw.text((x, y), text, fill=colour, font=font)
        self.lines.append(TextLine(text, (left - 4, top - 5, right - left + 8, bottom - top + 10), 0.99))
        return self

    def box(
        self, box: Box, fill: tuple[int, int, int] = (255, 255, 255), border: tuple[int, int, int] = BORDER
    ) -> "Screen":
        x, y, width, height = box
        self._draw.rectangle((x, y, x + width - 1, y + height - 1), fill=fill, outline=border)
        return self

    def button(self, label: str, box: Box) -> "Screen":
        return self.box(box, BLUE, BLUE).text(label, box[0] + 12, box[1] + 7, colour=(255, 255, 255))

    def field(self, label: str, box: Box, value: str = "") -> "Screen":
        """A field with its name above."""
        self.text(label, box[0], box[1] - 23)
        self.box(box)
        return self.text(value, box[0] + 8, box[1] + 7) if value else self

    def rule(self, y: int, x0: int, x1: int) -> "Screen":
        self._draw.line((x0, y, x1, y), fill=BORDER)
        return self

    @property
    def picture(self) -> Any:
        return np.asarray(self._image).copy()


class GivenWords:
    """A recogniser that "finds" the lines of given screens by comparing pixels, and counts its work."""

    def __init__(self, *screens: Screen):
        self._screens = screens
        self.found: list[tuple[int, int]] = []
        self.read_lines = 0
        self._waiting: list[TextLine] = []

    def find(self, picture: Any) -> list[Box]:
        self.found.append(picture.shape[:2])
        for screen in self._screens:
            place = _place_of(picture, screen.picture)
            if place is not None:
                x, y = place
                height, width = picture.shape[:2]
                inside = [
                    line
                    for line in screen.lines
                    if line.box[0] >= x
                    and line.box[1] >= y
                    and line.box[0] + line.box[2] <= x + width
                    and line.box[1] + line.box[3] <= y + height
                ]
                self._waiting = inside
                return [(b.box[0] - x, b.box[1] - y, b.box[2], b.box[3]) for b in inside]
        return []

    def read(self, lines: list[Any]) -> list[tuple[str, float]]:
        self.read_lines += len(lines)
        return [(self._text_of(line), 0.99) for line in lines]

    def _text_of(self, crop: Any) -> str:
        for screen in self._screens:
            for line in screen.lines:
                x, y, width, height = line.box
                if np.array_equal(screen.picture[y : y + height, x : x + width], crop):
                    return line.text
        return ""


def _place_of(crop: Any, whole: Any) -> tuple[int, int] | None:
    """Where the crop was cut from that screen."""
    import cv2

    apart = cv2.matchTemplate(whole, crop, cv2.TM_SQDIFF)
    least, _, place, _ = cv2.minMaxLoc(apart)
    x, y = place
    height, width = crop.shape[:2]
    same = np.array_equal(whole[y : y + height, x : x + width], crop)
    return (x, y) if least < 1 or same else None
