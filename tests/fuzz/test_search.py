"""Questions made up by machine: any text is a query, and nothing hidden comes back."""

from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.db import transaction
from hypothesis import strategies as st

from search import indexing
from search.service import find_steps
from search.words.query import LONGEST, MOST_WORDS, parse
from sops.models import Step
from tests.fuzz.budget import SECONDS, Fuzzer
from tests.fuzz.mutating import texts
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop

pytestmark = pytest.mark.heavy

WORDS = ["discount", "Request", "deal", '"', "“", "”", "*", "NEAR", "AND", "OR", "NOT", "(", ")", "^", ":", "title:",
         "-", "--", "Margin", "floor", "discuont", "a" * 80, "%", "_", "\\", "'", ";", "FY26-Q3", "ARR", "#",
         "​"]  # fmt: skip
queries = st.one_of(st.lists(st.one_of(st.sampled_from(WORDS), texts), max_size=50).map(" ".join), texts, st.text())
slugs = st.one_of(st.sampled_from(["sales", "deal-desk", "nothing"]), texts)


@pytest.fixture
def filled(cast: Cast) -> Cast:
    for library, by, title in ((cast.sales, cast.ed, "Request a discount"), (cast.desk, cast.dee, "Margin floors")):
        indexing.index_sop(make_sop(library, by, title).pk)
    return cast


def test_parser_and_search(filled: Cast) -> None:
    fuzzer = Fuzzer("search")
    hidden = set(Step.objects.filter(sop__library=filled.desk).values_list("key", flat=True))

    def parses(text: str) -> None:
        query = parse(text)
        assert len(query.text) <= LONGEST
        assert len(query.words) <= MOST_WORDS
        assert parse(query.text).words == query.words

    def finds(asked: tuple[Any, ...]) -> None:
        text, libraries, category, limit, who = asked
        user = getattr(filled, who)
        found = find_steps(user=user, query=text, libraries=libraries, category=category, limit=limit)
        shown = {hit.key for sop in found.sops for hit in (sop.best, *sop.others)}
        shown |= {step for _, step, _ in found.steps}
        assert not shown & hidden
        assert not any("Margin" in sop.title for sop in found.sops)
        fuzzer.answered("some" if shown else "none")

    def asks(sent: tuple[bytes, bytes, bytes, str]) -> None:
        query, library, limit, who = sent
        client = client_of(getattr(filled, who))
        asked = "&".join(
            f"{name}={quote_from_bytes(value)}"
            for name, value in (("q", query), ("library", library), ("limit", limit), ("cursor", limit))
        )
        for address in (f"/search?{asked}", f"/search/panel?{asked}", f"/api/search?{asked}", f"/go?{asked}"):
            with transaction.atomic():
                status = client.get(address).status_code
                transaction.set_rollback(True)
            assert status < 500, address
            fuzzer.answered(status)

    third = SECONDS / 3
    fuzzer.run(queries, parses, seconds=third)
    calls = st.tuples(
        queries,
        st.none() | st.lists(slugs, max_size=3),
        st.none() | slugs,
        st.integers(-5, 10**6),
        st.sampled_from(["rosa", "gus", "ed"]),
    )
    fuzzer.run(calls, finds, seconds=third)
    raw = st.one_of(st.binary(max_size=60), queries.map(lambda text: text.encode("utf-8", "replace")[:3000]))
    fuzzer.run(st.tuples(raw, raw, raw, st.sampled_from(["rosa", "gus", "ed"])), asks, seconds=third)
