"""The first page."""

from datetime import timedelta

from django.utils import timezone

from sops.models import Category, Pin, Sop
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop


def test_a_person_who_is_signed_out_is_asked_to_sign_in(db: None) -> None:
    response = client_of(None).get("/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_it_begins_with_one_search_box_that_has_the_focus(cast: Cast) -> None:
    html = text_of(client_of(cast.rosa), "/")
    assert html.count("data-find>") == 1
    assert html.count(" autofocus") == 1


def test_it_shows_the_pipeline_with_counts_of_what_the_person_may_read(cast: Cast) -> None:
    stage = Category.objects.create(name="Closing", slug="closing", position=5)
    Category.objects.create(name="Legal", slug="legal", kind=Category.Kind.HANDOFF)
    for number in range(4):
        make_sop(cast.sales, cast.ed, f"Close {number}", category=stage)
    make_sop(cast.sales, cast.ed, "Unfinished", category=stage, publish=False)
    make_sop(cast.desk, cast.adam, "Secret close", category=stage)
    html = text_of(client_of(cast.rosa), "/")
    assert "<span>4 SOPs</span>" in html
    assert "Secret close" not in html
    assert "Unfinished" not in html
    assert html.count('<li><a href="/sops/') == 3  # the three most read
    assert "<span>5 SOPs</span>" in text_of(client_of(cast.dee), "/")


def test_it_leads_back_to_what_was_opened_and_pinned(cast: Cast) -> None:
    opened, pinned = make_sop(cast.sales, cast.ed, "Opened one"), make_sop(cast.sales, cast.ed, "Pinned one")
    client = client_of(cast.rosa)
    assert "wait for you here" in text_of(client, "/")
    client.get(opened.get_absolute_url())
    Pin.objects.create(user=cast.rosa, sop=pinned)
    Pin.objects.create(user=cast.ed, sop=opened)  # somebody else's
    html = text_of(client, "/").split("Pick up where you were")[1].split("New and changed")[0]
    assert html.index("Pinned one") < html.index("Opened one")
    assert html.count("Pinned</span>") == 1


def test_what_one_may_read_no_more_is_gone_from_it(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, "Opened one")
    client_of(cast.gus).get(sop.get_absolute_url())
    Pin.objects.create(user=cast.gus, sop=sop)
    cast.sales.is_open = False
    cast.sales.save()
    assert "Opened one" not in text_of(client_of(cast.gus), "/")


def test_an_owner_is_told_what_is_due_for_review(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, "Old rules")
    Sop.objects.filter(pk=sop.pk).update(next_review_at=timezone.localdate() + timedelta(days=7))
    assert "Yours to review" in text_of(client_of(cast.ed), "/")
    assert "Yours to review" not in text_of(client_of(cast.ava), "/")


def test_more_sops_need_no_more_queries(cast: Cast) -> None:
    stage = Category.objects.create(name="Closing", slug="closing")
    client = client_of(cast.ed)

    def add(number: int) -> None:
        sop = make_sop(cast.sales, cast.ed, f"SOP {number}", category=stage)
        client.get(sop.get_absolute_url())
        if number % 2:
            Pin.objects.create(user=cast.ed, sop=sop)
        Sop.objects.filter(pk=sop.pk).update(next_review_at=timezone.localdate())

    add(0)
    add(1)
    two = queries_for(client, "/")
    for number in range(2, 13):
        add(number)
    assert queries_for(client, "/") == two
