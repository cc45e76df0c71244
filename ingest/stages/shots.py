"""One picture per action: what is secret burned over, the words on it kept for search."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ingest.artefacts import Action, Actions, Box, MaskedRegion, Reading, ScreenText, Shot, Shots, TextLine
from ingest.stages.base import Workspace
from ingest.stages.pictures.frames import frames_at
from ingest.stages.read import PERSONAL
from ingest.stages.screen import geometry, ocr, secrets
from ingest.stages.screen.reader import Recogniser, ScreenReader
from ingest.stages.words import masking, personal, policy

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

QUALITIES = (90, 80, 70, 55)
BYTES_PER_PIXEL = 0.2  # 185 kB for 1280 x 720
COVER = (24, 24, 27)
COVER_MARGIN = 2
FIELDS = (4, 2)


class TakeShots:
    """Writes the pictures, and which action each belongs to."""

    name = "shots"
    version = 3
    needs = ("actions.json", "reading.json")
    produces = "shots.json"

    def __init__(self, recogniser: Callable[[], Recogniser] = ocr.shared):
        self._recogniser = recogniser

    def run(self, workspace: Workspace) -> None:
        done = workspace.read("actions.json", Actions)
        reading = workspace.read("reading.json", Reading)
        _clear(workspace)
        shots = self._shots(workspace, done, reading) if done.actions else []
        workspace.write(self.produces, Shots(shots))
        workspace.report(1.0)

    def _shots(self, workspace: Workspace, done: Actions, reading: Reading) -> list[Shot]:
        reader = ScreenReader(self._recogniser())
        wanted = {action.screenshot_s: i for i, action in reversed(list(enumerate(done.actions)))}
        known = _screens_before(sorted(wanted), reading.screens)
        taken: dict[float, tuple[str, list[TextLine]]] = {}
        times = sorted({*wanted, *known})
        for count, (at_s, picture) in enumerate(frames_at(workspace.recording, times)):
            if at_s in known:
                reader.remember(picture, known[at_s].lines)
            if at_s in wanted:
                covered, words = screen_out(picture, reader.read(picture), at_s, done.masks)
                name = f"{wanted[at_s] + 1:03d}.webp"
                workspace.write_bytes(f"{workspace.screenshots.name}/{name}", encoded(covered))
                taken[at_s] = (name, words)
            workspace.report((count + 1) / len(times))
        return [
            _shot(i, action, taken[action.screenshot_s])
            for i, action in enumerate(done.actions)
            if action.screenshot_s in taken
        ]


def _shot(index: int, action: Action, taken: tuple[str, list[TextLine]]) -> Shot:
    return Shot(action_index=index, at_s=action.screenshot_s, file=taken[0], words=taken[1])


def _clear(workspace: Workspace) -> None:
    """Pictures of an earlier attempt that was cut off."""
    for file in workspace.screenshots.iterdir():
        file.unlink()


def _screens_before(times: list[float], screens: list[ScreenText]) -> dict[float, ScreenText]:
    """For each picture the last screen that was read before it: only what differs must be read anew."""
    found: dict[float, ScreenText] = {}
    for at_s in times:
        earlier = [screen for screen in screens if screen.at_s <= at_s]
        if earlier:
            nearest = max(earlier, key=lambda screen: screen.at_s)
            found[nearest.at_s] = nearest
    return found


def screen_out(
    picture: "Image", lines: list[TextLine], at_s: float, masks: list[MaskedRegion]
) -> tuple["Image", list[TextLine]]:
    """The picture with all secrets covered, and the words that may be kept."""
    now = [mask for mask in masks if mask.start_s <= at_s <= mask.end_s]
    covered: list[Box] = [mask.box for mask in now if mask.reason != PERSONAL]
    covered += secrets.fields(lines, picture)
    covered += [line.box for line in lines if masking.MASK in line.text]
    screened = secrets.screened(lines, covered, known=[])
    words = [line for line in screened.lines if masking.MASK not in line.text]
    clean = picture.copy()
    height, width = clean.shape[:2]
    blurred = [mask.box for mask in now if mask.reason == PERSONAL] + screened.blurred
    if policy.active().covers_pictures:  # lines that were read, and masked, before this picture was taken
        blurred += [line.box for line in screened.lines if personal.is_masked(line.text)]
    for box in blurred:
        blur(clean, geometry.clipped(geometry.grown(box, COVER_MARGIN), width, height))
    for box in screened.covered:
        x, y, w, h = geometry.clipped(geometry.grown(box, COVER_MARGIN), width, height)
        clean[y : y + h, x : x + w] = COVER
    return clean, [replace(line, text=line.text.strip()) for line in words]


def blur(picture: "Image", box: Box) -> None:
    """In place, to a mosaic so coarse that no letter can be brought back."""
    import cv2

    x, y, w, h = box
    if w <= 0 or h <= 0:
        return
    small = cv2.resize(picture[y : y + h, x : x + w], FIELDS, interpolation=cv2.INTER_AREA)
    picture[y : y + h, x : x + w] = cv2.resize(small, (w, h), interpolation=cv2.INTER_LINEAR)


def encoded(picture: "Image") -> bytes:
    """As WebP, as good as the size allows."""
    from PIL import Image as Pillow

    most = BYTES_PER_PIXEL * picture.shape[0] * picture.shape[1]
    data = b""
    for quality in QUALITIES:
        out = io.BytesIO()
        Pillow.fromarray(picture).save(out, "WEBP", quality=quality, method=2)
        data = out.getvalue()
        if len(data) <= most:
            break
    return data


stage = TakeShots()
