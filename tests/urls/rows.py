"""One row of the table of addresses, and the answers that come up again and again.

A module beside this one holds the rows of its topic as `ROWS`. Where its addresses need things of their own, its
`add(names, cast, sop, by)` makes them and puts what the addresses name into `names`, for an open and a closed library.
"""

from dataclasses import dataclass, field
from typing import Any

# signed out, guest (another library's viewer), viewer, editor, admin
PEOPLE = (None, "gus", "rosa", "ed", "adam")

PAGE = (302, 200, 200, 200, 200)  # everybody who reads the library
EDIT = (302, 403, 403, 200, 200)
CHANGE = (302, 403, 403, 302, 302)  # a form that leads back to a page
ADMIN = (302, 403, 403, 403, 200)
ADMIN_CHANGE = (302, 403, 403, 403, 302)
API = (401, 200, 200, 200, 200)


@dataclass(frozen=True)
class Row:
    name: str
    method: str
    address: str
    statuses: tuple[int, int, int, int, int]
    data: dict[str, Any] = field(default_factory=dict)
    json: bool = False
    more: dict[str, int] = field(default_factory=dict)  # by a column of `columns`, where its rule doesn't hold

    def __str__(self) -> str:
        return f"{self.method} {self.name}"

    @property
    def is_of_a_library(self) -> bool:
        """It names something that stands in a library. People are no secret to who may ask for them at all."""
        return "{" in self.address.replace("{person}", "")
