"""What admins do with webhooks. Each is in the audit log."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from access import audit
from access.models import Library
from integrations.models import Delivery, Webhook
from integrations.webhooks import events, secrets
from integrations.webhooks.events import EVENTS

MOST = 20


@transaction.atomic
def make(*, library: Library, name: str, url: str, wanted: list[str], by: Any) -> tuple[Webhook, str]:
    """A webhook and its secret, which is not shown again."""
    if Webhook.objects.filter(library=library).count() >= MOST:
        raise ValidationError(f"A library can have {MOST} webhooks. Remove one that is not needed any more.")
    secret = secrets.new()
    hook = Webhook(library=library, made_by=by, secret=secrets.seal(secret), **_checked(name, url, wanted))
    hook.full_clean(exclude=["made_by", "library"])
    hook.save()
    audit.record(by=by, verb="added webhook", subject=hook.name, library=library, url=_shown(hook.url))
    return hook, secret


@transaction.atomic
def change(*, hook: Webhook, name: str, url: str, wanted: list[str], by: Any) -> None:
    for field, value in _checked(name, url, wanted).items():
        setattr(hook, field, value)
    hook.full_clean(exclude=["made_by", "library"])
    hook.save(update_fields=["name", "url", "events"])
    audit.record(by=by, verb="changed webhook", subject=hook.name, library=hook.library, url=_shown(hook.url))


@transaction.atomic
def switch(*, hook: Webhook, on: bool, by: Any) -> None:
    """On: whoever switches it on answers for it from now on, and what was kept meanwhile is sent, in order.

    Off by a person: what still waits is not sent any more, and nothing is kept.
    """
    now = timezone.now()
    if on:
        Webhook.objects.filter(pk=hook.pk).update(
            is_on=True, paused_because="", failures=0, failing_since=None, hold_until=None, made_by=by
        )
        Delivery.objects.filter(webhook=hook, state=Delivery.State.WAITING).update(next_at=now)
        transaction.on_commit(_wake)
    else:
        Webhook.objects.filter(pk=hook.pk).update(is_on=False, paused_because="")
        Delivery.objects.filter(webhook=hook, state=Delivery.State.WAITING).update(
            state=Delivery.State.DROPPED, finished_at=now, problem="The webhook was switched off."
        )
    audit.record(
        by=by, verb="switched on webhook" if on else "switched off webhook", subject=hook.name, library=hook.library
    )


@transaction.atomic
def new_secret(*, hook: Webhook, by: Any) -> str:
    """From the next attempt on it signs with this one."""
    secret = secrets.new()
    Webhook.objects.filter(pk=hook.pk).update(secret=secrets.seal(secret))
    audit.record(by=by, verb="renewed the secret of webhook", subject=hook.name, library=hook.library)
    return secret


@transaction.atomic
def test(*, hook: Webhook, by: Any) -> Delivery:
    """Send a `ping`. ValidationError while it is off."""
    if not hook.is_on:
        raise ValidationError("Switch it on first.")
    Webhook.objects.filter(pk=hook.pk).update(hold_until=None)
    return events.ping(hook, about=f"test of webhook {hook.pk} at {timezone.now():%Y%m%d%H%M%S%f}")


@transaction.atomic
def replay(*, delivery: Delivery, by: Any) -> Delivery:
    """Send the same event again, with the same id; at once where it waits anyway. ValidationError while it is off."""
    hook = delivery.webhook
    if not hook.is_on:
        raise ValidationError("Switch the webhook on first.")
    if delivery.state == Delivery.State.WAITING:
        Delivery.objects.filter(pk=delivery.pk).update(next_at=timezone.now())
        Webhook.objects.filter(pk=hook.pk).update(hold_until=None)
        transaction.on_commit(_wake)
        return delivery
    audit.record(by=by, verb="replayed an event of webhook", subject=hook.name, library=hook.library)
    Webhook.objects.filter(pk=hook.pk).update(hold_until=None)
    return events.deliver(hook, delivery.event, is_replay=True)


@transaction.atomic
def remove(*, hook: Webhook, by: Any) -> None:
    """With its log; what still waits is not sent."""
    audit.record(by=by, verb="removed webhook", subject=hook.name, library=hook.library, url=_shown(hook.url))
    hook.delete()


def _checked(name: str, url: str, wanted: list[str]) -> dict[str, Any]:
    name, url = name.strip(), url.strip()
    chosen = [event for event in EVENTS if event in wanted]
    problems: dict[str, str] = {}
    if not name:
        problems["name"] = "Give it a name, so that everybody knows what it is for."
    if urlsplit(url).scheme not in ("http", "https"):
        problems["url"] = "An address begins with https:// (or http:// inside your own network)."
    if not chosen:
        problems["events"] = "Choose at least one event."
    if problems:
        raise ValidationError(problems)
    return {"name": name[:80], "url": url, "events": chosen}


def _shown(url: str) -> str:
    """Without what may be a key in it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"[:200]


def _wake() -> None:
    from integrations.webhooks import tasks

    tasks.wake()
