"""When an address is not told any more, and who hears of it."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from access import audit
from access.holders import holding
from access.models import Library
from access.roles import Role
from integrations.models import Webhook
from notices.services import tell

FAILURES = 10  # in a row …
FAILING_FOR = timedelta(hours=1)  # … and for so long: a short outage with many events pauses nothing
KIND = "webhook_paused"


def pause(hook: Webhook, because: str) -> None:
    """Nothing is sent any more; what happens is kept until somebody switches it on again. Its admins are told once."""
    paused = Webhook.objects.filter(pk=hook.pk, is_on=True).update(is_on=False, paused_because=because[:300])
    if not paused:
        return
    hook.is_on, hook.paused_because = False, because[:300]
    audit.record(by="Stepmark", verb="paused webhook", subject=hook.name, library=hook.library, because=because)
    tell(
        people=holding(hook.library, Role.ADMIN),
        kind=KIND,
        about=hook,
        text=f"The webhook “{hook.name}” was paused: {because}",
        url=reverse("integrations:webhook", args=[hook.library.slug, hook.pk]),
    )


def failed_too_often(hook: Webhook) -> bool:
    since = hook.failing_since
    return bool(hook.failures >= FAILURES and since and timezone.now() - since >= FAILING_FOR)


def has_its_admin(hook: Webhook) -> bool:
    """Whoever made it still administers the library: nobody goes on listening after their role is gone."""
    return (
        hook.made_by is not None and Library.objects.administered_by(hook.made_by).filter(pk=hook.library_id).exists()
    )
