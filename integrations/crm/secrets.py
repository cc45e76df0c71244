"""Secrets shared with other systems: from the settings, else from the page where an administrator sets them."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from access import audit
from access.sealing import box
from integrations.models import ConnectionSecret

# name: (what people call it, the setting that goes before what a page has set)
KNOWN = {
    "salesforce": ("Salesforce: consumer secret", "STEPMARK_SALESFORCE_SECRET"),
    "hubspot": ("HubSpot: client secret of the app", "STEPMARK_HUBSPOT_SECRET"),
    "slack": ("Slack: signing secret", "STEPMARK_SLACK_SIGNING_SECRET"),
    "slack_bot": ("Slack: bot token (xoxb-…)", "STEPMARK_SLACK_BOT_TOKEN"),
}
LONGEST = 500
PURPOSE = "stepmark connection secrets"


def secret(name: str) -> str:
    """Empty where there is none: then nothing is accepted. Also where the site's key was changed since it was set."""
    given = str(getattr(settings, KNOWN[name][1], ""))
    if given:
        return given
    row = ConnectionSecret.objects.filter(name=name).first()
    if row is None:
        return ""
    try:
        return box(PURPOSE).decrypt(row.sealed.encode()).decode()
    except InvalidToken:
        return ""


@transaction.atomic
def set_secret(*, name: str, value: str, by: Any) -> None:
    """Seal and store it; an empty value forgets what was stored."""
    value = value.strip()
    if name not in KNOWN:
        raise ValidationError("There is no such connection.")
    if len(value) > LONGEST or not value.isprintable():
        raise ValidationError(f"A secret is one line of at most {LONGEST} characters.")
    if value:
        sealed = box(PURPOSE).encrypt(value.encode()).decode()
        ConnectionSecret.objects.update_or_create(name=name, defaults={"sealed": sealed, "set_by": by})
    else:
        ConnectionSecret.objects.filter(name=name).delete()
    audit.record(by=by, verb="set the secret of" if value else "forgot the secret of", subject=KNOWN[name][0])
