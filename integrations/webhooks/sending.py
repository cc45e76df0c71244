"""An attempt: what is sent, and what becomes of the delivery by the answer."""

import json
import time
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from access import outgoing
from integrations.models import Delivery, Webhook
from integrations.webhooks import events, pausing, schedule, secrets, signing

log = structlog.get_logger(__name__)
TIMEOUT_SECONDS = 10
READ_BYTES = 4_096  # of an answer; nobody needs more to know what went wrong
KEPT_CHARACTERS = 1_000
GONE = 410
SLOW_DOWN = (429, 503)


@dataclass(frozen=True)
class Attempt:
    """What to send where; made before anything touches the network."""

    url: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Outcome:
    """What came of it. `status` is None where there was no answer; then `problem` says why."""

    took_ms: int
    status: int | None = None
    answer: str = ""
    problem: str = ""
    wish_seconds: float = 0
    is_unreachable: bool = False

    @property
    def is_ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def prepare(row: Delivery) -> Attempt | None:
    """The request; None where it must not be sent: the row says why then."""
    hook, event = row.webhook, row.event
    if not pausing.has_its_admin(hook):
        pausing.pause(hook, "Whoever made it does not administer this library any more. Switch it on to take it over.")
        _let_go(row)
        return None
    if event.sop is not None and event.sop.library_id != hook.library_id:
        _let_go(row, "The SOP lives in another library now.", Delivery.State.DROPPED)
        return None
    try:
        secret = secrets.unseal(hook.secret)
    except secrets.Unreadable:
        pausing.pause(hook, "Its secret can't be read with the site's present key. Make a new secret.")
        _let_go(row)
        return None
    body = json.dumps(events.body_of(event), ensure_ascii=False)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Stepmark-Webhooks/1",
        "Stepmark-Event": event.name,
        "Stepmark-Event-Id": str(event.pk),
        "Stepmark-Delivery": f"{row.pk}.{row.attempts + 1}",
        signing.HEADER: signing.sign(secret, body, int(time.time())),
    }
    return Attempt(hook.url, headers, body)


def attempt(what: Attempt) -> Outcome:
    """Send it. No database here: several run side by side."""
    started = time.monotonic()
    try:
        answer = outgoing.fetch_public(
            what.url,
            method="POST",
            body=what.body.encode(),
            headers=what.headers,
            timeout_seconds=TIMEOUT_SECONDS,
            max_bytes=READ_BYTES,
            allow_hosts=settings.STEPMARK_WEBHOOK_HOSTS,
        )
    except outgoing.Unreachable as problem:
        return Outcome(_since(started), problem=str(problem), is_unreachable=True)
    except outgoing.Refused as problem:
        return Outcome(_since(started), problem=str(problem))
    why = ""
    if not answer.is_ok:
        why = f"It answered {answer.status}."
        if 300 <= answer.status < 400:
            why += " Redirects are not followed: give the address that it leads to."
    text = _printable(answer.body.decode("utf-8", "replace"))[:KEPT_CHARACTERS]
    wish = answer.headers.get("retry-after", "") if answer.status in SLOW_DOWN else ""
    return Outcome(_since(started), answer.status, text, why, float(wish) if wish.isdecimal() and len(wish) < 7 else 0)


@transaction.atomic
def conclude(row: Delivery, what: Attempt, outcome: Outcome) -> None:
    """Write down what came of it: delivered, to be tried again, or given up."""
    hook, now = row.webhook, timezone.now()
    row.attempts += 1
    row.status, row.answer, row.problem = outcome.status, outcome.answer, outcome.problem[:300]
    row.took_ms, row.request_headers, row.request_body = outcome.took_ms, what.headers, what.body
    row.lease_until = None
    if outcome.is_ok:
        row.state, row.finished_at = Delivery.State.SENT, now
        Webhook.objects.filter(pk=hook.pk).update(failures=0, failing_since=None, hold_until=None)
    else:
        delay = schedule.after(row.attempts, outcome.wish_seconds)
        if delay is None:
            row.state, row.finished_at = Delivery.State.FAILED, now
        else:
            row.next_at = now + delay
        _count_failure(hook, row.next_at if outcome.is_unreachable and delay else None)
    row.save()
    log.info("webhook_attempt", delivery=row.pk, webhook=hook.pk, status=outcome.status, state=row.state)
    if not outcome.is_ok:
        _pause_where_due(hook, outcome)


def _count_failure(hook: Webhook, hold_until: Any | None) -> None:
    """Where nobody answers at all, the other events for this address wait too."""
    Webhook.objects.filter(pk=hook.pk, failing_since=None).update(failing_since=timezone.now())
    Webhook.objects.filter(pk=hook.pk).update(failures=F("failures") + 1, hold_until=hold_until)
    hook.refresh_from_db(fields=["failures", "failing_since", "is_on", "paused_because"])


def _pause_where_due(hook: Webhook, outcome: Outcome) -> None:
    if outcome.status == GONE:
        pausing.pause(hook, "It answered 410: it does not want to be told any more.")
    elif pausing.failed_too_often(hook):
        pausing.pause(hook, f"It failed {hook.failures} times in a row. The last time: {outcome.problem}")


def _let_go(row: Delivery, problem: str = "", state: str = Delivery.State.WAITING) -> None:
    row.lease_until, row.state, row.problem = None, state, problem
    if state != Delivery.State.WAITING:
        row.finished_at = timezone.now()
    row.save(update_fields=["lease_until", "state", "problem", "finished_at"])


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "�" for sign in text)
