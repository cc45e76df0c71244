"""Webhooks."""

from typing import Any

from integrations.models import Delivery
from integrations.webhooks import events, services
from tests.urls.rows import ADMIN, ADMIN_CHANGE, Row

HOOK = {"name": "Portal", "url": "https://example.com/hook", "events": ["sop.published"]}
ONE = "/libraries/{library}/webhooks/{webhook}"
GONE_AFTER = (302, 403, 403, 403, 200)  # the page that shows a secret
ROWS = [
    Row("integrations:webhooks", "GET", "/libraries/{library}/webhooks", ADMIN),
    Row("integrations:webhook-add", "POST", "/libraries/{library}/webhooks/add", GONE_AFTER, HOOK),
    Row("integrations:webhook", "GET", ONE, ADMIN),
    Row("integrations:webhook-log", "GET", f"{ONE}/log", ADMIN),
    Row("integrations:webhook-change", "POST", f"{ONE}/change", ADMIN_CHANGE, HOOK),
    Row("integrations:webhook-switch", "POST", f"{ONE}/switch", ADMIN_CHANGE, {"on": "yes"}),
    Row("integrations:webhook-test", "POST", f"{ONE}/test", ADMIN_CHANGE),
    Row("integrations:webhook-secret", "POST", f"{ONE}/secret", GONE_AFTER),
    Row("integrations:webhook-remove", "POST", f"{ONE}/remove", ADMIN_CHANGE),
    Row("integrations:webhook-replay", "POST", f"{ONE}/deliveries/{{delivery}}/replay", ADMIN_CHANGE),
]


def add(names: dict[str, Any], cast: Any, sop: Any, by: Any) -> None:
    """A webhook of the SOP's library, with a delivery that is still moving."""
    hook, _ = services.make(
        library=sop.library, name="Portal", url="https://example.com/hook", wanted=["sop.published"], by=cast.adam
    )
    delivery: Delivery = events.ping(hook, about=f"test {hook.pk}")
    names |= {"webhook": hook.pk, "delivery": delivery.pk}
