"""Deliveries to a real receiver: signed, in order, again when it failed, never twice at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from access.models import Membership
from integrations.models import Delivery, Webhook, WebhookEvent
from integrations.webhooks import claiming, pausing, rounds, services, signing
from notices.models import Notice
from sops.services import editing, publishing
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

Make = Callable[..., Webhook]
pytestmark = pytest.mark.django_db


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Any:
    """`with commit():` what is announced inside is heard at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def later() -> None:
    """Time goes by: what is to be tried again is due now."""
    Delivery.objects.filter(state="waiting").update(next_at=timezone.now())
    Webhook.objects.update(hold_until=None)


def test_a_publication_arrives_signed_with_id_and_version(cast: Cast, receiver: Any, hook: Make, commit: Any) -> None:
    made = hook(receiver.url("ok"))
    with commit():
        sop = make_sop(cast.sales, cast.ed)
    assert rounds.send_due() == 1
    [got], [event] = receiver.got, receiver.events
    assert (event["event"], event["library"]) == ("sop.published", "sales")
    assert event["data"]["sop"] == {"key": sop.key, "title": sop.title, "url": sop.get_absolute_url()}
    assert event["data"]["version"]["number"] == 1
    assert event["id"] == got["headers"]["Stepmark-Event-Id"]
    signature = got["headers"][signing.HEADER]
    assert signing.is_genuine(made.plain_secret, got["body"], signature)  # type: ignore[attr-defined]
    row = Delivery.objects.get()
    assert (row.state, row.status, row.answer, row.attempts) == ("sent", 200, '{"received": true}', 1)
    assert row.request_body == got["body"]


def test_every_event_has_its_story(cast: Cast, receiver: Any, hook: Make, commit: Any) -> None:
    from ingest import working
    from ingest.models import Job, Recording
    from sops.services import archiving, feedback
    from sops.signals import announce, review_due

    hook(receiver.url("ok"))
    with commit():
        sop, other = make_sop(cast.sales, cast.ed), make_sop(cast.sales, cast.ed, title="Other")
    with commit():
        feedback.give(
            sop=sop, version=sop.current_version, step_key=step_of(sop, 2).key, kind="wrong", text="No.", by=cast.rosa
        )
        announce(review_due, sop_id=sop.pk)
        publishing.withdraw(sop=other, by=cast.ed)
    with commit():
        archiving.archive(sop=sop, by=cast.ed, reason="Old.", replaced_by=other)
        recording = Recording.objects.create(
            library=cast.sales, uploaded_by=cast.ed, name="a.mp4", size=1, sha256="0" * 64, mime_type="video/mp4"
        )
        job = Job.objects.create(recording=recording, state=Job.State.RUNNING, worker="me")
        working._fail(job, "unreadable", "The recording is damaged.")
    rounds.send_due()
    told = {event["event"]: event["data"] for event in receiver.events}
    assert set(told) == {"sop.published", "sop.withdrawn", "sop.archived", "feedback.given", "review.due", "job.done"}
    assert (told["feedback.given"]["feedback"]["step_number"], told["feedback.given"]["feedback"]["kind"]) == (
        2,
        "wrong",
    )
    assert told["sop.archived"]["replaced_by"]["key"] == other.key
    assert told["sop.withdrawn"]["sop"]["key"] == other.key, "an archived one has its own event"
    assert told["review.due"]["owner"] == "ed@example.com"
    assert (told["job.done"]["state"], told["job.done"]["error"]["code"]) == ("failed", "unreadable")


def test_only_the_own_library_and_the_chosen_events(cast: Cast, receiver: Any, hook: Make, commit: Any) -> None:
    hook(receiver.url("ok"), "sop.withdrawn")
    with commit():
        make_sop(cast.desk, cast.dee)
        make_sop(cast.sales, cast.ed)
    assert rounds.send_due() == 0
    assert not WebhookEvent.objects.exists()


def test_500_then_ok_is_tried_again_and_delivered(cast: Cast, receiver: Any, hook: Make, commit: Any) -> None:
    made = hook(receiver.url("down-then-ok/2"))
    with commit():
        make_sop(cast.sales, cast.ed)
    waits = []
    for _ in range(3):
        rounds.send_due()
        waits.append((Delivery.objects.get().next_at - timezone.now()).total_seconds())
        assert rounds.send_due() == 0, "not before its time"
        later()
    row = Delivery.objects.get()
    assert (row.state, row.attempts, [line["status"] for line in receiver.got]) == ("sent", 3, [500, 500, 200])
    assert 7 < waits[0] < 13
    assert 23 < waits[1] < 37
    assert len({event["id"] for event in receiver.events}) == 1, "the same event however often it is sent"
    made.refresh_from_db()
    assert (made.failures, made.failing_since) == (0, None)


def test_a_later_event_of_an_sop_waits_for_the_earlier_one_and_others_don_t(
    cast: Cast, receiver: Any, hook: Make, commit: Any
) -> None:
    hook(receiver.url("down-then-ok/1"))
    with commit():
        sop = make_sop(cast.sales, cast.ed)
    rounds.send_due()  # fails
    with commit():
        editing.update_step(step=step_of(sop), by=cast.ed, title="New")
        publishing.publish(sop=sop, by=cast.ed)
        make_sop(cast.sales, cast.ed, title="Other")
    rounds.send_due()
    later()
    rounds.send_due()
    story = [(event["data"]["sop"]["title"], event["data"]["version"]["number"]) for event in receiver.events]
    assert story == [("Request a discount", 1), ("Other", 1), ("Request a discount", 1), ("Request a discount", 2)]


def test_a_receiver_that_is_down_costs_one_attempt_for_all_its_events(
    cast: Cast, receiver: Any, hook: Make, commit: Any
) -> None:
    made = hook(receiver.url("ok"))
    receiver.process.kill()
    receiver.process.wait()
    with commit():
        for number in range(6):
            make_sop(cast.sales, cast.ed, title=f"SOP {number}")
    assert rounds.send_due() <= claiming.PER_WEBHOOK
    made.refresh_from_db()
    assert made.hold_until
    assert made.hold_until > timezone.now()
    assert Delivery.objects.filter(state="waiting").count() == 6, "nothing is lost"
    row = Delivery.objects.filter(attempts=1)[0]
    assert (row.status, "does not answer" in row.problem) == (None, True)


def test_a_slow_receiver_is_cut_off_and_holds_up_no_other(
    cast: Cast, receiver: Any, hook: Make, commit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.webhooks.sending.TIMEOUT_SECONDS", 1)
    slow, quick = hook(receiver.url("slow/3")), hook(receiver.url("ok"))
    with commit():
        make_sop(cast.sales, cast.ed)
    started = timezone.now()
    rounds.send_due()
    assert (timezone.now() - started).total_seconds() < 2.5
    assert Delivery.objects.get(webhook=quick).state == "sent"
    late = Delivery.objects.get(webhook=slow)
    assert (late.state, late.problem) == ("waiting", "127.0.0.1 did not answer in time.")


def test_a_redirect_is_not_followed_wherever_it_leads(cast: Cast, receiver: Any, hook: Make, commit: Any) -> None:
    """Case 32."""
    hook(receiver.url("redirect?to=http://169.254.169.254/latest/meta-data/"))
    with commit():
        make_sop(cast.sales, cast.ed)
    rounds.send_due()
    row = Delivery.objects.get()
    assert (row.state, row.status) == ("waiting", 302)
    assert "Redirects are not followed" in row.problem


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8000/", "http://10.1.2.3/", "http://[::1]/", "http://169.254.169.254/", "http://localhost/"],
)
def test_addresses_that_are_not_public_are_never_asked(cast: Cast, hook: Make, commit: Any, url: str) -> None:
    """Case 32: unless an operator lists the host."""
    hook(url)
    with commit():
        make_sop(cast.sales, cast.ed)
    rounds.send_due()
    row = Delivery.objects.get()
    assert (row.state, row.status, "not a public address" in row.problem) == ("waiting", None, True)


def test_ten_megabytes_of_answer_are_not_read(cast: Cast, receiver: Any, hook: Make, commit: Any) -> None:
    hook(receiver.url("big"))
    with commit():
        make_sop(cast.sales, cast.ed)
    rounds.send_due()
    row = Delivery.objects.get()
    assert (row.state, len(row.answer)) == ("sent", 1000)


def test_what_a_receiver_wishes_is_heard(cast: Cast, receiver: Any, hook: Make, commit: Any) -> None:
    made = hook(receiver.url("busy"))
    with commit():
        make_sop(cast.sales, cast.ed)
    rounds.send_due()
    assert 100 < (Delivery.objects.get().next_at - timezone.now()).total_seconds() <= 121, "Retry-After: 120"
    services.change(hook=made, name="Portal", url=receiver.url("gone"), wanted=["sop.published"], by=cast.adam)
    later()
    rounds.send_due()
    made.refresh_from_db()
    assert (made.is_on, "410" in made.paused_because) == (False, True)


def test_too_many_failures_pause_it_and_its_admins_hear_of_it(
    cast: Cast, receiver: Any, hook: Make, commit: Any
) -> None:
    made = hook(receiver.url("broken"))
    with commit():
        for number in range(12):
            make_sop(cast.sales, cast.ed, title=f"SOP {number}")
    for _ in range(2):
        rounds.send_due()
        later()
    made.refresh_from_db()
    assert (made.failures >= pausing.FAILURES, made.is_on) == (True, True), "a short outage pauses nothing"
    Webhook.objects.update(failing_since=timezone.now() - timedelta(hours=2))
    with commit():
        rounds.send_due()
    made.refresh_from_db()
    assert (made.is_on, "times in a row" in made.paused_because) == (False, True)
    assert {notice.person.name for notice in Notice.objects.filter(kind=pausing.KIND)} == {"Adam"}
    assert rounds.send_due() == 0
    with commit():
        make_sop(cast.sales, cast.ed, title="Meanwhile")
    Webhook.objects.update(url=receiver.url("ok"))
    services.switch(hook=made, on=True, by=cast.adam)
    rounds.send_due()
    assert Delivery.objects.filter(state="sent").count() == 13, "what happened meanwhile was kept"


def test_given_up_after_a_day_of_tries(cast: Cast, receiver: Any, hook: Make, commit: Any) -> None:
    from integrations.webhooks.schedule import DELAYS_SECONDS

    assert 23 * 3600 < sum(DELAYS_SECONDS) < 25 * 3600
    hook(receiver.url("broken"))
    with commit():
        make_sop(cast.sales, cast.ed)
    for _ in range(len(DELAYS_SECONDS) + 3):
        rounds.send_due()
        later()
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("failed", len(DELAYS_SECONDS) + 1)


def test_it_stops_when_its_maker_administers_no_more(cast: Cast, receiver: Any, hook: Make, commit: Any) -> None:
    """Cases 3 and 4: the role is asked for at each attempt; another admin can take it over."""
    made = hook(receiver.url("ok"))
    with commit():
        make_sop(cast.sales, cast.ed)
    Membership.objects.filter(user=cast.adam, library=cast.sales).update(role=30)
    with commit():
        rounds.send_due()
    made.refresh_from_db()
    assert (receiver.got, made.is_on, Delivery.objects.get().state) == ([], False, "waiting")
    Membership.objects.filter(user=cast.ava, library=cast.sales).update(role=40)
    services.switch(hook=made, on=True, by=cast.ava)
    assert rounds.send_due() == 1
    assert len(receiver.got) == 1


def test_an_sop_that_left_the_library_is_not_told_of_there(cast: Cast, receiver: Any, hook: Make, commit: Any) -> None:
    """Case 12."""
    hook(receiver.url("ok"))
    with commit():
        sop = make_sop(cast.sales, cast.ed)
    type(sop).objects.filter(pk=sop.pk).update(library=cast.desk)
    rounds.send_due()
    assert (receiver.got, Delivery.objects.get().state) == ([], "dropped")


def test_a_killed_worker_loses_nothing_and_nobody_sends_twice_at_once(
    cast: Cast, receiver: Any, hook: Make, commit: Any
) -> None:
    hook(receiver.url("ok"))
    with commit():
        make_sop(cast.sales, cast.ed)
    [taken] = claiming.claim(5)  # a worker took it and died
    assert claiming.claim(5) == []
    Delivery.objects.filter(pk=taken.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert rounds.send_due() == 1
    assert len(receiver.got) == 1


def test_the_sweep_finds_what_the_signal_did_not_tell(cast: Cast, receiver: Any, hook: Make) -> None:
    """The process ended between its commit and the signal: nothing was recorded then."""
    from integrations.webhooks import sweeping
    from sops.services import feedback

    made = hook(receiver.url("ok"))
    Webhook.objects.update(created_at=timezone.now() - timedelta(hours=2))
    sop = make_sop(cast.sales, cast.ed)  # no commit: no signal
    feedback.give(sop=sop, version=sop.current_version, kind="idea", text="Shorter.", by=cast.rosa)
    assert sweeping.catch_up() == 0, "it is being recorded right now, perhaps"
    before = timezone.now() - timedelta(minutes=5)
    sop.history.update(history_date=before)
    sop.feedback.update(given_at=before)
    assert sweeping.catch_up() == 2
    assert sweeping.catch_up() == 0, "once"
    rounds.send_due()
    assert sorted(event["event"] for event in receiver.events) == ["feedback.given", "sop.published"]
    assert made.deliveries.count() == 2


def test_a_replay_sends_the_same_event_once_more(cast: Cast, receiver: Any, hook: Make, commit: Any) -> None:
    hook(receiver.url("ok"))
    with commit():
        make_sop(cast.sales, cast.ed)
    rounds.send_due()
    services.replay(delivery=Delivery.objects.get(), by=cast.adam)
    rounds.send_due()
    assert len({event["id"] for event in receiver.events}) == 1
    assert [row.is_replay for row in Delivery.objects.order_by("pk")] == [False, True]


def test_old_events_are_forgotten_and_waiting_ones_kept(cast: Cast, receiver: Any, hook: Make, commit: Any) -> None:
    from integrations.webhooks import sweeping

    hook(receiver.url("ok"))
    with commit():
        make_sop(cast.sales, cast.ed)
    WebhookEvent.objects.update(happened_at=timezone.now() - timedelta(days=31))
    assert sweeping.forget_old() == 0
    rounds.send_due()
    assert sweeping.forget_old() == 2
