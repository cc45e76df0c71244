"""Things that are carried: something beside the tip moves with it over several frames."""

from dataclasses import dataclass
from itertools import pairwise

from ingest.artefacts import Box, Change, Point
from ingest.stages.moves.way import Rest, Way, distance

LEAST_FRAMES = 4
LEAST_WAY = 40  # pixels
CARRIED = (30, 14)  # smallest thing that is carried
FOLLOWS = 0.4  # share of the movement by which the thing may lag


@dataclass(frozen=True)
class Drag:
    start_s: float
    end_s: float
    point: Point
    drop: Point


def drags(changes: list[Change], way: Way, unit: float) -> list[Drag]:
    """All drags, by the movements between two rests."""
    found = []
    for before, after in pairwise(way.rests):
        if abs(before.x - after.x) + abs(before.y - after.y) < LEAST_WAY * unit:
            continue
        if _is_carried(changes, way, before, after, unit):
            found.append(Drag(before.end_s, after.start_s, (before.x, before.y), (after.x, after.y)))
    return found


def _is_carried(changes: list[Change], way: Way, before: Rest, after: Rest, unit: float) -> bool:
    steps: list[tuple[Point, Box]] = []
    for change in changes:
        if not before.end_s < change.at_s <= after.start_s + 0.01:
            continue
        tip = way.at(change.at_s)
        is_thing = change.box[2] >= CARRIED[0] * unit and change.box[3] >= CARRIED[1] * unit
        if tip and is_thing and distance(change.box, tip) <= 8 * unit:
            steps.append((tip, change.box))
    if len(steps) < LEAST_FRAMES:
        return False
    follows = [_follows(one, other) for one, other in pairwise(steps)]
    known = [f for f in follows if f is not None]
    return len(known) >= LEAST_FRAMES - 1 and sum(known) >= 0.7 * len(known)


def _follows(one: tuple[Point, Box], other: tuple[Point, Box]) -> bool | None:
    """Whether the box moved as the tip did; None where neither moved much."""
    dx, dy = other[0][0] - one[0][0], other[0][1] - one[0][1]
    way = (dx * dx + dy * dy) ** 0.5
    if way < 6:
        return None
    centre = [(b[0] + b[2] / 2, b[1] + b[3] / 2) for b in (one[1], other[1])]
    lag = ((centre[1][0] - centre[0][0] - dx) ** 2 + (centre[1][1] - centre[0][1] - dy) ** 2) ** 0.5
    return lag <= FOLLOWS * way + 6
