"""Two screenshots laid over each other: what is the same fades, what changed keeps its colours and gets a frame."""

import io
from collections.abc import Iterable
from typing import IO, Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from sops.picture_checks import opened

MAX_WIDTH = 1280
# Below this, colours differ by compression and by how letters were smoothed.
THRESHOLD = 28
# Changes nearer than a cell are one change.
CELL = 24
FRAME = (255, 90, 31)
AIR = 4
Box = tuple[int, int, int, int]


def difference(old: IO[Any], new: IO[Any]) -> bytes:
    """The new picture as WebP, faded where it is like the old one."""
    with opened(new) as image:
        scale = min(1.0, MAX_WIDTH / image.width)
        after = _scaled(image, scale)
    with opened(old) as image:
        before = Image.new("RGB", after.size, "white")
        before.paste(_scaled(image, scale), (0, 0))
    changed = _changed(before, after)
    faded = Image.blend(after.convert("L").convert("RGB"), Image.new("RGB", after.size, "white"), 0.65)
    picture = Image.composite(after, faded, changed.filter(ImageFilter.MaxFilter(9)))
    pen = ImageDraw.Draw(picture)
    for left, top, right, bottom in boxes(changed):
        pen.rectangle((left - AIR, top - AIR, right + AIR, bottom + AIR), outline=FRAME, width=3)
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=82, method=2)
    return out.getvalue()


def boxes(mask: Image.Image) -> list[Box]:
    """The frames around what is marked, one for everything that lies together."""
    cells = mask.reduce(CELL).point(lambda value: 255 if value else 0)
    left = {(x, y) for y in range(cells.height) for x in range(cells.width) if cells.getpixel((x, y))}
    found = []
    while left:
        found.append(_around(_taken_together(left), mask))
    return sorted(found, key=lambda box: (box[1], box[0]))


def _taken_together(left: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cells that touch each other, taken out of `left`."""
    waiting = [left.pop()]
    together = []
    while waiting:
        x, y = waiting.pop()
        together.append((x, y))
        near = {(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)} & left
        left -= near
        waiting.extend(near)
    return together


def _around(cells: Iterable[tuple[int, int]], mask: Image.Image) -> Box:
    xs, ys = zip(*cells, strict=True)
    rough = (min(xs) * CELL, min(ys) * CELL, (max(xs) + 1) * CELL, (max(ys) + 1) * CELL)
    exact = mask.crop(rough).getbbox() or (0, 0, CELL, CELL)
    return rough[0] + exact[0], rough[1] + exact[1], rough[0] + exact[2], rough[1] + exact[3]


def _changed(before: Image.Image, after: Image.Image) -> Image.Image:
    """White where the two differ in any colour."""
    channels = ImageChops.difference(before, after).split()
    most = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    return most.point(lambda value: 255 if value > THRESHOLD else 0)


def _scaled(image: Image.Image, scale: float) -> Image.Image:
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    image.draft("RGB", size)  # large JPEGs are decoded small at once
    return image.convert("RGB").resize(size, Image.Resampling.BILINEAR)
