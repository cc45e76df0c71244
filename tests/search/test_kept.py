"""Recent and saved searches, and the news about them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from access.models import Membership
from access.roles import Role
from notices import inbox, mailing
from notices.models import Mail, MailPreference, Notice
from notices.services import set_mail
from search import tasks
from search.kept import alerts, recent, saved
from search.kept.models import RecentSearch, SavedSearch
from sops.models import Sop
from sops.services import editing, publishing
from tests.search.conftest import Publishing
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import step_of


def texts(person: Any) -> list[str]:
    return [row.text for row in recent.recent(person)]


def news_of(person: Any) -> list[str]:
    return [notice.text for notice in inbox.shown(person, "all") if notice.kind == alerts.KIND]


class TestRecent:
    def test_what_one_searches_for_is_in_the_empty_box_and_on_ones_page(self, cast: Cast) -> None:
        client = client_of(cast.rosa)
        assert text_of(client, "/search/panel?q=").strip() == ""
        text_of(client, "/search?q=request+discount")
        text_of(client, "/search?q=close+a+deal")
        panel = text_of(client, "/search/panel?q=")
        assert panel.index("close a deal") < panel.index("request discount")
        assert "request discount" in text_of(client, "/account/searches")

    def test_typing_is_no_search(self, cast: Cast) -> None:
        text_of(client_of(cast.rosa), "/search/panel?q=disc")
        assert texts(cast.rosa) == []

    def test_nobody_else_sees_them(self, cast: Cast) -> None:
        text_of(client_of(cast.rosa), "/search?q=my+salary")
        assert "my salary" not in text_of(client_of(cast.adam), "/search/panel?q=")
        assert "my salary" not in text_of(client_of(cast.adam), "/account/searches")
        row = RecentSearch.objects.get()
        client_of(cast.adam).post("/account/searches/forget", {"pk": row.pk})
        assert texts(cast.rosa) == ["my salary"]

    def test_the_same_again_moves_up_and_a_few_are_kept(self, cast: Cast) -> None:
        for number in range(recent.MOST + 5):
            assert recent.note(text=f"number {number}", by=cast.rosa)
        RecentSearch.objects.update(searched_at=timezone.now() - timedelta(hours=1))
        assert recent.note(text=" number  9 ", by=cast.rosa)
        assert texts(cast.rosa)[0] == "number 9"
        assert len(texts(cast.rosa)) == recent.MOST
        assert not recent.note(text="number 9", by=cast.rosa)  # goes on with it

    def test_they_are_forgotten_one_by_one_or_all(self, cast: Cast) -> None:
        client = client_of(cast.rosa)
        for word in ("one", "two", "three"):
            recent.note(text=word, by=cast.rosa)
        client.post("/account/searches/forget", {"pk": RecentSearch.objects.get(text="two").pk})
        assert texts(cast.rosa) == ["three", "one"]
        client.post("/account/searches/forget")
        assert texts(cast.rosa) == []

    def test_they_go_after_their_time(self, cast: Cast, settings: Any) -> None:
        settings.STEPMARK_SEARCH_LOG_DAYS = 30
        recent.note(text="old", by=cast.rosa)
        RecentSearch.objects.update(searched_at=timezone.now() - timedelta(days=31))
        recent.note(text="new", by=cast.rosa)
        tasks.forget_searches()
        assert texts(cast.rosa) == ["new"]

    @pytest.mark.parametrize("text", ["", "  ", "\x00", "\x1b\n\t", "\ud800"])
    def test_what_is_no_text_is_not_kept_as_one(self, cast: Cast, text: str) -> None:
        recent.note(text=text, by=cast.rosa)
        assert set(texts(cast.rosa)) <= {"?"}


class TestSaved:
    def test_a_search_is_saved_from_its_page_with_its_filters(self, cast: Cast, published: Publishing) -> None:
        published(cast.sales, cast.ed, "Request a discount")
        client = client_of(cast.rosa)
        page = text_of(client, "/search?q=discount&library=sales&sort=fresh")
        assert "Save and tell me of news" in page
        client.post("/account/searches/save", {"q": "discount", "library": "sales", "sort": "fresh"})
        kept = SavedSearch.objects.get()
        assert (kept.user, kept.filters) == (cast.rosa, {"library": ["sales"], "sort": "fresh"})
        listed = text_of(client, "/account/searches")
        assert 'href="/search?q=discount&amp;library=sales&amp;sort=fresh"' in listed
        assert "Saved</a>" in text_of(client, "/search?q=discount&library=sales&sort=fresh")
        assert "Save and tell me of news" in text_of(client, "/search?q=discount")

    def test_twice_is_once(self, cast: Cast) -> None:
        first, second = (saved.save(text="discount", filters={}, by=cast.rosa) for _ in range(2))
        assert first == second

    def test_there_is_an_end_to_how_many(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(saved, "MOST", 1)
        saved.save(text="one", filters={}, by=cast.rosa)
        with pytest.raises(ValidationError, match="You keep 1 searches already"):
            saved.save(text="two", filters={}, by=cast.rosa)

    def test_more_of_them_need_no_more_queries(self, cast: Cast) -> None:
        client = client_of(cast.rosa)
        saved.save(text="a", filters={"owner": str(cast.ed.pk)}, by=cast.rosa)
        one = queries_for(client, "/account/searches")
        for number in range(5):
            saved.save(text=f"a {number}", filters={"library": ["sales"]}, by=cast.rosa)
        assert queries_for(client, "/account/searches") == one


class TestNews:
    def test_a_new_step_that_answers_is_told_once(self, cast: Cast, published: Publishing) -> None:
        published(cast.sales, cast.ed, "Request a discount")
        saved.save(text="refund a customer", filters={}, by=cast.rosa)
        assert alerts.tell_news() == 0
        sop = published(cast.sales, cast.ed, "Refund a customer", ["Open the deal", "Click **Refund customer**"])
        assert alerts.tell_news() == 1
        assert len(news_of(cast.rosa)) == 1
        assert "“Refund a customer”" in news_of(cast.rosa)[0]
        notice = Notice.objects.get(person=cast.rosa)
        assert notice.url in {f"/s/{step.key}" for step in sop.steps.all()}
        assert alerts.tell_news() == 0
        assert len(news_of(cast.rosa)) == 1

    def test_so_is_one_that_changed_and_not_one_that_did_not(
        self, cast: Cast, published: Publishing, committed: Callable[[], Any]
    ) -> None:
        sop = published(cast.sales, cast.ed, "Refund a customer", ["Open the refund of the customer", "Press refund"])
        saved.save(text="refund customer", filters={}, by=cast.rosa)
        with committed():
            publishing.publish(sop=sop, by=cast.ed)
        alerts.tell_news()
        assert news_of(cast.rosa) == []
        with committed():
            editing.update_step(step=step_of(sop, 2), by=cast.ed, title="Press the new refund button")
            publishing.publish(sop=Sop.objects.get(pk=sop.pk), by=cast.ed)
        alerts.tell_news()
        assert news_of(cast.rosa) == [
            "New for “refund customer”: Press the new refund button – step 2 of “Refund a customer”."
        ]

    def test_what_the_person_may_not_see_is_no_news(self, cast: Cast, published: Publishing) -> None:
        for person in (cast.rosa, cast.dee):
            saved.save(text="margin floor", filters={}, by=person)
        published(cast.desk, cast.dee, "Margin floor", ["Check the margin floor"])
        alerts.tell_news()
        assert news_of(cast.rosa) == []
        assert len(news_of(cast.dee)) == 1

    def test_neither_in_inbox_nor_mail_once_the_right_is_gone(
        self, cast: Cast, published: Publishing, settings: Any
    ) -> None:
        """Checked again when it is shown, and when it is mailed."""
        settings.STEPMARK_DIGEST_HOUR = 0
        set_mail(user=cast.dee, mail=Mail.DAILY)
        saved.save(text="margin floor", filters={}, by=cast.dee)
        published(cast.desk, cast.adam, "Margin floor", ["Check the margin floor"])
        alerts.tell_news()
        Membership.objects.filter(user=cast.dee).delete()
        assert news_of(cast.dee) == []
        mailing.send_digests()
        assert mail.outbox == []
        Membership.objects.create(library=cast.desk, user=cast.dee, role=Role.VIEWER)
        assert len(news_of(cast.dee)) == 1

    def test_it_is_in_the_daily_mail(self, cast: Cast, published: Publishing, settings: Any) -> None:
        settings.STEPMARK_DIGEST_HOUR = 0
        set_mail(user=cast.rosa, mail=Mail.DAILY)
        saved.save(text="refund", filters={}, by=cast.rosa)
        published(cast.sales, cast.ed, "Refund a customer", ["Press refund"])
        alerts.tell_news()
        assert MailPreference.objects.get().mail == Mail.DAILY
        assert mailing.send_digests() == 1
        assert "New for “refund”" in mail.outbox[0].body

    def test_words_by_another_name_count_and_half_of_the_words_do_not(self, cast: Cast, published: Publishing) -> None:
        from sops.services import glossary

        published(cast.sales, cast.ed, "Rebate for a customer", ["Give a customer a rebate"])
        glossary.save_term(library=cast.sales, term="Rebate", definition="Less.", aliases=["refund"], by=cast.ed)
        from search import log

        log.note_glossary_change()
        saved.save(text="refund customer", filters={}, by=cast.rosa)
        published(cast.sales, cast.ed, "Greet a customer", ["Say hello to the customer"])
        alerts.tell_news()
        assert news_of(cast.rosa) == []
        published(cast.sales, cast.ed, "Second thoughts", ["A customer who changes their mind gets a rebate"])
        alerts.tell_news()
        assert len(news_of(cast.rosa)) == 1

    def test_switched_off_nothing_is_told_and_nothing_later_for_that_time(
        self, cast: Cast, published: Publishing
    ) -> None:
        row = saved.save(text="refund", filters={}, by=cast.rosa)
        client = client_of(cast.rosa)
        client.post(f"/account/searches/{row.pk}/alerts", {"alerts": "0"})
        published(cast.sales, cast.ed, "Refund a customer", ["Press refund"])
        alerts.tell_news()
        client.post(f"/account/searches/{row.pk}/alerts", {"alerts": "1"})
        alerts.tell_news()
        assert news_of(cast.rosa) == []

    def test_a_search_that_fails_keeps_no_other_waiting(
        self, cast: Cast, published: Publishing, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken = saved.save(text="broken refund", filters={}, by=cast.rosa)
        saved.save(text="refund", filters={}, by=cast.ava)
        published(cast.sales, cast.ed, "Refund a customer", ["Press refund"])
        right = alerts.look

        def look(row: SavedSearch, user: Any) -> Any:
            if row.pk == broken.pk:
                raise RuntimeError("no")
            return right(row, user)

        monkeypatch.setattr(alerts, "look", look)
        assert alerts.tell_news() == 1
        assert len(news_of(cast.ava)) == 1

    def test_the_schedule_runs_it(self, cast: Cast, published: Publishing) -> None:
        from django.conf import settings

        entry = settings.CELERY_BEAT_SCHEDULE["tell-of-search-news"]
        assert entry["task"] == tasks.tell_news.name
        saved.save(text="refund", filters={}, by=cast.rosa)
        published(cast.sales, cast.ed, "Refund a customer", ["Press refund"])
        tasks.tell_news()
        assert len(news_of(cast.rosa)) == 1
