"""Webhooks and deliveries as the pages show them."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils import timezone

from integrations.models import Delivery, Webhook
from integrations.webhooks import events
from integrations.webhooks.schedule import DELAYS_SECONDS

SOON = timedelta(seconds=60)
TRIES = len(DELAYS_SECONDS) + 1


@dataclass(frozen=True)
class Summary:
    hook: Webhook
    host: str
    kind: str  # of the badge: good, warn, bad or none
    state_text: str


@dataclass(frozen=True)
class Line:
    """A delivery in the log."""

    row: Delivery
    about: str
    kind: str
    state_text: str
    body: str
    headers: str
    is_moving: bool
    tries: int = TRIES

    @classmethod
    def of(cls, row: Delivery) -> "Line":
        body = row.request_body or json.dumps(events.body_of(row.event), ensure_ascii=False)
        return cls(
            row=row,
            about=_about(row.event.data),
            kind=_kind(row),
            state_text=_state(row),
            body=json.dumps(json.loads(body), ensure_ascii=False, indent=2),
            headers="\n".join(f"{name}: {value}" for name, value in row.request_headers.items()),
            is_moving=row.state == Delivery.State.WAITING and row.next_at - timezone.now() < SOON,
        )


def summary(hook: Webhook) -> Summary:
    host = urlsplit(hook.url).netloc
    if hook.is_on and hook.failures:
        times = "once" if hook.failures == 1 else f"{hook.failures} times in a row"
        return Summary(hook, host, "warn", f"Failed {times}")
    if hook.is_on:
        return Summary(hook, host, "good", "On")
    if hook.paused_because:
        return Summary(hook, host, "bad", "Paused")
    return Summary(hook, host, "", "Off")


def sentences(problem: ValidationError | None) -> list[str]:
    if problem is None:
        return []
    if hasattr(problem, "message_dict"):
        return [text for texts in problem.message_dict.values() for text in texts]
    return problem.messages


def _kind(row: Delivery) -> str:
    kinds = {Delivery.State.SENT: "good", Delivery.State.FAILED: "bad"}
    return kinds.get(Delivery.State(row.state), "warn" if row.attempts else "")


def _state(row: Delivery) -> str:
    if row.state != Delivery.State.WAITING:
        return str(row.get_state_display())
    if row.attempts:
        return "Will be tried again"
    return "Waiting"


def _about(data: dict[str, Any]) -> str:
    """What it was about, in a few words."""
    named = data.get("sop") or data.get("recording") or {}
    title = str(named.get("title") or named.get("name") or data.get("message", ""))
    version = data.get("version")
    return f"{title}, version {version['number']}" if isinstance(version, dict) else title
