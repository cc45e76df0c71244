"""Saved searches as their page shows them: with the address that runs them, and what narrows them in words."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from access.models import Library, User
from search.filters import MADE, SORTS, UPDATED, Filters
from search.kept.models import SavedSearch
from sops.models import Category


@dataclass(frozen=True)
class SavedRow:
    saved: SavedSearch
    url: str
    narrowed: list[str]


def rows_of(user: Any) -> list[SavedRow]:
    """All of a person's, with four queries however many there are."""
    rows = list(SavedSearch.objects.visible_to(user))
    filters = [Filters.of(row.filters) for row in rows]
    libraries = dict(Library.objects.visible_to(user).values_list("slug", "name"))
    categories = dict(Category.objects.values_list("slug", "name"))
    owners = User.objects.in_bulk([int(one.owner) for one in filters if one.owner])
    return [
        SavedRow(row, url_of(row), _narrowed(one, libraries, categories, owners))
        for row, one in zip(rows, filters, strict=True)
    ]


def url_of(saved: SavedSearch) -> str:
    """The page that runs it."""
    query = QueryDict(mutable=True)
    query["q"] = saved.text
    for name, value in Filters.of(saved.filters).as_query().items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return f"{reverse('search:page')}?{query.urlencode()}"


def _narrowed(
    one: Filters, libraries: dict[str, str], categories: dict[str, str], owners: dict[int, User]
) -> list[str]:
    # A library they no longer read has no name here.
    said = [libraries[slug] for slug in one.library if slug in libraries]
    said += [categories.get(one.category, "")]
    said += [str(owners.get(int(one.owner), ""))] if one.owner else []
    said += [MADE.get(one.made, ""), UPDATED.get(one.updated, ""), SORTS[one.sort] if one.sort else ""]
    return [words for words in said if words]
