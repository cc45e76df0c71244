"""Mails: at once, once a day, never; to those who may see it when it is sent; nothing lost when the server fails."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import TestCase
from django.utils import timezone

from access.models import Membership
from notices import mailing, services, tasks
from notices.models import Mail, MailPreference, Notice
from tests.support.cast import Cast
from tests.support.make import make_sop

BROKEN = "tests.notices.test_mailing.BrokenServer"
MORNING = datetime(2031, 5, 6, 8, 0, tzinfo=ZoneInfo("UTC"))


class BrokenServer:
    """A mail server that takes nothing."""

    def __init__(self, *args: Any, **options: Any) -> None:
        pass

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("The mail server does not answer.")


@pytest.fixture(autouse=True)
def site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The site has an address; the ids that workers are asked to mail are collected."""
    settings.STEPMARK_BASE_URL = "https://sop.example.com"
    settings.STEPMARK_DIGEST_HOUR = 7
    asked: list[int] = []
    monkeypatch.setattr("notices.tasks.mail_notice.delay", asked.append)
    return asked


def _tell(cast: Cast, *people: Any, text: str = "Step 2 is wrong.", sop: Any = None) -> Any:
    sop = sop or make_sop(cast.sales, cast.ed)
    services.tell(people=people, kind="news", about=sop, text=text, url=sop.get_absolute_url(), by=cast.ava)
    return sop


def test_a_notice_is_mailed_at_once_as_text_and_html_with_absolute_links(cast: Cast) -> None:
    sop = _tell(cast, cast.ed)
    tasks.mail_notice(Notice.objects.get().pk)
    sent = mail.outbox[0]
    assert sent.to == ["ed@example.com"]
    assert sent.subject == "Step 2 is wrong. · Stepmark"
    html = str(sent.alternatives[0][0])  # type: ignore[attr-defined]
    for body in (str(sent.body), html):
        assert f"https://sop.example.com{sop.get_absolute_url()}" in body
        assert "https://sop.example.com/account/notices" in body
        assert "From Ava" in body
    assert Notice.objects.get().mailed_at is not None


def test_a_worker_is_asked_only_once_the_change_is_committed(cast: Cast, site: list[int]) -> None:
    with TestCase.captureOnCommitCallbacks(execute=False) as callbacks:
        _tell(cast, cast.ed)
    assert site == []
    for callback in callbacks:
        callback()
    assert Notice.objects.get().pk in site


def test_a_notice_is_mailed_once_however_often_the_task_runs(cast: Cast) -> None:
    _tell(cast, cast.ed)
    for _ in range(3):
        tasks.mail_notice(Notice.objects.get().pk)
    assert len(mail.outbox) == 1


def test_two_workers_never_both_mail_it(cast: Cast) -> None:
    _tell(cast, cast.ed)
    Notice.objects.update(mail_claimed_at=timezone.now())
    assert mailing.send_single(Notice.objects.get().pk) is False
    Notice.objects.update(mail_claimed_at=timezone.now() - timedelta(hours=1))
    assert mailing.send_single(Notice.objects.get().pk) is True, "The one who took it died."


def test_what_one_may_no_longer_see_is_not_mailed(cast: Cast) -> None:
    """Case 40: a single mail checks the right of its recipient when it is sent."""
    sop = make_sop(cast.desk, cast.adam)
    _tell(cast, cast.dee, text="The floor is 18 %", sop=sop)
    Membership.objects.filter(user=cast.dee).delete()
    tasks.mail_notice(Notice.objects.get().pk)
    assert mail.outbox == []
    assert Notice.objects.get().mail == Mail.NONE


def test_a_digest_leaves_out_what_one_may_no_longer_see(cast: Cast) -> None:
    """Case 40: a digest too; not even the number gives it away."""
    services.set_mail(user=cast.dee, mail=Mail.DAILY)
    _tell(cast, cast.dee, text="The floor is 18 %", sop=make_sop(cast.desk, cast.adam))
    _tell(cast, cast.dee, text="Something of Sales")
    Membership.objects.filter(user=cast.dee).delete()
    assert mailing.send_digests(MORNING) == 1
    sent = mail.outbox[0]
    assert sent.subject == "1 new notice · Stepmark"
    everything = str(sent.body) + str(sent.alternatives[0][0])  # type: ignore[attr-defined]
    assert "Something of Sales" in everything
    assert "18 %" not in everything


def test_a_digest_with_nothing_left_to_say_is_not_sent(cast: Cast) -> None:
    """Case 40."""
    services.set_mail(user=cast.dee, mail=Mail.DAILY)
    _tell(cast, cast.dee, text="The floor is 18 %", sop=make_sop(cast.desk, cast.adam))
    Membership.objects.filter(user=cast.dee).delete()
    assert mailing.send_digests(MORNING) == 0
    assert mail.outbox == []


def test_a_digest_comes_once_a_day_from_its_hour_on_with_all_that_is_unread(cast: Cast) -> None:
    services.set_mail(user=cast.ed, mail=Mail.DAILY)
    for number in range(3):
        _tell(cast, cast.ed, text=f"Notice {number}")
    services.mark_read(notices=Notice.objects.filter(text="Notice 1"), by=cast.ed)
    assert mailing.send_digests(MORNING.replace(hour=6)) == 0
    assert mailing.send_digests(MORNING) == 1
    assert mailing.send_digests(MORNING.replace(hour=9)) == 0
    body = str(mail.outbox[0].body)
    assert "Notice 0" in body
    assert "Notice 2" in body
    assert "Notice 1" not in body
    _tell(cast, cast.ed, text="Of the next day")
    assert mailing.send_digests(MORNING + timedelta(days=1)) == 1
    assert "Notice 0" not in str(mail.outbox[1].body)


def test_who_wants_no_mail_gets_none(cast: Cast, site: list[int]) -> None:
    services.set_mail(user=cast.ed, mail=Mail.NONE)
    with TestCase.captureOnCommitCallbacks(execute=True):
        _tell(cast, cast.ed)
    mailing.send_waiting()
    mailing.send_digests(MORNING)
    assert (mail.outbox, site) == ([], [])
    assert Notice.objects.unread().count() == 1, "The inbox has it."


def test_what_was_read_already_is_not_mailed(cast: Cast) -> None:
    _tell(cast, cast.ed)
    services.mark_read(notices=Notice.objects.all(), by=cast.ed)
    tasks.mail_notice(Notice.objects.get().pk)
    assert mail.outbox == []


def test_a_failing_server_loses_nothing(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = BROKEN
    _tell(cast, cast.ed)
    pk = Notice.objects.get().pk
    with pytest.raises(ConnectionRefusedError):
        mailing.send_single(pk)
    assert mailing.send_waiting() == 0
    Notice.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    assert mailing.send_waiting() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mailing.send_waiting() == 1
    assert len(mail.outbox) == 1


def test_the_task_of_a_notice_is_tried_again_later(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = BROKEN
    _tell(cast, cast.ed)
    result = tasks.mail_notice.apply(args=[Notice.objects.get().pk], throw=False, retries=8)
    assert result.state == "FAILURE", "After the last try; before it, RETRY."
    assert tasks.mail_notice.max_retries == 8
    assert Notice.objects.get().mail == Mail.AT_ONCE, "The sweep goes on trying."


def test_one_refused_address_does_not_hold_up_the_others(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    _tell(cast, cast.rosa, cast.ed)
    Notice.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    real = mailing._send

    def refuse_rosa(person: Any, *rest: Any) -> None:
        if person == cast.rosa:
            raise ValueError("550 no such mailbox")
        real(person, *rest)

    monkeypatch.setattr(mailing, "_send", refuse_rosa)
    assert mailing.send_waiting() == 1
    assert mail.outbox[0].to == ["ed@example.com"]


def test_a_failing_digest_is_sent_by_the_next_sweep(cast: Cast, settings: Any) -> None:
    services.set_mail(user=cast.ed, mail=Mail.DAILY)
    _tell(cast, cast.ed)
    settings.EMAIL_BACKEND = BROKEN
    assert mailing.send_digests(MORNING) == 0
    assert MailPreference.objects.get().digested_on is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mailing.send_digests(MORNING.replace(hour=9)) == 1


def test_without_a_broker_nothing_fails_and_the_sweep_mails_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_broker(pk: int) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr("notices.tasks.mail_notice.delay", no_broker)
    with TestCase.captureOnCommitCallbacks(execute=True):
        _tell(cast, cast.ed)
    Notice.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    tasks.mail_waiting()
    assert len(mail.outbox) == 1


def test_after_three_days_a_mail_is_given_up_and_the_inbox_keeps_the_notice(cast: Cast) -> None:
    _tell(cast, cast.ed)
    Notice.objects.update(created_at=timezone.now() - timedelta(days=4))
    assert mailing.send_waiting() == 0
    assert Notice.objects.unread().get().mail == Mail.NONE


def test_text_of_people_is_text_in_the_html_mail(cast: Cast) -> None:
    """Case 22."""
    _tell(cast, cast.ed, text='<script>alert(1)</script> "quoted" & <img src=x onerror=alert(1)>')
    tasks.mail_notice(Notice.objects.get().pk)
    html = str(mail.outbox[0].alternatives[0][0])  # type: ignore[attr-defined]
    assert "<script>" not in html
    assert "<img" not in html
    assert '"quoted" & <img' in str(mail.outbox[0].body), "The plain text says it as it was."


def test_without_an_address_of_the_site_the_mail_names_the_path(cast: Cast, settings: Any) -> None:
    settings.STEPMARK_BASE_URL = ""
    sop = _tell(cast, cast.ed)
    tasks.mail_notice(Notice.objects.get().pk)
    html = str(mail.outbox[0].alternatives[0][0])  # type: ignore[attr-defined]
    assert sop.get_absolute_url() in html
    assert 'href="/' not in html


def test_the_clock_knows_both_sweeps(settings: Any) -> None:
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"notices.tasks.mail_waiting", "sops.tasks.remind_of_reviews"} <= scheduled
