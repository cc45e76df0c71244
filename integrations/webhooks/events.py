"""What can be told, and how it is written down: one row for what happened, one for each address to tell."""

from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from access.models import Library
from integrations.models import Delivery, Webhook, WebhookEvent
from sops.models import Sop

EVENTS = {
    "sop.published": "A version was published",
    "sop.withdrawn": "An SOP was withdrawn or removed",
    "sop.archived": "An SOP was archived",
    "feedback.given": "Somebody gave feedback",
    "review.due": "A review is due",
    "job.done": "A recording's job ended",
}
PING = "ping"


def record(
    *,
    name: str,
    library: Library,
    about: str,
    data: dict[str, Any],
    sop: Sop | None = None,
    happened_at: datetime | None = None,
) -> WebhookEvent | None:
    """Write down what happened, once, for every address that wants to know. None where nobody does, or it was told."""
    hooks = [hook for hook in Webhook.objects.filter(library=library) if name in hook.events and wants(hook)]
    if not hooks:
        return None
    try:
        with transaction.atomic():
            if sop is not None:  # events of an SOP get their numbers one after the other
                Sop.objects.select_for_update().filter(pk=sop.pk).first()
            event = WebhookEvent.objects.create(
                library=library, name=name, about=about, sop=sop, data=data, happened_at=happened_at or timezone.now()
            )
            for hook in hooks:
                deliver(hook, event, line=sop.key if sop else "")
    except IntegrityError:  # told already: by the signal, or by the sweep
        return None
    return event


def wants(hook: Webhook) -> bool:
    """Paused ones go on collecting, so that nothing is missing later; those that a person switched off don't."""
    return hook.is_on or bool(hook.paused_because)


def ping(hook: Webhook, about: str) -> Delivery:
    """A test for one address."""
    event = WebhookEvent.objects.create(
        library=hook.library,
        name=PING,
        about=about,
        data={"message": "It works.", "webhook": hook.name},
        happened_at=timezone.now(),
    )
    return deliver(hook, event)


def deliver(hook: Webhook, event: WebhookEvent, *, line: str = "", is_replay: bool = False) -> Delivery:
    from integrations.webhooks import tasks

    row = Delivery.objects.create(webhook=hook, event=event, line=line, next_at=timezone.now(), is_replay=is_replay)
    transaction.on_commit(partial(tasks.wake))
    return row


def body_of(event: WebhookEvent) -> dict[str, Any]:
    """What is sent. The `id` stays the same however often it is: receivers leave out what they have seen."""
    return {
        "id": str(event.pk),
        "event": event.name,
        "happened_at": event.happened_at.isoformat(),
        "library": event.library.slug,
        "data": event.data,
    }


def sop_part(sop: Sop) -> dict[str, Any]:
    return {"key": sop.key, "title": sop.listed_title, "url": address(sop.get_absolute_url())}


def address(path: str) -> str:
    """Absolute where the site knows its own address."""
    return f"{settings.STEPMARK_BASE_URL}{path}"
