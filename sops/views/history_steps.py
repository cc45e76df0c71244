"""Steps of an SOP as choices of a filter: those of today in order, then those that are gone."""

from sops.fieldtexts import unmarked
from sops.models import Sop


def steps_of(sop: Sop) -> list[tuple[str, str]]:
    """Key and name. One query."""
    rows = list(sop.steps.order_by("position").values_list("key", "position", "title", "removed_at"))
    present = [(key, f"{place}. {_named(title)}") for key, place, title, gone in rows if gone is None]
    return present + [(key, f"{_named(title)} (removed)") for key, _, title, gone in rows if gone is not None]


def _named(title: str) -> str:
    return unmarked(title)[:60] or "Empty step"
