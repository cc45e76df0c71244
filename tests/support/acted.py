"""Screen recordings of somebody at work on a drawn page, made frame by frame: pointer, clicks, typing, lists."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

ARROW = [(0, 0), (0, 17), (4, 13), (7, 19), (9, 18), (6, 12), (12, 12)]
WHITE, INK, BLUE, LINE = (255, 255, 255), (30, 34, 42), (20, 90, 200), (196, 200, 208)
Paint = Callable[[ImageDraw.ImageDraw], object]


class Acted:
    """A page of 640×400 pixels, ten pictures a second. `now` is the time of the next picture."""

    def __init__(self, with_pointer: bool = True, fps: int = 10, inverted: bool = False):
        self._page = Image.new("RGB", (640, 400), WHITE)
        self._fps, self._inverted = fps, inverted
        self.tip: tuple[float, float] | None = (600.0, 360.0) if with_pointer else None
        self.pictures: list[Any] = []

    @property
    def now(self) -> float:
        return len(self.pictures) / self._fps

    def paint(self, *paints: Paint) -> float:
        """Changes the page; the time at which that is seen."""
        for paint in paints:
            paint(ImageDraw.Draw(self._page))
        return self.now

    def snapshot(self) -> Image.Image:
        return self._page.copy()

    def restore(self, page: Image.Image) -> float:
        self._page = page.copy()
        return self.now

    def wait(self, seconds: float) -> "Acted":
        for _ in range(round(seconds * self._fps)):
            self._shoot()
        return self

    def move(self, x: float, y: float, seconds: float = 0.6) -> "Acted":
        """The pointer goes there, fast in the middle and slow at both ends."""
        assert self.tip is not None
        fx, fy = self.tip
        count = round(seconds * self._fps)
        for i in range(1, count + 1):
            share = 0.5 - 0.5 * float(np.cos(np.pi * i / count))
            self.tip = (fx + (x - fx) * share, fy + (y - fy) * share)
            self._shoot()
        return self

    def type(self, text: str, x: int, y: int) -> "Acted":
        """Letter by letter, with a caret behind them."""
        clean = self.snapshot()
        for count in range(1, len(text) + 1):
            self.restore(clean)
            self.paint(written(text[:count], x, y))
            width = ImageDraw.Draw(self._page).textlength(text[:count], font=ImageFont.load_default(14))
            caret = x + round(width) + 1
            self.paint(lambda draw, at=caret: draw.line((at, y, at, y + 14), fill=INK))  # type: ignore[misc]
            self._shoot()
        self.restore(clean)
        self.paint(written(text, x, y))
        return self

    def save(self, path: Path, codec: str = "libx264", crf: int = 20) -> Path:
        import av

        with av.open(str(path), "w") as container:
            stream: Any = container.add_stream(codec, rate=self._fps)
            stream.width, stream.height, stream.pix_fmt = 640, 400, "yuv420p"
            stream.options = {"crf": str(crf)} if codec == "libx264" else {}
            for picture in self.pictures:
                for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                    container.mux(packet)
            for packet in stream.encode():
                container.mux(packet)
        return path

    def _shoot(self) -> None:
        picture = self._page.copy()
        if self.tip:
            points = [(self.tip[0] + x, self.tip[1] + y) for x, y in ARROW]
            draw = ImageDraw.Draw(picture)
            draw.polygon(points, fill=(0, 0, 0))
            draw.line([*points, points[0]], fill=WHITE, width=1)
        pixels = np.asarray(picture).copy()
        self.pictures.append(255 - pixels if self._inverted else pixels)


def written(text: str, x: int, y: int, colour: tuple[int, int, int] = INK) -> Paint:
    return lambda draw: draw.text((x, y), text, fill=colour, font=ImageFont.load_default(14))


def rectangle(
    box: tuple[int, int, int, int], fill: tuple[int, int, int], outline: tuple[int, int, int], rim: int = 1
) -> Paint:
    x, y, w, h = box
    return lambda draw: draw.rectangle((x, y, x + w, y + h), fill=fill, outline=outline, width=rim)


def button(label: str, box: tuple[int, int, int, int], fill: tuple[int, int, int] = BLUE) -> Paint:
    def paint(draw: ImageDraw.ImageDraw) -> None:
        rectangle(box, fill, fill)(draw)
        written(label, box[0] + 10, box[1] + 6, WHITE)(draw)

    return paint


def field(box: tuple[int, int, int, int], has_focus: bool = False) -> Paint:
    return rectangle(box, WHITE, BLUE if has_focus else LINE, 2 if has_focus else 1)


def page(title: str, lines: int = 6, bar: tuple[int, int, int] = (24, 60, 120)) -> Paint:
    """A title bar and some lines of text."""

    def paint(draw: ImageDraw.ImageDraw) -> None:
        draw.rectangle((0, 0, 640, 400), fill=WHITE)
        draw.rectangle((0, 0, 640, 34), fill=bar)
        written(title, 14, 9, WHITE)(draw)
        for i in range(lines):
            words = f"{title[i % len(title) :]} {title.upper() * (1 + (i + len(title)) % 3)} {ord(title[-1]) * (i + 3)}"
            written(words, 40 + 9 * (i * len(title) % 7), 220 + i * 26)(draw)

    return paint
