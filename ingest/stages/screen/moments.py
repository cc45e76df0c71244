"""When to look at the screen for an episode, and the pictures that were taken then."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ingest.artefacts import Box, Change, Episode, TextLine
from ingest.stages.screen import geometry

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

ARRIVED_SECONDS = 0.12  # before the press: the pointer is there, and what lights up under it is lit
ANSWERED_SECONDS = 0.3  # after it: a list is open, a focus ring is drawn

BEFORE_SECONDS = 0.15  # a frame or two
OTHER_PAGE = 0.2  # share of the screen
OPEN_SECONDS = 0.7  # by then a list has unrolled, and nobody has chosen yet


@dataclass(frozen=True)
class Moments:
    """The times of one episode."""

    before_s: float
    arrived_s: float
    answered_s: float
    after_s: float
    open_s: float | None  # a list or menu hangs open over the page
    earlier_s: float | None = None  # after the episode before
    typed_s: float | None = None  # all is typed, and the page is still there, where it is gone afterwards

    def to_read(self) -> list[tuple[str, float]]:
        found = [("before", self.before_s), ("after", self.after_s)]
        between = [("open", self.open_s), ("typed", self.typed_s)]
        return [found[0], *((moment, at_s) for moment, at_s in between if at_s is not None), found[1]]

    def all(self) -> set[float]:
        certain = {self.before_s, self.arrived_s, self.answered_s, self.after_s}
        return certain | {at_s for at_s in (self.open_s, self.earlier_s, self.typed_s) if at_s is not None}


def of_all(episodes: list[Episode], changes: list[Change], screen: int) -> list[Moments]:
    """When to look, for each of the episodes; `screen` is its area in pixels."""
    found: list[Moments] = []
    for episode in episodes:
        one = of(episode)
        earlier = [at_s for at_s in (found[-1].after_s, found[-1].typed_s) if at_s is not None] if found else []
        earlier_s = max((at_s for at_s in earlier if at_s < one.before_s), default=None)
        found.append(replace(one, earlier_s=earlier_s, typed_s=_typed_s(episode, changes, screen)))
    return found


def _typed_s(episode: Episode, changes: list[Change], screen: int) -> float | None:
    """Just before the page went away on which something was typed; None if it stayed."""
    if episode.kind != "type" and "writing" not in episode.evidence:
        return None
    for change in changes:
        is_within = episode.action_s + ANSWERED_SECONDS < change.at_s <= episode.end_s + ANSWERED_SECONDS
        if is_within and geometry.area(change.box) >= OTHER_PAGE * screen:
            return round(max(episode.action_s, change.at_s - BEFORE_SECONDS), 3)
    return None


def of(episode: Episode) -> Moments:
    """When to look."""
    before_s = min(episode.before_s, episode.action_s)
    after_s = max(episode.after_s, episode.action_s)
    open_s = None
    if episode.popup is not None or episode.kind == "select":
        lasts_s = max(episode.end_s - episode.action_s, ANSWERED_SECONDS)
        open_s = min(after_s, episode.action_s + min(OPEN_SECONDS, lasts_s / 2))
    return Moments(
        before_s=round(before_s, 3),
        arrived_s=round(max(before_s, episode.action_s - ARRIVED_SECONDS), 3),
        answered_s=round(min(after_s, episode.action_s + ANSWERED_SECONDS), 3),
        after_s=round(after_s, 3),
        open_s=None if open_s is None else round(open_s, 3),
    )


@dataclass
class Album:
    """Pictures that are still needed, and the text on those that were read."""

    pictures: dict[float, "Image"] = field(default_factory=dict)
    lines: dict[float, list[TextLine]] = field(default_factory=dict)
    covered: dict[float, list[Box]] = field(default_factory=dict)

    def forget_before(self, time_s: float) -> None:
        """Let go of pictures that no coming episode looks at."""
        for at_s in [at_s for at_s in self.pictures if at_s < time_s]:
            del self.pictures[at_s]


def in_order(moments: list[Moments]) -> Iterator[tuple[float, bool]]:
    """All times, ascending, and whether the screen must be read then."""
    read = {at_s for m in moments for _, at_s in m.to_read()}
    for at_s in sorted({at_s for m in moments for at_s in m.all()}):
        yield at_s, at_s in read
