"""Searches and clicks as they are counted, who may read the figures, and what mends a search that found nothing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from notices.models import Notice
from search import tasks
from search.models import SearchClick, SearchedLibrary, SearchEvent, SopRequest
from search.requests import services
from search.service import find_steps
from search.usage import reading, recording
from sops.models import GlossaryTerm, Sop
from sops.services import glossary
from tests.search.conftest import Publishing
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import step_of

NOTHING = '"zebra crossing"'


def ticket_in(html: str) -> str:
    found = re.search(r'data-ticket="([^"]*)"', html)
    assert found
    return found[1]


def open_first(client: Client, sop: Sop, ticket: str) -> int:
    return client.post("/search/opened", {"ticket": ticket, "step": step_of(sop).key, "rank": "1"}).status_code


def usage(cast: Cast, who: Any = None, days: int = 30, library: Any = None) -> reading.Usage:
    return reading.of_library(library or cast.sales, who or cast.ed, days)


class TestCounting:
    def test_a_search_and_its_click_are_counted_without_a_name(self, cast: Cast, published: Publishing) -> None:
        sop = published(cast.sales, cast.ed, "Request a discount")
        client = client_of(cast.rosa)
        ticket = ticket_in(text_of(client, "/search?q=Discount"))
        assert open_first(client, sop, ticket) == 204
        found = usage(cast)
        assert (found.searches, found.opened, found.found_nothing) == (1, 1, 0)
        assert [(row.query, row.opened) for row in found.top] == [("discount", 1)]
        assert [(row.sop, row.clicks) for row in found.sops] == [(sop, 1)]
        for model in (SearchEvent, SearchedLibrary, SearchClick):
            names = {field.name for field in model._meta.get_fields()}
            assert not names & {"user", "person", "by", "session", "ip", "agent"}

    def test_what_may_name_a_person_is_taken_out(self) -> None:
        assert recording.counted_form("Invoice of JANE@example.com, +49 (170) 123 45 67") == "invoice of … …"
        assert recording.counted_form("Discount above 25 %") == "discount above 25 %"

    def test_more_results_filters_and_a_reload_are_the_same_search(self, cast: Cast, published: Publishing) -> None:
        published(cast.sales, cast.ed, "Request a discount")
        client = client_of(cast.rosa)
        for address in ("", "&limit=20", "&library=sales", ""):
            text_of(client, f"/search?q=discount{address}")
        assert usage(cast).searches == 1
        text_of(client_of(cast.ava), "/search?q=discount")
        assert usage(cast).searches == 2

    def test_an_answer_opened_while_typing_counts_as_a_search(self, cast: Cast, published: Publishing) -> None:
        sop = published(cast.sales, cast.ed, "Request a discount")
        client = client_of(cast.rosa)
        ticket = ticket_in(text_of(client, "/search/panel?q=discount"))
        assert SearchEvent.objects.count() == 0
        open_first(client, sop, ticket)
        assert (usage(cast).searches, usage(cast).opened) == (1, 1)

    def test_forged_tickets_hidden_steps_and_doubles_count_nothing(self, cast: Cast, published: Publishing) -> None:
        sop = published(cast.sales, cast.ed, "Request a discount")
        hidden = published(cast.desk, cast.dee, "Margin floor")
        client = client_of(cast.rosa)
        ticket = ticket_in(text_of(client, "/search?q=discount"))
        assert open_first(client, sop, ticket[:-2] + "xx") == 204
        assert open_first(client, hidden, ticket) == 204
        assert SearchClick.objects.count() == 0
        open_first(client, sop, ticket)
        open_first(client, sop, ticket)
        assert SearchClick.objects.count() == 1

    def test_too_many_clicks_are_refused(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("search.views.opened.MOST_A_MINUTE", 2)
        client = client_of(cast.rosa)
        answers = [client.post("/search/opened", {"ticket": "x"}).status_code for _ in range(3)]
        assert answers == [204, 204, 429]

    def test_who_is_not_signed_in_or_sees_as_somebody_is_not_counted(
        self, cast: Cast, published: Publishing, settings: Any
    ) -> None:
        settings.STEPMARK_PUBLIC_LIBRARIES = True
        cast.sales.is_public = True
        cast.sales.save()
        published(cast.sales, cast.ed, "Request a discount")
        assert ticket_in(text_of(client_of(None), "/search?q=discount")) == ""
        assert not SearchEvent.objects.exists()

    def test_with_no_days_nothing_is_counted_and_after_its_days_it_goes(
        self, cast: Cast, published: Publishing, settings: Any
    ) -> None:
        published(cast.sales, cast.ed, "Request a discount")
        settings.STEPMARK_SEARCH_LOG_DAYS = 0
        assert ticket_in(text_of(client_of(cast.rosa), "/search?q=discount")) == ""
        assert not SearchEvent.objects.exists()
        settings.STEPMARK_SEARCH_LOG_DAYS = 30
        text_of(client_of(cast.rosa), "/search?q=discounts")
        text_of(client_of(cast.rosa), "/search?q=a+discount")
        SearchEvent.objects.filter(query="discounts").update(at=timezone.now() - timedelta(days=31))
        tasks.forget_searches()
        assert [event.query for event in SearchEvent.objects.all()] == ["a discount"]


class TestFigures:
    def test_no_result_and_no_click_are_told_apart(self, cast: Cast, published: Publishing) -> None:
        published(cast.sales, cast.ed, "Request a discount")
        client = client_of(cast.rosa)
        text_of(client, "/search?q=discount")
        assert "Nothing found" in client.get("/search", {"q": NOTHING}).content.decode()
        found = usage(cast)
        assert [row.query for row in found.nothing] == [NOTHING]
        assert [row.query for row in found.unopened] == ["discount"]
        html = text_of(client_of(cast.ed), "/libraries/sales/searches")
        assert "zebra crossing" in html
        assert "<dd>50 %</dd>" in html

    def test_a_search_that_found_something_hidden_is_not_there(self, cast: Cast, published: Publishing) -> None:
        """Dee reads the closed Deal desk; her words may name what stands there. Ed edits Sales only."""
        published(cast.sales, cast.ed, "Request a discount for a project")
        published(cast.desk, cast.dee, "Discount of project Zebrafish")
        text_of(client_of(cast.dee), "/search?q=discount+project+zebrafish")
        assert usage(cast, cast.ed).searches == 0
        assert "zebrafish" not in text_of(client_of(cast.ed), "/libraries/sales/searches")
        assert usage(cast, cast.adam).searches == 1
        assert usage(cast, cast.adam, library=cast.desk).searches == 1

    def test_a_library_does_not_hear_of_what_only_others_answer(self, cast: Cast, published: Publishing) -> None:
        published(cast.desk, cast.dee, "Margin floor", ["Look at the margin floor"])
        text_of(client_of(cast.dee), "/search?q=margin+floor")
        assert usage(cast, cast.adam).searches == 0
        assert usage(cast, cast.dee, library=cast.desk).searches == 1

    def test_old_searches_are_in_no_short_time(self, cast: Cast, published: Publishing) -> None:
        published(cast.sales, cast.ed, "Request a discount")
        text_of(client_of(cast.rosa), "/search?q=discount")
        SearchEvent.objects.update(at=timezone.now() - timedelta(days=20))
        assert (usage(cast, days=7).searches, usage(cast, days=30).searches) == (0, 1)
        for odd in ("x", "-1", "9999999", "٣"):
            assert client_of(cast.ed).get("/libraries/sales/searches", {"days": odd}).status_code == 200

    def test_more_searches_need_no_more_queries(self, cast: Cast, published: Publishing) -> None:
        sop = published(cast.sales, cast.ed, "Request a discount")
        client, editor = client_of(cast.rosa), client_of(cast.ed)
        open_first(client, sop, ticket_in(text_of(client, "/search?q=discount+0")))
        one = queries_for(editor, "/libraries/sales/searches")
        for number in range(1, 6):
            open_first(client, sop, ticket_in(text_of(client, f"/search?q=discount+{number}")))
        assert queries_for(editor, "/libraries/sales/searches") == one

    def test_counting_costs_a_search_few_queries_and_never_more(self, cast: Cast, published: Publishing) -> None:
        published(cast.sales, cast.ed, "Request a discount")
        client = client_of(cast.rosa)
        text_of(client, "/search?q=warm")
        with_counting = queries_for(client, "/search?q=discount")  # the second time: it goes on
        assert with_counting <= 30


class TestMending:
    def test_an_alias_works_at_once(self, cast: Cast, published: Publishing, committed: Any) -> None:
        published(cast.sales, cast.ed, "Give a rebate", ["Open **Rebate**"])
        glossary.save_term(library=cast.sales, term="Rebate", definition="Less.", aliases=[], by=cast.ed)
        assert find_steps(user=cast.rosa, query="moolah").sops == ()
        with committed():
            answer = client_of(cast.ed).post(
                "/libraries/sales/searches/alias", {"alias": "moolah", "term": GlossaryTerm.objects.get().pk}
            )
        assert answer.status_code == 302
        assert GlossaryTerm.objects.get().aliases == ["moolah"]
        assert find_steps(user=cast.rosa, query="moolah").sops[0].title == "Give a rebate"

    def test_a_word_that_is_explained_already_is_refused_in_a_sentence(self, cast: Cast) -> None:
        first = glossary.save_term(library=cast.sales, term="Rebate", definition="Less.", aliases=[], by=cast.ed)
        glossary.save_term(library=cast.sales, term="Refund", definition="Back.", aliases=["moolah"], by=cast.ed)
        answer = client_of(cast.ed).post("/libraries/sales/searches/alias", {"alias": "moolah", "term": first.pk})
        assert answer.status_code == 422
        assert "is explained already" in answer.content.decode()

    def test_a_request_reaches_the_editors_and_its_answer_the_one_who_asked(self, cast: Cast) -> None:
        rosa = client_of(cast.rosa)
        answer = rosa.post("/sop-requests/ask", {"q": "zebra crossing", "library": "sales", "text": "For the fair."})
        asked = SopRequest.objects.get()
        assert answer["Location"] == asked.get_absolute_url()
        told = set(Notice.objects.filter(kind=services.ASKED).values_list("person__name", flat=True))
        assert told == {"Ed", "Ava", "Adam"}
        assert "For the fair." in text_of(client_of(cast.ed), asked.get_absolute_url())
        assert "zebra crossing" in text_of(client_of(cast.ed), "/sop-requests")
        client_of(cast.ed).post(f"{asked.get_absolute_url()}/answer", {"status": "planned", "text": "Next week."})
        page = text_of(rosa, asked.get_absolute_url())
        assert "Planned" in page
        assert "Next week." in page
        assert "is planned. “Next week.”" in Notice.objects.get(person=cast.rosa).text
        assert not Notice.objects.unread().filter(kind=services.ASKED).exists()

    def test_done_names_the_sop_by_its_address(self, cast: Cast, published: Publishing) -> None:
        sop = published(cast.sales, cast.ed, "Cross the zebra")
        hidden = published(cast.desk, cast.dee, "Hidden")
        asked = services.ask(library=cast.sales, query="zebra", by=cast.rosa)
        editor, address = client_of(cast.ed), f"{asked.get_absolute_url()}/answer"
        refused = editor.post(address, {"status": "done", "sop": f"https://x.example{hidden.get_absolute_url()}"})
        assert refused.status_code == 422
        editor.post(address, {"status": "done", "sop": f"https://x.example{sop.get_absolute_url()}?v=1"})
        assert "Cross the zebra" in text_of(client_of(cast.rosa), asked.get_absolute_url())

    def test_a_no_needs_a_reason_and_a_decision_can_be_taken_back(self, cast: Cast) -> None:
        asked = services.ask(library=cast.sales, query="zebra", by=cast.rosa)
        editor, address = client_of(cast.ed), f"{asked.get_absolute_url()}/answer"
        refused = editor.post(address, {"status": "declined"})
        assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
        editor.post(address, {"status": "declined", "text": "There are no zebras."})
        assert editor.post(address, {"status": "planned"}).status_code == 422
        editor.post(address, {"status": "open"})
        assert SopRequest.objects.get().status == "open"

    def test_twice_asked_is_once_and_the_list_says_that_it_is_asked_for(
        self, cast: Cast, published: Publishing
    ) -> None:
        published(cast.sales, cast.ed, "Request a discount")
        client_of(cast.rosa).get("/search", {"q": NOTHING})
        for _ in range(2):
            client_of(cast.rosa).post("/sop-requests/ask", {"q": NOTHING, "library": "sales"})
        assert SopRequest.objects.count() == 1
        assert "Requested: open" in text_of(client_of(cast.ed), "/libraries/sales/searches")

    def test_nobody_else_reads_a_request_and_none_is_sent_to_a_hidden_library(self, cast: Cast) -> None:
        asked = services.ask(library=cast.sales, query="zebra", by=cast.rosa)
        assert client_of(cast.gus).get(asked.get_absolute_url()).status_code == 404
        assert client_of(cast.rosa).post("/sop-requests/ask", {"q": "x", "library": "deal-desk"}).status_code == 404
        assert client_of(cast.rosa).post("/sop-requests/ask", {"q": " ", "library": "sales"}).status_code == 302
        assert SopRequest.objects.count() == 1
