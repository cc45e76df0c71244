"""What each choice of a filter would give, counted over what the person may see."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from access.models import Library
from search.results import Facet
from sops.models import Category

Places = Iterable[tuple[int, int]]  # library and category of each SOP that matches
NO_SUCH = -1


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
