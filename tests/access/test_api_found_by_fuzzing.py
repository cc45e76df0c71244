"""What fuzzing of the API found, each once more by itself."""

import pytest

from search.service import find_steps
from tests.support.calling import Caller
from tests.support.cast import Cast
from tests.support.make import make_sop


@pytest.mark.parametrize(("email", "found"), [("ED@example.com", 1), ("rosa@example.com", 0), ("®", 0)])
def test_sops_of_an_owner(cast: Cast, email: str, found: int) -> None:
    make_sop(cast.sales, cast.ed)
    answer = Caller(cast.rosa).get("sops", owner=email)
    assert answer.status_code == 200
    assert len(answer.json()["results"]) == found


def test_the_document_says_what_every_reading_may_answer() -> None:
    from drf_spectacular.generators import SchemaGenerator

    document = SchemaGenerator().get_schema(request=None, public=True)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            wanted = {"get": {"304", "400"}, "post": {"400", "412"}}.get(method, {"400", "412", "428"})
            assert wanted <= set(operation["responses"]), (method, path)
    category = document["components"]["schemas"]["SopSummarySchema"]["properties"]["category"]
    assert "null" in category["type"]


def test_half_a_character_is_no_category(cast: Cast) -> None:
    """Case 31."""
    assert find_steps(user=cast.rosa, query="discount", category="\ud800").total == 0
