"""What each app holds of people. Apps above register theirs in `AppConfig.ready`; a test misses none."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Model, Q, QuerySet


class OnErase(Enum):
    """What erasing a person does to these rows."""

    GOES = "removed"
    STAYS = "kept, shown as of a former person"


@dataclass(frozen=True)
class Held:
    """Rows of `model` that point to a person by one of `people`. `texts` are fields in which anybody's row may name
    them; `hidden` ones are secrets, which leave in no export.
    """

    label: str
    model: type[Model]
    people: tuple[str, ...]
    on_erase: OnErase
    texts: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    def of(self, person: Any) -> QuerySet[Any]:
        theirs = Q()
        for name in self.people:
            theirs |= Q(**{name: person.pk})
        rows = self.model._base_manager.filter(theirs).order_by("pk")
        return rows.distinct() if any(self.model._meta.get_field(name).many_to_many for name in self.people) else rows


# Does more than removing rows: files, snapshots. Gets the person as they were and the words in place of their name;
# returns what it did as a label with a count. `is_preview`: only count.
Eraser = Callable[..., tuple[str, int]]
_held: list[Held] = []
_erasers: list[Eraser] = []


def register(*held: Held) -> None:
    for one in held:
        if one not in _held:
            _held.append(one)


def register_eraser(eraser: Eraser) -> None:
    """`eraser(person, former, by, is_preview)` runs before rows are removed."""
    if eraser not in _erasers:
        _erasers.append(eraser)


def held() -> list[Held]:
    return list(_held)


def erasers() -> list[Eraser]:
    return list(_erasers)
