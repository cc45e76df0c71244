"""Reviews by the calendar: reminders before, on and after the day; one click; the list; what readers are told."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.utils import timezone

from access.models import AuditEvent, Membership
from notices.models import Notice
from sops.models import Sop
from sops.services import editing, publishing, scheduled_reviews
from sops.signals import review_due
from sops.tasks import remind_of_reviews
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop

DUE = date(2031, 6, 30)


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notices.tasks.mail_notice.delay", lambda pk: None)


def _sop(cast: Cast, due: date | None = DUE, **fields: Any) -> Sop:
    sop = make_sop(fields.pop("library", cast.sales), cast.ed, **fields)
    Sop.objects.filter(pk=sop.pk).update(next_review_at=due)
    sop.refresh_from_db()
    return sop


def _late(cast: Cast, days: int = 3, **fields: Any) -> Sop:
    return _sop(cast, timezone.localdate() - timedelta(days=days), **fields)


def test_a_new_sop_is_reviewed_every_quarter(cast: Cast) -> None:
    sop = editing.create_sop(library=cast.sales, title="New", by=cast.ed)
    assert sop.review_every_months == 3
    editing.add_step(sop=sop, by=cast.ed, title="Do it")
    publishing.publish(sop=sop, by=cast.ed)
    sop.refresh_from_db()
    assert sop.next_review_at == publishing.months_after(timezone.localdate(), 3)


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (20, ""), (15, ""), (14, "before-14"), (10, "before-14"), (4, "before-14"), (3, "before-3"), (1, "before-3"),
        (0, "due"), (-1, "due"), (-6, "due"), (-7, "late-1"), (-13, "late-1"), (-14, "late-2"), (-70, "late-10"),
    ],
)  # fmt: skip
def test_reminders_come_14_and_3_days_before_on_the_day_and_every_week_after(days: int, stage: str) -> None:
    assert scheduled_reviews.stage_of(DUE, DUE - timedelta(days=days)) == stage


def test_the_owner_is_reminded_once_at_each_stage_however_often_the_task_runs(cast: Cast) -> None:
    _sop(cast, owner=cast.ava)
    told = []
    for days in range(-20, 16):
        for _ in range(2):
            scheduled_reviews.remind(DUE + timedelta(days=days))
        told.append(Notice.objects.filter(person=cast.ava).count())
    assert told[-1] == 5  # 14 and 3 days before, on the day, one and two weeks after
    assert Notice.objects.exclude(person=cast.ava).count() == 0
    assert Notice.objects.unread().count() == 1, "Each takes the place of the one before."


def test_after_a_pause_only_the_latest_reminder_is_given(cast: Cast) -> None:
    _sop(cast)
    assert scheduled_reviews.remind(DUE + timedelta(days=9)) == 1
    assert Notice.objects.get().text == "The review of “Request a discount” is overdue since 30 June 2031, 9 days ago."


def test_reminders_say_when(cast: Cast) -> None:
    _sop(cast)
    scheduled_reviews.remind(DUE - timedelta(days=14))
    scheduled_reviews.remind(DUE)
    assert {notice.text for notice in Notice.objects.all()} == {
        "Review “Request a discount” by 30 June 2031, 2 weeks from now.",
        "The review of “Request a discount” is due today.",
    }


def test_without_an_owner_the_admins_are_reminded(cast: Cast) -> None:
    sop = _sop(cast)
    Sop.objects.filter(pk=sop.pk).update(owner=None)
    scheduled_reviews.remind(DUE)
    assert [notice.person for notice in Notice.objects.all()] == [cast.adam]


def test_drafts_and_removed_sops_are_nobodys_to_review(cast: Cast) -> None:
    withdrawn, removed = _sop(cast), _sop(cast, title="Removed")
    publishing.withdraw(sop=withdrawn, by=cast.ed)
    editing.remove_sop(sop=removed, by=cast.ed)
    assert scheduled_reviews.remind(DUE) == 0


def test_the_task_of_the_clock_reminds(cast: Cast) -> None:
    _late(cast)
    remind_of_reviews()
    remind_of_reviews()
    assert Notice.objects.get().kind == scheduled_reviews.DUE


def test_the_signal_comes_once_when_the_day_has_come(cast: Cast) -> None:
    sop, heard = _sop(cast), []

    def listen(sender: Any, sop_id: int, **_: Any) -> None:
        heard.append(sop_id)

    review_due.connect(listen)
    try:
        for days in (-14, -3, 0, 1, 7, 14):
            with TestCase.captureOnCommitCallbacks(execute=True):
                scheduled_reviews.remind(DUE + timedelta(days=days))
            assert len(heard) == (days >= 0)
    finally:
        review_due.disconnect(listen)
    assert heard == [sop.pk]


# Reviewed, nothing to change


@pytest.mark.parametrize("who", ["ed", "ava", "adam"])
def test_one_click_says_that_it_was_reviewed(cast: Cast, who: str) -> None:
    sop = _late(cast)
    scheduled_reviews.remind()
    person = getattr(cast, who)
    client_of(person).post(f"/sops/{sop.key}/reviewed", {"next": "/inbox"})
    sop.refresh_from_db()
    today = timezone.localdate()
    assert (sop.reviewed_at, sop.next_review_at) == (today, publishing.months_after(today, 3))
    assert not Notice.objects.unread().exists(), "The reminder is done with."
    assert AuditEvent.objects.filter(verb="reviewed", actor=person, subject=sop.title).count() == 1
    html = text_of(client_of(cast.ed), f"/sops/{sop.key}/history")
    assert "reviewed and found nothing to change in" in html
    row = sop.history.first()
    assert row is not None
    assert row.history_user == person


def test_an_owner_who_only_reads_may_say_so_and_other_readers_may_not(cast: Cast) -> None:
    sop = _late(cast, owner=cast.rosa)
    assert client_of(cast.gus).post(f"/sops/{sop.key}/reviewed").status_code == 403
    assert client_of(cast.rosa).post(f"/sops/{sop.key}/reviewed").status_code == 302
    sop.refresh_from_db()
    assert sop.reviewed_at == timezone.localdate()


def test_a_review_makes_no_version_and_disturbs_no_editor(cast: Cast) -> None:
    sop = _late(cast)
    before = (sop.revision, sop.versions.count(), sop.current_version_id)
    scheduled_reviews.mark_reviewed(sop=sop, by=cast.ed)
    sop.refresh_from_db()
    assert (sop.revision, sop.versions.count(), sop.current_version_id) == before


def test_a_draft_is_not_reviewed_by_a_click(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, publish=False)
    with pytest.raises(ValidationError, match="by publishing it"):
        scheduled_reviews.mark_reviewed(sop=sop, by=cast.ed)
    assert client_of(cast.ed).post(f"/sops/{sop.key}/reviewed").status_code == 302
    sop.refresh_from_db()
    assert sop.reviewed_at is None


# The cycle


@pytest.mark.parametrize(
    ("form", "months"), [({"cycle": "6"}, 6), ({"cycle": "12"}, 12), ({"cycle": "0", "months": "5"}, 5)]
)
def test_cycles_are_quarterly_half_yearly_yearly_or_of_any_months(
    cast: Cast, form: dict[str, str], months: int
) -> None:
    sop = make_sop(cast.sales, cast.ed)
    client = client_of(cast.ed)
    client.post(f"/sops/{sop.key}/review-cycle", form | {"next_on": str(sop.next_review_at)})
    sop.refresh_from_db()
    assert sop.review_every_months == months
    assert sop.next_review_at == publishing.months_after(timezone.localdate(), months), "Counted from the last review."
    assert "Nothing was changed" not in text_of(client, f"/sops/{sop.key}/review-cycle")
    assert AuditEvent.objects.filter(verb="changed the review cycle of").exists()


def test_the_next_date_can_be_chosen(cast: Cast) -> None:
    sop, wanted = make_sop(cast.sales, cast.ed), timezone.localdate() + timedelta(days=17)
    client_of(cast.ed).post(f"/sops/{sop.key}/review-cycle", {"cycle": "3", "next_on": wanted.isoformat()})
    sop.refresh_from_db()
    assert sop.next_review_at == wanted


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"cycle": "0", "months": ""}, "After how many months?"),
        ({"cycle": "0", "months": "61"}, "less than or equal to 60"),
        ({"cycle": "3", "next_on": "2001-01-01"}, "between today and five years"),
        ({"cycle": "3", "next_on": "soon"}, "Enter a valid date."),
        ({"cycle": "7"}, "Select a valid choice."),
    ],
)
def test_a_cycle_that_makes_no_sense_is_refused(cast: Cast, form: dict[str, str], sentence: str) -> None:
    sop = make_sop(cast.sales, cast.ed)
    answer = client_of(cast.ed).post(f"/sops/{sop.key}/review-cycle", form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


# What is shown


def test_readers_are_told_that_a_review_is_overdue_and_when_the_last_one_was(cast: Cast) -> None:
    sop = _late(cast)
    html = text_of(client_of(cast.rosa), sop.get_absolute_url())
    assert "Its review is overdue" in html
    assert "ask Ed" in html
    assert "nothing to change" not in html
    scheduled_reviews.mark_reviewed(sop=sop, by=cast.ed)
    html = text_of(client_of(cast.rosa), sop.get_absolute_url())
    assert "Its review is overdue" not in html
    assert "Reviewed on" in html


def test_editors_find_the_one_click_on_the_page_when_it_is_due(cast: Cast) -> None:
    sop = _late(cast)
    assert f'action="/sops/{sop.key}/reviewed"' in text_of(client_of(cast.ed), sop.get_absolute_url())
    calm = make_sop(cast.sales, cast.ed, "Calm")
    assert "/reviewed" not in text_of(client_of(cast.ed), calm.get_absolute_url())


def test_the_list_shows_per_library_what_is_overdue_with_its_health(cast: Cast) -> None:
    _late(cast, title="Late one")
    make_sop(cast.sales, cast.ed, "In time")
    _late(cast, title="Late in the desk", library=cast.desk, owner=cast.dee)
    html = text_of(client_of(cast.adam), "/reviews")
    assert "1 of 2 reviewed in time" in html
    assert "0 of 1 reviewed in time" in html
    for title in ("Late one", "Late in the desk"):
        assert title in html
    assert "In time" in text_of(client_of(cast.adam), "/reviews?show=later")
    assert "Late in the desk" not in text_of(client_of(cast.ed), "/reviews")
    assert "Late one" not in text_of(client_of(cast.adam), "/reviews?mine=1")
    assert "No reviews for you" in text_of(client_of(cast.gus), "/reviews")


def test_an_owner_loses_the_list_with_the_library(cast: Cast) -> None:
    """Case 4: owning an SOP gives no right that outlives the right to read it."""
    sop = _late(cast, title="Late in the desk", library=cast.desk, owner=cast.dee)
    Membership.objects.filter(user=cast.dee).delete()
    assert "Late in the desk" not in text_of(client_of(cast.dee), "/reviews")
    assert client_of(cast.dee).post(f"/sops/{sop.key}/reviewed").status_code == 404


def test_home_shows_owners_what_to_review_with_the_one_click(cast: Cast) -> None:
    sop = _late(cast)
    html = text_of(client_of(cast.ed), "/")
    assert "Yours to review" in html
    assert f'action="/sops/{sop.key}/reviewed"' in html
    assert "/reviews?mine=1" in html


@pytest.mark.parametrize("show", ["overdue", "soon", "later"])
def test_the_list_asks_the_same_of_the_database_for_1_sop_and_for_11(cast: Cast, show: str) -> None:
    days = {"overdue": -3, "soon": 3, "later": 60}[show]
    due = timezone.localdate() + timedelta(days=days)
    client = client_of(cast.adam)
    _sop(cast, due)
    one = queries_for(client, f"/reviews?show={show}")
    for number in range(10):
        _sop(cast, due, title=f"SOP {number}")
    assert queries_for(client, f"/reviews?show={show}") == one
