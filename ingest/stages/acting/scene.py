"""An episode together with what was seen and read of it, and the screens around it."""

from dataclasses import dataclass

from ingest.artefacts import Box, Episode, Episodes, Look, Reading, ScreenText, TextLine
from ingest.stages.screen import geometry, values
from ingest.stages.words.text import compact

SLACK = 3  # pixels by which two readings of one line may differ
NO_LINES: list[TextLine] = []


@dataclass(frozen=True)
class Scene:
    """One episode; `opener` is the one that opened the list from which this one chose."""

    index: int
    episode: Episode
    look: Look
    screens: dict[str, ScreenText]
    opener: "Scene | None" = None
    turned_to_s: float | None = None  # when an earlier episode was found to be part of it

    @property
    def start_s(self) -> float:
        return self.episode.start_s if self.turned_to_s is None else self.turned_to_s

    def lines(self, moment: str) -> list[TextLine]:
        screen = self.screens.get(moment)
        return screen.lines if screen else NO_LINES

    def content(self, box: Box, moment: str, name: str = "") -> str:
        """What a field holds at that moment; it is followed by its name where the page was scrolled."""
        return values.text_in(self._where(box, moment, name), self.lines(moment))

    def reading(self, box: Box, moment: str, name: str = "") -> tuple[str, float] | None:
        """The same with the recogniser's confidence; None if the field's name isn't there any more."""
        lines = self.lines(moment)
        if name and not any(compact(line.text) == compact(name) for line in lines):
            return None
        place = self._where(box, moment, name)
        sure = [line.confidence for line in lines if geometry.share_inside(line.box, geometry.grown(place, 6, 4)) > 0.6]
        text = values.text_in(place, lines)
        return (text, min(sure)) if text else None

    def _where(self, box: Box, moment: str, name: str) -> Box:
        wanted = compact(name)
        if not wanted or moment == "before":
            return box
        old = [line.box for line in self.lines("before") if compact(line.text) == wanted]
        new = [line.box for line in self.lines(moment) if compact(line.text) == wanted]
        if len(old) != 1 or len(new) != 1 or abs(old[0][0] - new[0][0]) > old[0][3]:
            return box
        moved = new[0][1] - old[0][1]
        return box if abs(moved) <= SLACK else (box[0], box[1] + moved, box[2], box[3])

    def shows(self, text: str, near: Box, moment: str) -> bool:
        """Whether that text still stands near that place: it is the same page, not scrolled."""
        area = geometry.grown(near, near[3] * 2)
        wanted = compact(text)
        return any(geometry.overlap(line.box, area) and compact(line.text) == wanted for line in self.lines(moment))


def scenes(episodes: Episodes, reading: Reading) -> list[Scene]:
    """One for each episode that was looked at."""
    found: list[Scene] = []
    for look in reading.looks:
        pairs = zip(reading.indexes, reading.screens, strict=True)
        screens = {screen.moment: screen for index, screen in pairs if index == look.index}
        found.append(Scene(look.index, episodes.episodes[look.index], look, screens))
    return found
