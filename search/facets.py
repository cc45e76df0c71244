"""What each choice of a filter would give, counted over what the person may see."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils import timezone

from access.models import Library
from search.filters import MADE, UPDATED, Filters
from search.results import Facet
from sops.models import Category, Sop

Places = Iterable[tuple[int, int]]  # library and category of each SOP that matches
NO_SUCH = -1
MOST_OWNERS = 12


def of_libraries(
    places: Places, visible: Mapping[int, Library], chosen: Collection[str] | None, category: str | None
) -> tuple[Facet, ...]:
    """Per library, with the category as it is."""
    wanted = category_id(category)
    counts = Counter(library for library, its_category in places if wanted in (None, its_category))
    facets = (
        Facet(library.slug, library.name, counts[pk], chosen is not None and library.slug in chosen)
        for pk, library in visible.items()
    )
    return tuple(facet for facet in facets if facet.count or facet.is_chosen)


def of_categories(
    places: Places, visible: Mapping[int, Library], chosen: Collection[str] | None, category: str | None
) -> tuple[Facet, ...]:
    """Per category, with the libraries as they are."""
    counts = Counter(
        its_category for library, its_category in places if chosen is None or visible[library].slug in chosen
    )
    facets = (Facet(row.slug, row.name, counts[row.pk], row.slug == category) for row in Category.objects.all())
    return tuple(facet for facet in facets if facet.count or facet.is_chosen)


def category_id(slug: str | None) -> int | None:
    """None where none is asked for; an id that nothing has where there is no such category."""
    if not slug:
        return None
    known = slug.encode("utf-8", "replace").decode()  # half of a pair of UTF-16 is no character for a database
    return Category.objects.filter(slug=known).values_list("pk", flat=True).first() or NO_SUCH


def of_sops(matched: Collection[int], user: Any, chosen: Filters) -> dict[str, tuple[Facet, ...]]:
    """By owner, origin and age, over the SOPs that match: one query. Names of people are for who is signed in."""
    rows = Sop.objects.visible_to(user).published().filter(pk__in=list(matched)).order_by()
    facts = list(rows.values_list("owner", "owner__name", "owner__email", "source", "current_version__published_at"))
    now = timezone.now()
    days = [(now - published).days if published else None for *_, published in facts]
    owners = Counter((owner, name or email) for owner, name, email, _, _ in facts if owner is not None)
    made = Counter(source for _, _, _, source, _ in facts)
    updated = {name: sum(age is not None and age < int(name) for age in days) for name in UPDATED}
    by_owner = sorted(owners.items(), key=lambda item: (-item[1], str(item[0][1])))[:MOST_OWNERS]
    found = {
        "owners": [Facet(str(pk), str(name), count, str(pk) == chosen.owner) for (pk, name), count in by_owner],
        "made": [Facet(name, label, made[name], name == chosen.made) for name, label in MADE.items()],
        "updated": [Facet(name, label, updated[name], name == chosen.updated) for name, label in UPDATED.items()],
    }
    if not user.is_authenticated:
        found["owners"] = []
    return {name: tuple(one for one in facets if one.count or one.is_chosen) for name, facets in found.items()}
