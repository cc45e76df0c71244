"""Rows that are one thing for people: a draft's steps added in one breath, saves while somebody types, an order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from sops.trail.rows import Light

ONE_BREATH = timedelta(seconds=5)
# The editor saves at every pause of typing.
ONE_SITTING = timedelta(minutes=10)
MOVED = "moved"
EDITS = ("edited", "undid", "redid")


@dataclass
class Group:
    """Newest row first."""

    rows: list[Light] = field(default_factory=list)

    @property
    def first(self) -> Light:
        return self.rows[0]

    @property
    def verb(self) -> str:
        return self.first.said.split(" ")[0]

    @property
    def is_order(self) -> bool:
        return self.first.of == "step" and self.first.said == MOVED

    @property
    def is_edit(self) -> bool:
        return self.verb in EDITS

    @property
    def why(self) -> str:
        return " ".join(dict.fromkeys(row.why for row in reversed(self.rows) if row.why))

    def takes(self, row: Light) -> bool:
        """The row belongs to the same act: the same person, doing the same, without a break."""
        last, first = self.rows[-1], self.first
        if (row.user_id, row.of) != (last.user_id, last.of) or row.kind != last.kind:
            return False
        if self.is_edit:
            is_same = row.row_id == first.row_id and row.said.split(" ")[0] == self.verb
            return is_same and last.at - row.at < ONE_SITTING
        return row.of == "step" and row.said == last.said and last.at - row.at < ONE_BREATH


def grouped(rows: Iterable[Light]) -> Iterator[Group]:
    group: Group | None = None
    for row in rows:
        if group is not None and group.takes(row):
            group.rows.append(row)
            continue
        if group is not None:
            yield group
        group = Group([row])
    if group is not None:
        yield group
