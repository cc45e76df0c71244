"""Around the answers: what was said in recordings, related steps, the address bar, the answer box, filters."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from access.models import Library
from ingest.models import Job, Recording
from search import answering
from search.filters import Filters
from search.said import find_said
from search.service import find_steps
from sops.models import Sop, Version
from sops.services import editing
from tests.search.conftest import Publishing
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of


def recorded(library: Library, by: Any, said: str, name: str = "call.mp4") -> Recording:
    """A recording whose second step was done while this was said."""
    sop = make_sop(library, by, "Log a call", publish=False)
    step = step_of(sop, 2)
    step.start_s, step.end_s, step.evidence = 73.4, 80.0, {"said": said}
    step.save()
    recording = Recording.objects.create(
        library=library, uploaded_by=by, name=name, size=1, sha256="0" * 64, mime_type="video/mp4"
    )
    Job.objects.create(recording=recording, sop=sop, state=Job.State.DONE)
    return recording


class TestSaid:
    def test_what_was_said_opens_the_video_at_the_second(self, cast: Cast) -> None:
        recording = recorded(cast.sales, cast.ed, "Then I escalate the approvals to the regional director.")
        html = text_of(client_of(cast.ed), "/search?q=escalate+approval")
        assert f'href="/recordings/{recording.pk}/?t=73.4"' in html
        assert "call.mp4 at 1:13" in html
        assert "<mark>escalate</mark>" in html
        assert "/video#t=73.4" in text_of(client_of(cast.ed), f"/recordings/{recording.pk}/?t=73.4")
        assert "#t=%3Cscript" in text_of(client_of(cast.ed), f"/recordings/{recording.pk}/?t=<script>")

    def test_only_for_those_who_may_see_the_recording(self, cast: Cast) -> None:
        recorded(cast.sales, cast.ed, "We pay them forty thousand.")
        recorded(cast.desk, cast.dee, "They pay us forty thousand.")
        seen = {who: [hit.said.text for hit in find_said(user=getattr(cast, who), query="forty thousand")] for who in
                ("rosa", "gus", "ed", "dee", "adam")}  # fmt: skip
        assert (seen["rosa"], seen["gus"]) == ([], [])
        assert seen["ed"] == ["We pay them forty thousand."]
        assert seen["dee"] == ["They pay us forty thousand."]
        assert len(seen["adam"]) == 2

    def test_a_video_that_is_gone_is_not_offered(self, cast: Cast) -> None:
        recorded(cast.sales, cast.ed, "Escalate it.")
        Recording.objects.update(removed_at=timezone.now())
        assert find_said(user=cast.ed, query="escalate") == []

    def test_all_words_must_have_been_said(self, cast: Cast) -> None:
        recorded(cast.sales, cast.ed, "Escalate it to 100% of the_team.")
        assert find_said(user=cast.ed, query="escalate unicorn") == []
        for query in ("%", "_", "", "how do i", '"'):
            assert find_said(user=cast.ed, query=query) == []

    def test_more_of_it_needs_no_more_queries(self, cast: Cast, published: Publishing) -> None:
        published(cast.sales, cast.ed, "Escalate a deal")
        recorded(cast.sales, cast.ed, "Escalate it.")
        client = client_of(cast.ed)
        one = queries_for(client, "/search?q=escalate")
        for _ in range(4):
            recorded(cast.sales, cast.ed, "Escalate it again.")
        assert queries_for(client, "/search?q=escalate") == one


class TestRelated:
    def test_steps_of_other_sops_that_one_may_read(self, cast: Cast, published: Publishing) -> None:
        sop = published(cast.sales, cast.ed, "Request a discount", ["Ask for the discount"])
        published(cast.sales, cast.ed, "Approve a discount", ["Approve the discount"])
        published(cast.desk, cast.dee, "Discount floors", ["Read the discount floor"])
        place = text_of(client_of(cast.rosa), sop.get_absolute_url())
        assert f'hx-get="/search/related/{sop.key}"' in place
        html = text_of(client_of(cast.rosa), f"/search/related/{sop.key}")
        assert "Approve the discount" in html
        assert "Ask for the discount" not in html
        assert "floor" not in html
        assert "Read the discount floor" in text_of(client_of(cast.dee), f"/search/related/{sop.key}")


class TestAddressBar:
    def test_every_page_says_how_to_search_from_it(self, cast: Cast) -> None:
        assert 'type="application/opensearchdescription+xml" href="/opensearch.xml"' in text_of(
            client_of(cast.rosa), "/"
        )
        response = client_of(None).get("/opensearch.xml")
        assert response["Content-Type"] == "application/opensearchdescription+xml"
        space = "{http://a9.com/-/spec/opensearch/1.1/}"
        urls = ElementTree.fromstring(response.content).findall(f"{space}Url")
        assert urls[0].get("template") == "http://testserver/search?q={searchTerms}"
        assert {url.get("type") for url in urls} >= {"text/html", "application/x-suggestions+json"}

    def test_suggestions_are_steps_that_one_may_read(self, cast: Cast, published: Publishing) -> None:
        published(cast.sales, cast.ed, "Request a discount", ["Ask for the discount"])
        published(cast.desk, cast.dee, "Discount floors", ["Read the discount floor"])
        query, titles, _, urls = client_of(cast.rosa).get("/search/suggestions?q=discount").json()
        assert (query, titles) == ("discount", ["Ask for the discount"])
        assert urls[0].startswith("http://testserver/s/")


class TestFilters:
    @pytest.fixture
    def both(self, published: Publishing, cast: Cast) -> tuple[Sop, Sop]:
        old = published(cast.sales, cast.ed, "Request a discount", owner=cast.ed)
        new = published(cast.sales, cast.ed, "Approve a discount", owner=cast.ava)
        QuerySet(Version).filter(sop=old).update(published_at=timezone.now() - timedelta(days=40))
        return old, new

    def test_owner_age_and_order(self, cast: Cast, both: tuple[Sop, Sop]) -> None:
        def titles(**chosen: str) -> list[str]:
            return [hit.title for hit in find_steps(user=cast.rosa, query="discount", filters=Filters.of(chosen)).sops]

        assert titles(owner=str(cast.ed.pk)) == ["Request a discount"]
        assert titles(updated="7") == ["Approve a discount"]
        assert titles(sort="fresh") == ["Approve a discount", "Request a discount"]
        assert titles(made="recording") == []
        assert len(titles(made="written", sort="bogus")) == 2

    def test_facets_count_what_each_choice_gives_of_what_one_may_see(
        self, cast: Cast, both: tuple[Sop, Sop], published: Publishing
    ) -> None:
        published(cast.desk, cast.dee, "Discount floors", owner=cast.dee)
        found = find_steps(user=cast.rosa, query="discount", filters=Filters())
        assert {(facet.name, facet.count) for facet in found.owners} == {("Ed", 1), ("Ava", 1)}
        assert {(facet.slug, facet.count) for facet in found.updated} == {("7", 1), ("30", 1), ("90", 2), ("365", 2)}
        for facet in found.owners:
            chosen = Filters.of({"owner": facet.slug})
            assert find_steps(user=cast.rosa, query="discount", filters=chosen).total == facet.count

    def test_a_filter_for_somebody_hidden_looks_like_one_for_nobody(
        self, cast: Cast, both: tuple[Sop, Sop], published: Publishing
    ) -> None:
        published(cast.desk, cast.dee, "Discount floors", owner=cast.dee)
        for owner in (cast.dee.pk, 10**9):
            found = find_steps(user=cast.rosa, query="discount", filters=Filters.of({"owner": str(owner)}))
            assert (found.sops, found.total, found.owners) == ((), 0, ())

    def test_they_are_in_the_address_and_on_the_page(self, cast: Cast, both: tuple[Sop, Sop]) -> None:
        html = text_of(client_of(cast.rosa), f"/search?q=discount&owner={cast.ed.pk}&sort=fresh")
        assert f'name="owner" value="{cast.ed.pk}" data-submit checked' in html
        assert 'value="fresh" selected' in html
        assert "Approve a discount" not in html


class TestAnswerBox:
    def test_it_shows_the_published_step_where_it_clearly_wins(self, cast: Cast, published: Publishing) -> None:
        sop = published(cast.sales, cast.ed, "Request a discount", ["Open the deal", "Click **Request discount**"])
        editing.update_step(step=step_of(sop, 2), by=cast.ed, title="Not published yet")
        html = text_of(client_of(cast.rosa), "/search?q=request+discount")
        box = html[html.index('class="card answer"') :].split("</section>")[0]
        assert step_of(sop, 2).key in box
        assert "Not published yet" not in box

    def test_there_is_none_where_two_could_answer(self, cast: Cast, published: Publishing) -> None:
        for number in (1, 2):
            published(
                cast.sales, cast.ed, f"Request a discount {number}", ["Open the deal", "Click **Request discount**"]
            )
        assert 'class="card answer"' not in text_of(client_of(cast.rosa), "/search?q=request+discount")

    def test_nor_where_the_step_says_little_of_what_was_asked(self, cast: Cast, published: Publishing) -> None:
        published(cast.sales, cast.ed, "Request a discount for a partner abroad", ["Open the deal", "Click **Send**"])
        assert 'class="card answer"' not in text_of(client_of(cast.rosa), "/search?q=discount+partner+abroad")

    def test_what_one_may_not_see_takes_no_part(self, cast: Cast, published: Publishing) -> None:
        """A hidden SOP that answers as well must not show in that a box is missing."""
        steps = ["Open the deal", "Click **Request discount**"]
        published(cast.sales, cast.ed, "Request a discount", steps)
        published(cast.desk, cast.dee, "Request a discount too", steps)
        assert find_steps(user=cast.rosa, query="request discount", filters=Filters()).answer is not None
        assert find_steps(user=cast.dee, query="request discount", filters=Filters()).answer is None
        assert answering.CLEAR > 0
