"""An episode together with what was seen and read of it, and the screens around it."""

from dataclasses import dataclass

from ingest.artefacts import Box, Episode, Episodes, Look, Reading, ScreenText, TextLine
from ingest.stages.screen import geometry, values
from ingest.stages.words.text import compact

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

    def content(self, box: Box, moment: str) -> str:
        """What a field holds at that moment."""
        return values.text_in(box, self.lines(moment))

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
