"""Large SOPs with a long life: what a page asks of the database doesn't grow with steps, versions or edits."""

import pytest
from django.test import Client

from sops.models import Sop
from tests.support.browsing import client_of, queries_for
from tests.support.cast import Cast
from tests.support.large import make_large_sop

MOST_QUERIES = 20
PAGES = {
    "history": "/sops/{sop}/history",
    "history of a person": "/sops/{sop}/history?person={person}",
    "history of a field": "/sops/{sop}/history?field=body",
    "history of a step": "/sops/{sop}/history?step={step}",
    "comparison": "/sops/{sop}/compare?from=1&to={last}",
    "comparison with the draft": "/sops/{sop}/compare?from={last}&to=draft",
    "reading": "/sops/{sop}/",
    "an old version": "/sops/{sop}/versions/1",
    "a step as it was": "/s/{step}?v=1",
}


@pytest.fixture
def names(cast: Cast) -> dict[str, dict[str, object]]:
    """A small SOP and a larger one, and what the addresses name."""
    small = make_large_sop(cast.sales, cast.ed, steps=3, versions=3, edits=6)
    large = make_large_sop(cast.sales, cast.ed, steps=40, versions=30, edits=200)
    return {name: _names(sop, cast) for name, sop in (("small", small), ("large", large))}


def _names(sop: Sop, cast: Cast) -> dict[str, object]:
    first, current = sop.versions.get(number=1).document, sop.current_version
    assert current is not None
    now = {step.key: step for step in current.document.steps}
    changed = next(step.key for step in first.steps if now[step.key].body != step.body)
    return {"sop": sop.key, "step": changed, "last": current.number, "person": cast.ed.pk}


@pytest.mark.parametrize("page", PAGES)
def test_a_large_sop_needs_no_more_queries_than_a_small_one(
    browse: Client, names: dict[str, dict[str, object]], page: str
) -> None:
    small, large = (queries_for(browse, PAGES[page].format(**names[size])) for size in ("small", "large"))
    assert large <= small + 1  # a longer history may take one more run
    # The reading page shows what other parts of the product add to it as well.
    assert large <= (MOST_QUERIES if page != "reading" else 40)


def test_the_editor_too(browse: Client, names: dict[str, dict[str, object]]) -> None:
    small, large = (queries_for(browse, f"/sops/{names[size]['sop']}/edit") for size in ("small", "large"))
    assert large <= small + 1


def test_readers_too(cast: Cast, names: dict[str, dict[str, object]]) -> None:
    rosa = client_of(cast.rosa)
    for page in ("history", "comparison"):
        assert queries_for(rosa, PAGES[page].format(**names["large"])) <= MOST_QUERIES
