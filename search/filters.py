"""What narrows a search down and in which order its answers stand: as in a page's address, or as a search is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any

from django.utils import timezone

from sops.models import Sop

MADE = {"written": "Written by hand", "recording": "From a recording", "imported": "Imported"}
UPDATED = {"7": "This week", "30": "Last 30 days", "90": "Last 90 days", "365": "Last year"}
SORTS = {"": "Best match", "fresh": "Newest first"}
LONGEST, MOST_LIBRARIES = 60, 50


@dataclass(frozen=True)
class Filters:
    """Nothing chosen: empty. What is no choice is as if it was not there, but for libraries and categories: a filter
    for what the person may not see finds nothing, like one for what does not exist."""

    library: tuple[str, ...] = ()  # slugs
    category: str = ""  # slug of a pipeline stage or hand-off
    owner: str = ""  # number of a person
    made: str = ""  # MADE
    updated: str = ""  # UPDATED
    sort: str = ""  # SORTS

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Filters:
        """From a mapping, or from a page's `request.GET`."""
        listed = given.getlist("library") if hasattr(given, "getlist") else given.get("library") or ()
        libraries = tuple(str(slug)[:LONGEST] for slug in listed if slug)[:MOST_LIBRARIES]
        one = {name: str(given.get(name) or "") for name in ("category", "owner", "made", "updated", "sort")}
        return cls(
            library=libraries,
            category=one["category"][:LONGEST],
            owner=one["owner"] if one["owner"].isdecimal() and len(one["owner"]) < 18 else "",
            made=one["made"] if one["made"] in MADE else "",
            updated=one["updated"] if one["updated"] in UPDATED else "",
            sort=one["sort"] if one["sort"] in SORTS else "",
        )

    @property
    def is_any(self) -> bool:
        return any(getattr(self, part.name) for part in fields(self) if part.name != "sort")

    @property
    def narrows_to_sops(self) -> bool:
        return bool(self.owner or self.made or self.updated)

    def as_query(self) -> dict[str, Any]:
        """For an address: what is chosen, and nothing else."""
        chosen = {name: value for name, value in asdict(self).items() if value}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in chosen.items()}

    def sops(self, user: Any) -> set[int] | None:
        """The SOPs that the filters for owner, origin and age leave, of those the person sees; None: no such filter."""
        if not self.narrows_to_sops:
            return None
        rows = Sop.objects.visible_to(user).published()
        if self.owner:
            rows = rows.filter(owner=int(self.owner)) if user.is_authenticated else rows.none()
        if self.made:
            rows = rows.filter(source=self.made)
        if self.updated:
            since = timezone.now() - timedelta(days=int(self.updated))
            rows = rows.filter(current_version__published_at__gte=since)
        return set(rows.order_by().values_list("pk", flat=True))
