"""What of a history is wanted, as the page's address says it."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict

from access.models import User
from sops.fieldtexts import SOP_LABELS, STEP_LABELS
from sops.models import Sop, Step


@dataclass(frozen=True)
class Filters:
    """Anything unknown in the address counts as not asked. `before`: where the last page ended, per table."""

    person: int | None = None
    field: str = ""
    step: str = ""
    before: tuple[int, int] | None = None

    @classmethod
    def from_query(cls, query: QueryDict) -> "Filters":
        person, field = query.get("person", ""), query.get("field", "")
        ends = query.get("before", "").split(".")
        is_place = len(ends) == 2 and all(end.isdecimal() and end.isascii() and len(end) < 18 for end in ends)
        return cls(
            person=int(person) if person.isdecimal() and person.isascii() and len(person) < 10 else None,
            field=field if field in SOP_LABELS or field in STEP_LABELS else "",
            step=query.get("step", "")[:40],
            before=(int(ends[0]), int(ends[1])) if is_place else None,
        )

    @property
    def is_any(self) -> bool:
        return bool(self.person or self.field or self.step)


def people_in(sop: Sop) -> list[User]:
    """Everybody who ever changed the SOP or one of its steps, by name."""
    of_sop = sop.history.order_by().values("history_user_id")
    of_steps = Step.history.filter(sop_id=sop.pk).order_by().values("history_user_id")
    return list(User.objects.filter(Q(pk__in=of_sop) | Q(pk__in=of_steps)).order_by("name", "email"))
