"""Who is told what, and what never reaches them."""

import pytest
from django.utils import timezone

from access.models import Library, Membership
from notices import inbox, services
from notices.models import Mail, Notice
from sops.services import editing
from tests.support.cast import Cast
from tests.support.make import make_sop


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notices.tasks.mail_notice.delay", lambda pk: None)


def _tell(cast: Cast, *people: object, text: str = "Look at this.", **more: object) -> None:
    sop = more.pop("about", None) or make_sop(cast.sales, cast.ed)
    services.tell(people=people, kind="news", about=sop, text=text, url="/", **more)  # type: ignore[arg-type]


def test_everybody_named_is_told_once_but_not_whoever_did_it(cast: Cast) -> None:
    _tell(cast, cast.rosa, cast.ed, cast.rosa, by=cast.ed)
    assert [notice.person for notice in Notice.objects.all()] == [cast.rosa]


def test_who_can_not_sign_in_any_more_is_not_told(cast: Cast) -> None:
    cast.rosa.is_active = False
    cast.rosa.save()
    _tell(cast, cast.rosa)
    assert not Notice.objects.exists()


def test_the_same_unread_notice_is_not_doubled_and_comes_again_once_it_was_read(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    _tell(cast, cast.rosa, about=sop)
    _tell(cast, cast.rosa, about=sop)
    assert Notice.objects.count() == 1
    services.mark_read(notices=Notice.objects.all(), by=cast.rosa)
    _tell(cast, cast.rosa, about=sop)
    assert Notice.objects.count() == 2


def test_a_newer_notice_of_its_kind_takes_the_place_of_an_unread_one(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    _tell(cast, cast.rosa, about=sop, text="In two weeks.")
    _tell(cast, cast.rosa, about=sop, text="In three days.", replaces=True)
    assert [notice.text for notice in Notice.objects.unread()] == ["In three days."]


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_notice_leads_nowhere_but_to_this_site(cast: Cast, url: str) -> None:
    with pytest.raises(ValueError, match="path of this site"):
        services.tell(people=[cast.rosa], kind="news", about=make_sop(cast.sales, cast.ed), text="Hm", url=url)


def test_a_notice_about_what_one_may_no_longer_see_is_gone_from_inbox_and_count(cast: Cast) -> None:
    """Case 40."""
    sop = make_sop(cast.desk, cast.dee, owner=cast.dee)
    _tell(cast, cast.dee, about=sop, text="A secret title")
    assert inbox.unread_count(cast.dee) == 1
    Membership.objects.filter(user=cast.dee).delete()
    assert inbox.unread_count(cast.dee) == 0
    assert not inbox.shown(cast.dee, "all").exists()
    assert {tab.unread for tab in inbox.tabs(cast.dee)} == {0}


def test_it_is_there_again_when_the_right_comes_back(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    _tell(cast, cast.gus, about=sop)
    Library.objects.filter(pk=cast.sales.pk).update(is_open=False)
    assert inbox.unread_count(cast.gus) == 0
    Library.objects.filter(pk=cast.sales.pk).update(is_open=True)
    assert inbox.unread_count(cast.gus) == 1


def test_a_notice_about_a_removed_sop_is_gone(cast: Cast) -> None:
    """Case 40."""
    sop = make_sop(cast.sales, cast.ed)
    _tell(cast, cast.ed, about=sop)
    editing.remove_sop(sop=sop, by=cast.ed)
    assert inbox.unread_count(cast.ed) == 0


def test_nobody_marks_the_notices_of_others(cast: Cast) -> None:
    _tell(cast, cast.rosa)
    assert services.mark_read(notices=Notice.objects.all(), by=cast.ed) == 0
    assert Notice.objects.unread().count() == 1


def test_what_is_settled_is_read_for_everybody_and_not_mailed_any_more(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    _tell(cast, cast.rosa, cast.ava, about=sop)
    services.settle(about=sop, kinds=["news"])
    assert not Notice.objects.unread().exists()
    assert not Notice.objects.exclude(mail=Mail.NONE).exists()


def test_what_waits_to_be_mailed_follows_a_changed_choice(cast: Cast) -> None:
    _tell(cast, cast.rosa)
    services.set_mail(user=cast.rosa, mail=Mail.DAILY)
    assert Notice.objects.get().mail == Mail.DAILY
    services.set_mail(user=cast.rosa, mail=Mail.NONE)
    assert Notice.objects.get().mail == Mail.NONE
    services.set_mail(user=cast.rosa, mail=Mail.AT_ONCE)
    assert Notice.objects.get().mail == Mail.NONE, "What was let go does not come after all."


def test_a_long_text_with_lines_becomes_one_short_line(cast: Cast) -> None:
    _tell(cast, cast.rosa, text="One\r\nBcc: everybody@example.com " + "x" * 500)
    notice = Notice.objects.get()
    assert len(notice.text) == 300
    assert "\n" not in notice.text
    assert notice.created_at <= timezone.now()
