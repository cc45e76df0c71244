"""Search gives nothing away. What a person may not read has no effect that they could see."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from access.models import Membership
from access.roles import Role
from search import retrieval
from search.service import find_steps
from tests.search.conftest import Publishing
from tests.support.cast import Cast

Titles = Callable[..., list[str]]


def test_a_hidden_step_that_is_the_nearest_never_appears(cast: Cast, published: Publishing, titles: Titles) -> None:
    """Case 5."""
    published(cast.desk, cast.dee, "Margin floor", ["Check the margin floor of the deal"])
    published(cast.sales, cast.ed, "Look at a margin", ["Open the deal"])
    assert titles(cast.rosa, "Check the margin floor of the deal") == ["Look at a margin"]


def test_one_visible_step_among_many_hidden_better_ones_is_found(
    cast: Cast, published: Publishing, titles: Titles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 6: more hidden ones than either side keeps."""
    monkeypatch.setattr(retrieval, "NEAREST_STEPS", 4)
    monkeypatch.setattr(retrieval, "CANDIDATES", 2)
    for number in range(5):
        published(cast.desk, cast.dee, f"Margin floor {number}", ["Check the margin floor"] * 3)
    published(cast.sales, cast.ed, "Prices", ["Somewhere on the page there is a floor for the price, ask somebody"])
    assert titles(cast.rosa, "margin floor") == ["Prices"]


def test_counts_facets_and_spelling_know_only_what_is_visible(cast: Cast, published: Publishing) -> None:
    """Case 7: also whether a word counts as a typo is decided by the visible words alone."""
    published(cast.desk, cast.dee, "Zebrafish project", ["Open the zebrafish folder"])
    published(cast.sales, cast.ed, "Zebra crossing", ["Cross"])
    results = find_steps(user=cast.rosa, query="zebrafsh")
    assert results.did_you_mean == ""
    assert (results.total, results.libraries) == (0, ())
    assert find_steps(user=cast.dee, query="zebrafsh").did_you_mean == "zebrafish"
    hidden = find_steps(user=cast.rosa, query="crossin zebrafish")
    assert [facet.slug for facet in hidden.libraries] == ["sales"]


def test_what_is_quoted_is_not_mended(cast: Cast, published: Publishing) -> None:
    """In quotes one asks for exactly that, not for the nearest words that somebody wrote."""
    published(cast.sales, cast.ed, "Zero closing", ["Close the quarter"])
    assert find_steps(user=cast.rosa, query="zeroo closing").did_you_mean == "zero closing"
    assert find_steps(user=cast.rosa, query='"zeroo closing"').did_you_mean == ""


def test_a_query_for_hidden_things_looks_like_one_for_nothing(cast: Cast, published: Publishing) -> None:
    """Case 8, in what is answered."""
    published(cast.desk, cast.dee, "Zebrafish project", ["Open the zebrafish folder"])
    published(cast.sales, cast.ed, "Request a discount")
    hidden, nothing = (find_steps(user=cast.rosa, query=word) for word in ("zebrafish", "qwertzuiop"))
    assert replace(hidden, query="", took_ms=0) == replace(nothing, query="", took_ms=0)


def test_losing_a_role_holds_from_the_next_search(cast: Cast, published: Publishing, titles: Titles) -> None:
    """Case 3."""
    published(cast.desk, cast.dee, "Margin floor")
    assert titles(cast.dee, "margin") == ["Margin floor"]
    Membership.objects.filter(user=cast.dee).delete()
    assert titles(cast.dee, "margin") == []


def test_gaining_a_role_holds_from_the_next_search(cast: Cast, published: Publishing, titles: Titles) -> None:
    published(cast.desk, cast.dee, "Margin floor")
    assert titles(cast.gus, "margin") == []
    Membership.objects.create(library=cast.desk, user=cast.gus, role=Role.VIEWER)
    assert titles(cast.gus, "margin") == ["Margin floor"]


def test_drafts_are_found_by_nobody(cast: Cast, published: Publishing, titles: Titles) -> None:
    """Case 10."""
    published(cast.sales, cast.ed, "Request a discount", publish=False)
    assert titles(cast.ed, "discount") == []


def test_a_filter_for_a_hidden_library_gives_nothing(cast: Cast, published: Publishing) -> None:
    """Case 11."""
    published(cast.desk, cast.dee, "Margin floor")
    results = find_steps(user=cast.rosa, query="margin", libraries=["deal-desk"])
    assert (results.sops, results.total, results.libraries) == ((), 0, ())


def test_someone_not_signed_in_finds_nothing(cast: Cast, published: Publishing, titles: Titles) -> None:
    from django.contrib.auth.models import AnonymousUser

    published(cast.sales, cast.ed, "Request a discount")
    assert titles(AnonymousUser(), "discount") == []
