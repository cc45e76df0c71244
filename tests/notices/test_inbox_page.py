"""The inbox, the bell, and the setting for mail, as people use them."""

import re

import pytest

from access.models import Membership
from notices import actions
from notices.models import Mail, MailPreference, Notice
from notices.services import tell
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notices.tasks.mail_notice.delay", lambda pk: None)


def _notices(cast: Cast, count: int = 1, kind: str = "news", about: object = None) -> None:
    for number in range(count):
        sop = about or make_sop(cast.sales, cast.ed, f"SOP {number} {kind}")
        url = sop.get_absolute_url()  # type: ignore[attr-defined]
        tell(people=[cast.ed], kind=kind, about=sop, text=f"{kind} {number}", url=url, by=cast.ava)  # type: ignore[arg-type]


def test_the_inbox_shows_what_is_new_and_the_bell_counts_it(cast: Cast) -> None:
    _notices(cast, 3)
    html = text_of(client_of(cast.ed), "/inbox")
    assert html.count("data-notice>") == 3
    assert 'aria-label="Inbox, 3 unread"' in html
    assert "Ava" in html


def test_an_empty_inbox_says_what_will_arrive(cast: Cast) -> None:
    assert "Nothing here yet" in text_of(client_of(cast.gus), "/inbox")
    for show in ("unread", "feedback", "reviews"):
        assert 'class="card empty"' in text_of(client_of(cast.gus), f"/inbox?show={show}")


def test_tabs_show_feedback_reviews_and_unread(cast: Cast) -> None:
    _notices(cast, 2, "feedback_given")
    _notices(cast, 1, "review_due")
    _notices(cast, 1)
    client = client_of(cast.ed)
    shown = {tab: text_of(client, f"/inbox?show={tab}").count("data-notice>") for tab in ("all", "feedback", "reviews")}
    assert shown == {"all": 4, "feedback": 2, "reviews": 1}
    assert text_of(client, "/inbox?show=nonsense").count("data-notice>") == 4


def test_one_is_marked_read_and_unread_again(cast: Cast) -> None:
    _notices(cast)
    client, notice = client_of(cast.ed), Notice.objects.get()
    assert client.post(f"/inbox/{notice.pk}/read", {"next": "/inbox?show=unread"})["Location"] == "/inbox?show=unread"
    assert "All read" in text_of(client, "/inbox?show=unread")
    client.post(f"/inbox/{notice.pk}/read", {"unread": "1"})
    assert Notice.objects.unread().exists()


def test_a_form_never_leads_to_another_site(cast: Cast) -> None:
    _notices(cast)
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = client_of(cast.ed).post("/inbox/read-all", {"next": elsewhere})
        assert answer["Location"] == "/inbox"


def test_opening_a_notice_marks_it_without_leaving_a_page_behind(cast: Cast) -> None:
    _notices(cast)
    answer = client_of(cast.ed).post(f"/inbox/{Notice.objects.get().pk}/read", headers={"Accept": "application/json"})
    assert answer.status_code == 204
    assert not Notice.objects.unread().exists()


def test_all_under_a_tab_are_read_at_once(cast: Cast) -> None:
    _notices(cast, 2, "feedback_given")
    _notices(cast, 2)
    client_of(cast.ed).post("/inbox/read-all", {"show": "feedback"})
    assert {notice.kind for notice in Notice.objects.unread()} == {"news"}


def test_nothing_is_marked_by_looking(cast: Cast) -> None:
    """Case 19."""
    _notices(cast)
    client = client_of(cast.ed)
    assert client.get(f"/inbox/{Notice.objects.get().pk}/read").status_code == 405
    assert client.get("/inbox/read-all").status_code == 405
    client.get("/inbox")
    assert Notice.objects.unread().exists()


def test_a_notice_disappears_with_the_right_to_see_what_it_is_about(cast: Cast) -> None:
    """Case 40: from the list, the count and its address."""
    sop = make_sop(cast.desk, cast.adam, "Margin floors")
    tell(people=[cast.dee], kind="news", about=sop, text="Margin floors changed", url=sop.get_absolute_url())
    client, notice = client_of(cast.dee), Notice.objects.get()
    assert "Margin floors changed" in text_of(client, "/inbox")
    Membership.objects.filter(user=cast.dee).delete()
    html = text_of(client, "/inbox")
    assert "Margin floors" not in html
    assert 'aria-label="Inbox"' in html
    assert client.post(f"/inbox/{notice.pk}/read").status_code == 404


def test_what_can_be_done_about_it_stands_beside_an_unread_notice(cast: Cast) -> None:
    assert actions.template_for("review_due")
    _notices(cast, 1, "review_due")
    html = text_of(client_of(cast.ed), "/inbox")
    assert re.search(r'action="/sops/[^"]+/reviewed"', html)
    client_of(cast.ed).post("/inbox/read-all")
    assert "/reviewed" not in text_of(client_of(cast.ed), "/inbox")


def test_texts_of_people_are_shown_as_text(cast: Cast) -> None:
    """Case 22."""
    sop = make_sop(cast.sales, cast.ed)
    tell(people=[cast.ed], kind="news", about=sop, text='"><script>alert(1)</script>', url=sop.get_absolute_url())
    assert "<script>alert" not in text_of(client_of(cast.ed), "/inbox")


def test_the_inbox_asks_the_same_of_the_database_for_1_notice_and_for_11(cast: Cast) -> None:
    _notices(cast, 1)
    client = client_of(cast.ed)
    one = queries_for(client, "/inbox")
    _notices(cast, 10, "news_more")
    assert queries_for(client, "/inbox") == one


def test_the_bell_costs_one_query_and_one_more_for_each_kind_of_row_but_none_per_notice(cast: Cast) -> None:
    client = client_of(cast.ed)
    page = "/account/notices"
    without = queries_for(client, page)
    _notices(cast, 1)
    assert queries_for(client, page) == without + 1
    _notices(cast, 10, "more")
    assert queries_for(client, page) == without + 1


@pytest.mark.parametrize("choice", ["daily", "none", "at_once"])
def test_everybody_chooses_how_they_are_mailed(cast: Cast, choice: str) -> None:
    client = client_of(cast.rosa)
    client.post("/account/notices", {"mail": choice})
    assert MailPreference.objects.get(user=cast.rosa).mail == choice
    assert re.search(rf'value="{choice}" checked', text_of(client, "/account/notices"))


def test_a_choice_that_does_not_exist_is_refused_with_a_sentence(cast: Cast) -> None:
    answer = client_of(cast.rosa).post("/account/notices", {"mail": "hourly"})
    assert answer.status_code == 422
    assert not MailPreference.objects.exists()
    assert Mail.AT_ONCE in answer.content.decode()
