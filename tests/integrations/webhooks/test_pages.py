"""The pages of webhooks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from access.models import AuditEvent
from integrations.models import Delivery, Webhook
from integrations.webhooks import events, rounds, services
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast

Make = Callable[..., Webhook]
FORM = {"name": "Portal", "url": "https://example.com/hook?key=hidden", "events": ["sop.published", "review.due"]}


def address(hook: Webhook, name: str = "webhook", *more: int) -> str:
    return reverse(f"integrations:{name}", args=[hook.library.slug, hook.pk, *more])


def test_the_secret_is_shown_once(cast: Cast) -> None:
    """Case 35."""
    client = client_of(cast.adam)
    page = client.post("/libraries/sales/webhooks/add", FORM).content.decode()
    assert "whsec_" in page
    hook = Webhook.objects.get()
    assert "whsec_" not in text_of(client, address(hook))
    assert "whsec_" not in hook.secret
    renewed = client.post(address(hook, "webhook-secret")).content.decode()
    assert "whsec_" in renewed
    event = AuditEvent.objects.filter(verb="added webhook").get()
    assert "hidden" not in str(event.detail), "an address may hold a key"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " "}, "Give it a name"),
        ({"url": "ftp://example.com"}, "An address begins with https://"),
        ({"url": "https://"}, "valid URL"),
        ({"url": "javascript:alert(1)"}, "An address begins with https://"),
        ({"events": []}, "Choose at least one event"),
        ({"events": ["sop.stolen"]}, "Choose at least one event"),
    ],
)
def test_what_can_t_be_used_is_said_and_what_was_typed_stays(cast: Cast, change: dict[str, Any], sentence: str) -> None:
    answer = client_of(cast.adam).post("/libraries/sales/webhooks/add", {**FORM, **change})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Webhook.objects.exists()
    if "name" not in change:
        assert 'value="Portal"' in answer.content.decode()


def test_a_webhook_of_another_library_is_not_there(cast: Cast, hook: Make) -> None:
    """Case 11: an id of one library below another."""
    of_desk = hook("https://example.com/", library=cast.desk)
    assert client_of(cast.adam).get(f"/libraries/sales/webhooks/{of_desk.pk}").status_code == 404
    mine = hook("https://example.com/")
    delivery = events.ping(of_desk, about="test")
    assert client_of(cast.adam).post(address(mine, "webhook-replay", delivery.pk)).status_code == 404


def test_a_test_a_replay_and_the_log(cast: Cast, hook: Make, receiver: Any) -> None:
    made, client = hook(receiver.url("ok")), client_of(cast.adam)
    client.post(address(made, "webhook-test"))
    page = text_of(client, address(made))
    assert "ping" in page
    assert "hx-get" in page, "it looks again while something is on its way"
    rounds.send_due()
    page = text_of(client, address(made, "webhook-log"), status=286)
    assert "Delivered" in page
    assert "Stepmark-Signature: t=" in page
    assert "{&quot;received&quot;: true}" in page
    client.post(address(made, "webhook-replay", Delivery.objects.get().pk))
    assert Delivery.objects.filter(is_replay=True).count() == 1
    assert "replayed" in text_of(client, address(made))
    assert "None like that" in text_of(client, f"{address(made)}?state=failed")


def test_an_answer_is_text_and_never_markup(cast: Cast, hook: Make) -> None:
    """Case 22."""
    made = hook("https://example.com/")
    delivery = events.ping(made, about="test")
    Delivery.objects.filter(pk=delivery.pk).update(
        answer="<script>alert(1)</script>", problem="<img src=x>", status=200
    )
    page = text_of(client_of(cast.adam), address(made))
    assert "<script>alert" not in page
    assert "<img src=x>" not in page


def test_off_it_sends_no_test_and_keeps_nothing(cast: Cast, hook: Make) -> None:
    made, client = hook("https://example.com/"), client_of(cast.adam)
    events.ping(made, about="test")
    client.post(address(made, "webhook-switch"), {"on": "no"})
    assert Delivery.objects.get().state == "dropped"
    answer = client.post(address(made, "webhook-test"))
    assert (answer.status_code, "Switch it on first" in answer.content.decode()) == (422, True)
    client.post(address(made, "webhook-switch"), {"on": "yes"})
    assert "Send a test" in text_of(client, address(made))
    client.post(address(made, "webhook-remove"))
    assert not Webhook.objects.exists()


def test_lists_ask_as_little_for_eleven(cast: Cast, hook: Make) -> None:
    client = client_of(cast.adam)
    first = hook("https://example.com/")
    events.ping(first, about="test 0")
    few = [queries_for(client, "/libraries/sales/webhooks"), queries_for(client, address(first))]
    for number in range(1, 11):
        hook("https://example.com/")
        events.ping(first, about=f"test {number}")
    assert [queries_for(client, "/libraries/sales/webhooks"), queries_for(client, address(first))] == few


def test_a_library_has_so_many_and_no_more(cast: Cast, hook: Make) -> None:
    for _ in range(services.MOST):
        hook("https://example.com/")
    answer = client_of(cast.adam).post("/libraries/sales/webhooks/add", FORM)
    assert (answer.status_code, "can have 20 webhooks" in answer.content.decode()) == (422, True)
