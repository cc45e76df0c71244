"""What people find, and when."""

from collections.abc import Callable
from typing import Any

import pytest

from access.models import Library
from search.results import Run
from search.service import find_steps
from sops.models import Category, GlossaryTerm, Sop
from sops.services import editing, publishing
from tests.search.conftest import Publishing
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

Titles = Callable[..., list[str]]


def test_a_search_lands_on_the_step_that_says_it(cast: Cast, published: Publishing) -> None:
    sop = published(cast.sales, cast.ed, "Request a discount", ["Open the deal", "Enter the reason", "Press **Send**"])
    (hit,) = find_steps(user=cast.rosa, query="reason discount").sops
    assert hit.key == sop.key
    assert (hit.best.number, hit.best.title) == (2, "Enter the reason")
    assert hit.best.url == f"/s/{step_of(sop, 2).key}"
    assert Run("reason", True) in hit.best.title_runs


def test_what_was_published_is_found_by_its_words_in_the_next_search(
    cast: Cast, committed: Callable[[], Any], titles: Titles
) -> None:
    assert titles(cast.rosa, "discount") == []
    with committed():
        make_sop(cast.sales, cast.ed, "Request a discount")
    assert titles(cast.rosa, "discount") == ["Request a discount"]


def test_withdrawing_holds_from_the_next_search(
    cast: Cast, published: Publishing, committed: Callable[[], Any], titles: Titles
) -> None:
    sop = published(cast.sales, cast.ed, "Request a discount")
    with committed():
        publishing.withdraw(sop=sop, by=cast.ava)
    assert titles(cast.rosa, "discount") == []


def test_removing_holds_from_the_next_search(
    cast: Cast, published: Publishing, committed: Callable[[], Any], titles: Titles
) -> None:
    sop = published(cast.sales, cast.ed, "Request a discount")
    with committed():
        editing.remove_sop(sop=sop, by=cast.adam)
    assert titles(cast.rosa, "discount") == []


def test_publishing_again_replaces_what_was_found(
    cast: Cast, published: Publishing, committed: Callable[[], Any], titles: Titles
) -> None:
    sop = published(cast.sales, cast.ed, "Request a discount", ["Telephone the manager"])
    with committed():
        editing.update_step(step=step_of(sop), by=cast.ed, title="Write to finance")
        publishing.publish(sop=sop, by=cast.ed)
    assert titles(cast.rosa, "telephone") == []
    assert titles(cast.rosa, "finance") == ["Request a discount"]


def test_an_edit_is_not_found_before_it_is_published(cast: Cast, published: Publishing, titles: Titles) -> None:
    sop = published(cast.sales, cast.ed, "Request a discount", ["Telephone the manager"])
    editing.update_step(step=step_of(sop), by=cast.ed, title="Write to finance")
    assert titles(cast.ed, "finance") == []


def test_what_was_withdrawn_while_nobody_listened_is_not_shown(
    cast: Cast, published: Publishing, titles: Titles
) -> None:
    """As after a process was killed between its commit and its announcement."""
    sop = published(cast.sales, cast.ed, "Request a discount")
    Sop.objects.filter(pk=sop.pk).update(is_published=False)
    results = find_steps(user=cast.rosa, query="discount")
    assert (results.sops, results.total, results.libraries) == ((), 0, ())


def test_an_alias_of_the_glossary_finds_the_term(cast: Cast, published: Publishing, titles: Titles) -> None:
    published(cast.sales, cast.ed, "Prepare the quarterly business review")
    assert titles(cast.rosa, "QBR") == []
    GlossaryTerm.objects.create(
        library=cast.sales, term="quarterly business review", definition="A meeting.", aliases=["QBR"]
    )
    from sops.signals import glossary_changed

    glossary_changed.send(sender=None, library_id=cast.sales.pk)
    assert titles(cast.rosa, "QBR") == ["Prepare the quarterly business review"]


def test_an_exact_identifier_comes_first(cast: Cast, published: Publishing, titles: Titles) -> None:
    published(cast.sales, cast.ed, "Error codes, error codes and error help", ["Error code help", "Error ERR-1043"])
    published(cast.sales, cast.ed, "Reset the sandbox", ["Open the log", "Look for ERR-1042 in the log"])
    results = find_steps(user=cast.rosa, query="error code ERR-1042 help")
    assert results.sops[0].title == "Reset the sandbox"
    assert results.sops[0].best.is_exact


def test_a_quoted_phrase_comes_first(cast: Cast, published: Publishing, titles: Titles) -> None:
    published(cast.sales, cast.ed, "Stage and close", ["Set the stage date, then close", "Close the date stage"])
    published(cast.sales, cast.ed, "Something else", ["Enter the close date and save"])
    assert titles(cast.rosa, '"close date"')[0] == "Something else"


def test_filters_narrow_and_facets_count_the_choices(cast: Cast, published: Publishing) -> None:
    closing = Category.objects.create(name="Closing", slug="closing")
    published(cast.sales, cast.ed, "Approve a discount", category=closing)
    published(cast.sales, cast.ed, "Request a discount")
    published(cast.desk, cast.dee, "Grant a discount")
    results = find_steps(user=cast.adam, query="discount", libraries=["sales"])
    assert results.total == 2
    assert {(facet.slug, facet.count, facet.is_chosen) for facet in results.libraries} == {
        ("sales", 2, True),
        ("deal-desk", 1, False),
    }
    assert [(facet.slug, facet.count) for facet in results.categories] == [("closing", 1)]
    only = find_steps(user=cast.adam, query="discount", category="closing")
    assert [sop.title for sop in only.sops] == ["Approve a discount"]


def test_words_on_a_screenshot_are_found_and_boxed(cast: Cast, committed: Callable[[], Any]) -> None:
    from sops.pictures import store_picture
    from tests.support.make import picture_bytes

    with committed():
        sop = make_sop(cast.sales, cast.ed, "Send a quote", ["Open the page", "Press the button"], publish=False)
        words = [{"text": "Forecast", "box": [0.1, 0.2, 0.3, 0.05]}, {"text": "Cancel", "box": [0.5, 0.2, 0.1, 0.05]}]
        shot = store_picture(sop=sop, content=picture_bytes(), words=words)
        editing.update_step(
            step=step_of(sop, 2),
            by=cast.ed,
            screenshot=shot,
            highlight={"x": 0.5, "y": 0.2, "width": 0.1, "height": 0.1},
        )
        publishing.publish(sop=sop, by=cast.ed)
    (hit,) = find_steps(user=cast.rosa, query="forecast").sops
    assert hit.best.number == 2
    assert hit.best.shot is not None
    assert hit.best.shot.boxes == ((0.1, 0.2, 0.3, 0.05),)
    assert hit.best.shot.highlight == (0.5, 0.2, 0.1, 0.1)
    assert Run("Forecast", True) in hit.best.on_screen


def test_without_a_model_words_answer_and_say_so(cast: Cast, published: Publishing, settings: Any) -> None:
    published(cast.sales, cast.ed, "Request a discount")
    settings.STEPMARK_ENCODER = "none"
    results = find_steps(user=cast.rosa, query="discount")
    assert [sop.title for sop in results.sops] == ["Request a discount"]
    assert results.mode == "words"
    assert "STEPMARK_EMBEDDING_MODEL" in results.notice


def test_the_same_question_has_the_same_answer(cast: Cast, published: Publishing) -> None:
    for number in range(5):
        published(cast.sales, cast.ed, f"Request a discount {number}")
    first, second = (find_steps(user=cast.rosa, query="discount request").sops for _ in range(2))
    assert [sop.key for sop in first] == [sop.key for sop in second]


BAD = [
    "",
    "   ",
    "?!…,;",
    "😀 🚀",
    '"unbalanced',
    '""',
    "a" * 10_000,
    "word " * 2_000,
    "nul\x00byte",
    "\ud800 lone surrogate",
    "‮right to left‬",
    "' OR 1=1 --",
    "* NEAR/2 (a OR b) title:x",
    "[a-z]+(.*)$",
    "Преимущество скидка 折扣批准 割引 خصم",
]


@pytest.mark.parametrize("query", BAD)
def test_any_text_is_a_query(cast: Cast, published: Publishing, query: str) -> None:
    """Cases 29, 30 and 31."""
    published(cast.sales, cast.ed, "Request a discount")
    results = find_steps(user=cast.rosa, query=query)
    assert results.query == query


@pytest.mark.parametrize("sops", [1, 11])
def test_the_number_of_queries_does_not_grow_with_the_results(
    cast: Cast, published: Publishing, django_assert_max_num_queries: Any, sops: int
) -> None:
    for number in range(sops):
        published(cast.sales, cast.ed, f"Request a discount {number}")
    find_steps(user=cast.rosa, query="discount")
    with django_assert_max_num_queries(8):
        find_steps(user=cast.rosa, query="discount", limit=50)


def test_a_moved_sop_is_found_where_it_is_now(
    cast: Cast, published: Publishing, committed: Callable[[], Any], titles: Titles
) -> None:
    """Case 12."""
    from sops.signals import announce, sop_moved

    sop = published(cast.sales, cast.ed, "Request a discount")
    with committed():
        Sop.objects.filter(pk=sop.pk).update(library=Library.objects.get(pk=cast.desk.pk))
        announce(sop_moved, sop_id=sop.pk)
    assert titles(cast.rosa, "discount") == []
    assert titles(cast.dee, "discount") == ["Request a discount"]
