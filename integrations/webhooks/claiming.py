"""What is due, taken by one worker at a time."""

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from integrations.models import Delivery

# Longer than an attempt can take; after that whoever had it is believed dead and it is sent again.
LEASE = timedelta(seconds=60)
PER_WEBHOOK = 2  # at a time
LOOKED_AT = 20  # candidates for each place that is free


def due() -> QuerySet[Delivery]:
    """Deliveries whose time has come, the oldest first. Of a line only the first: later events wait for earlier."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    earlier = Delivery.objects.filter(
        webhook=OuterRef("webhook"), line=OuterRef("line"), state=Delivery.State.WAITING, pk__lt=OuterRef("pk")
    )
    return (
        Delivery.objects.filter(free, state=Delivery.State.WAITING, next_at__lte=now, webhook__is_on=True)
        .filter(Q(webhook__hold_until=None) | Q(webhook__hold_until__lte=now))
        .filter(Q(line="") | ~Exists(earlier))
        .order_by("pk")
    )


def claim(limit: int, busy: Mapping[int, int] | None = None) -> list[Delivery]:
    """Take up to `limit` of them, few for each address; `busy` says how many are at work already, by webhook."""
    taken: list[Delivery] = []
    of_webhook = dict(busy or {})
    for pk, webhook_id in due().values_list("pk", "webhook_id")[: max(limit, 0) * LOOKED_AT]:
        if len(taken) == limit:
            break
        if of_webhook.get(webhook_id, 0) < PER_WEBHOOK and _take(pk):
            of_webhook[webhook_id] = of_webhook.get(webhook_id, 0) + 1
            taken.append(_whole().get(pk=pk))
    return taken


def _take(pk: int) -> bool:
    """One UPDATE, so that two workers can never both win."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    return bool(Delivery.objects.filter(free, pk=pk, state=Delivery.State.WAITING).update(lease_until=now + LEASE))


def _whole() -> QuerySet[Delivery]:
    return Delivery.objects.select_related("webhook__library", "webhook__made_by", "event__sop", "event__library")
