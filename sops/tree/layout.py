"""Where everything stands: one narrow column that is readable on a phone, lines of jumps in lanes at its left."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from sops.document import Document
from sops.tree.rows import Row, rows_of

WIDTH = 340
ROW, WAY, GAP = 34, 28, 10
LANE, MOST_LANES = 11, 8
LETTER = 6.6  # of the usual letter at the size that the style sheet sets
INDENT = 18
PADDING = 12


@dataclass(frozen=True)
class Node:
    row: Row
    x: float
    y: float
    width: float
    height: float
    text: str

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def text_x(self) -> float:
        return self.x + PADDING


@dataclass(frozen=True)
class Line:
    """`path` as SVG writes it. `kind`: next, jump or back."""

    kind: str
    path: str
    head: str


@dataclass(frozen=True)
class Tree:
    width: int
    height: float
    nodes: list[Node]
    lines: list[Line]


def tree_of(document: Document, sop_titles: Mapping[str, tuple[str, str]]) -> Tree | None:
    """None for an SOP without branches: its list of steps says it all."""
    if not any(step.branches for step in document.steps):
        return None
    rows = rows_of(document, sop_titles)
    jumps = [(at, row) for at, row in enumerate(rows) if row.target is not None]
    lanes = _lanes([(at, _row_of(rows, row.target or 0)) for at, row in jumps])
    left = 10 + LANE * (max(lanes, default=-1) + 1) + (8 if jumps else 0)
    nodes = _nodes(rows, left)
    lines = _next_lines(nodes)
    for (at, row), lane in zip(jumps, lanes, strict=True):
        lines.append(_jump(nodes[at], nodes[_row_of(rows, row.target or 0)], 6 + LANE * lane, is_back=row.is_back))
    return Tree(WIDTH, nodes[-1].y + nodes[-1].height + 6, nodes, lines)


def _row_of(rows: list[Row], number: int) -> int:
    return next(at for at, row in enumerate(rows) if row.number <= number <= row.last and row.number)


def _lanes(spans: list[tuple[int, int]]) -> list[int]:
    """A lane for each jump so that no two share one where they run beside each other, as long as lanes last."""
    taken: list[list[tuple[int, int]]] = []
    chosen: dict[int, int] = {}
    for index in sorted(range(len(spans)), key=lambda at: abs(spans[at][0] - spans[at][1])):
        low, high = sorted(spans[index])
        lane = next((at for at, others in enumerate(taken) if all(high < a or b < low for a, b in others)), len(taken))
        lane = min(lane, MOST_LANES - 1)
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        chosen[index] = lane
    # The innermost lane lies beside the boxes: short jumps there, long ones outside.
    most = len(taken) - 1
    return [most - chosen[index] for index in range(len(spans))]


def _nodes(rows: list[Row], left: float) -> list[Node]:
    nodes, y = [], 6.0
    for row in rows:
        is_way = row.kind == "way"
        x = left + (INDENT if is_way else 0)
        height = WAY if is_way else ROW
        width = WIDTH - x - 4
        nodes.append(Node(row, x, y, width, height, _cut(row.text, int((width - 2 * PADDING) / LETTER))))
        y += height + GAP * (0.5 if is_way else 1)
    return nodes


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"


def _next_lines(nodes: list[Node]) -> list[Line]:
    """From each row to the one that follows it; a decision leads to its ways, and its ways lead on themselves."""
    lines = []
    for before, after in pairwise(nodes):
        if before.row.kind == "way" or after.row.kind == "way":
            continue
        x = before.x + 16
        top, bottom = before.y + before.height, after.y
        lines.append(Line("next", f"M{x} {top}V{bottom}", _down(x, bottom)))
    return lines


def _jump(way: Node, target: Node, lane: float, *, is_back: bool) -> Line:
    start, end = way.middle, target.middle
    curve = 6 if end > start else -6
    path = (
        f"M{way.x} {start}H{lane + 6}Q{lane} {start} {lane} {start + curve}"
        f"V{end - curve}Q{lane} {end} {lane + 6} {end}H{target.x - 2}"
    )
    x = target.x - 1
    return Line("back" if is_back else "jump", path, f"M{x - 6} {end - 4}L{x} {end}L{x - 6} {end + 4}")


def _down(x: float, y: float) -> str:
    return f"M{x - 4} {y - 6}L{x} {y - 1}L{x + 4} {y - 6}"
