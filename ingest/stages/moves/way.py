"""The pointer's way: where it was at a time, since when it rests there, when it set out."""

from bisect import bisect_right
from dataclasses import dataclass

from ingest.artefacts import Box, Point, PointerSample

SHORTEST_REST_SECONDS = 0.15  # longer than from one frame to the next
AT_REST = 8  # pixels, for things of usual size


@dataclass(frozen=True)
class Rest:
    """A stay of the pointer at one place."""

    start_s: float
    end_s: float
    x: int
    y: int


class Way:
    """Made from the samples of the watched recording; `unit` is the size of things."""

    def __init__(self, samples: list[PointerSample], unit: float, until_s: float):
        self._samples = samples
        self._times = [s.at_s for s in samples]
        self._near = AT_REST * unit
        self.rests = self._found_rests(until_s)
        self._starts = [r.start_s for r in self.rests]

    def at(self, at_s: float) -> Point | None:
        """The tip at that time; None while it is lost."""
        i = bisect_right(self._times, at_s + 1e-6) - 1
        if i < 0 or self._samples[i].shape == "lost":
            return None
        return self._samples[i].x, self._samples[i].y

    def rest_at(self, at_s: float) -> Rest | None:
        """The stay that lasts at that time."""
        i = bisect_right(self._starts, at_s + 1e-6) - 1
        return self.rests[i] if i >= 0 and at_s <= self.rests[i].end_s + 1e-6 else None

    def rest_before(self, at_s: float) -> Rest | None:
        """The last stay that was over at that time."""
        ended = [r for r in self.rests[: bisect_right(self._starts, at_s)] if r.end_s <= at_s + 1e-6]
        return ended[-1] if ended else None

    def set_out_s(self, at_s: float) -> float:
        """When the movement began that led to the place where the pointer is at that time."""
        here = self.rest_at(at_s)
        before = self.rest_before(here.start_s if here else at_s)
        return before.end_s if before else 0.0

    def away_before(self, box: Box, at_s: float, since_s: float) -> float | None:
        """The latest time between both at which the pointer was not near the box."""
        for i in range(bisect_right(self._times, at_s) - 1, -1, -1):
            sample = self._samples[i]
            ends_s = min(at_s, self._times[i + 1] - 0.02 if i + 1 < len(self._times) else at_s)
            if ends_s < since_s:
                return None
            if sample.shape == "lost" or distance(box, (sample.x, sample.y)) > 4 * self._near:
                return ends_s
        return None

    def _found_rests(self, until_s: float) -> list[Rest]:
        rests: list[Rest] = []
        begin: PointerSample | None = None
        for i, sample in enumerate(self._samples):
            next_s = self._times[i + 1] if i + 1 < len(self._samples) else until_s
            if sample.shape == "lost":
                begin = None
                continue
            if begin is None or abs(sample.x - begin.x) + abs(sample.y - begin.y) > self._near:
                begin = sample
                rests.append(Rest(sample.at_s, next_s, sample.x, sample.y))
            else:
                rests[-1] = Rest(begin.at_s, next_s, begin.x, begin.y)
        return [r for r in rests if r.end_s - r.start_s >= SHORTEST_REST_SECONDS]


def distance(box: Box, point: Point) -> float:
    """From a point to the nearest side of a box; 0 inside."""
    x, y, w, h = box
    dx = max(x - point[0], 0, point[0] - x - w)
    dy = max(y - point[1], 0, point[1] - y - h)
    return float((dx * dx + dy * dy) ** 0.5)
