"""Other systems: who may show us in a frame, and the secrets shared with CRMs and chats."""

import re

from django.core.exceptions import ImproperlyConfigured

from kb.settings.env import env

_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:\d+)?\Z")


def _origins() -> list[str]:
    wanted: list[str] = env.list("STEPMARK_FRAME_ANCESTORS", [])
    given = [origin.strip().rstrip("/") for origin in wanted if origin.strip()]
    for one in given:
        if not _ORIGIN.match(one):
            raise ImproperlyConfigured(
                f"STEPMARK_FRAME_ANCESTORS: “{one}” is no origin such as https://*.lightning.force.com."
            )
    return given


# Origins or patterns whose pages may frame what is made for CRMs; every other page refuses all frames.
STEPMARK_FRAME_ANCESTORS = _origins()
STEPMARK_SALESFORCE_SECRET = env.str("STEPMARK_SALESFORCE_SECRET", "")
STEPMARK_HUBSPOT_SECRET = env.str("STEPMARK_HUBSPOT_SECRET", "")
# Versions 1 and 2 of HubSpot's signature say no time: who has one request can send it again.
STEPMARK_HUBSPOT_OLD_SIGNATURES = env.bool("STEPMARK_HUBSPOT_OLD_SIGNATURES", False)
STEPMARK_SLACK_SIGNING_SECRET = env.str("STEPMARK_SLACK_SIGNING_SECRET", "")
STEPMARK_SLACK_BOT_TOKEN = env.str("STEPMARK_SLACK_BOT_TOKEN", "")
STEPMARK_SLACK_API_URL = env.str("STEPMARK_SLACK_API_URL", "https://slack.com/api").rstrip("/")
