"""Who of Slack is who here: linked by the person themselves, through an address that only they were given."""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode

from access import audit
from integrations.crm.seen import refuse_if_seen
from integrations.models import SlackLink
from integrations.signatures import Refused

SALT, SECONDS = "integrations.slack.link", 900


@dataclass(frozen=True)
class SlackUser:
    team_id: str
    user_id: str
    name: str = ""
    team: str = ""


def link_address(who: SlackUser, site: str) -> str:
    """Where this person of Slack can say who they are here; for a quarter of an hour."""
    held = {"team": who.team_id, "user": who.user_id, "name": who.name[:120], "team_name": who.team[:120]}
    return f"{site}{reverse('integrations:slack-account')}?{urlencode({'link': signing.dumps(held, salt=SALT)})}"


def asked_by(link: str) -> SlackUser:
    """ValidationError where the address is forged or too old."""
    try:
        held = signing.loads(link, salt=SALT, max_age=SECONDS)
    except signing.BadSignature as problem:
        raise ValidationError("This link is no longer valid. Ask for a new one with /stepmark in Slack.") from problem
    return SlackUser(held["team"], held["user"], held["name"], held["team_name"])


@transaction.atomic
def link(*, link: str, by: Any) -> SlackLink:
    """This person of Slack sees from now on what `by` may see. An address counts once."""
    who = asked_by(link)
    try:
        refuse_if_seen("slack-link", link)
    except Refused as problem:
        raise ValidationError("This link was used already.") from problem
    row, _ = SlackLink.objects.update_or_create(
        team_id=who.team_id, slack_user_id=who.user_id, defaults={"user": by, "name": who.name}
    )
    audit.record(by=by, verb="linked their account to Slack as", subject=who.name or who.user_id, team=who.team_id)
    return row


@transaction.atomic
def unlink(*, row: SlackLink, by: Any) -> None:
    audit.record(by=by, verb="unlinked Slack", subject=row.name or row.slack_user_id, team=row.team_id)
    row.delete()


def person_of(team_id: str, user_id: str) -> Any | None:
    """The linked, active person, or None."""
    row = SlackLink.objects.select_related("user").filter(team_id=team_id, slack_user_id=user_id).first()
    return row.user if row and row.user.is_active else None
