"""Making and revoking embeds. Both are in the audit log."""

import secrets
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from access import audit
from integrations.embeds.origins import origin_of
from integrations.models import Embed
from sops.models import Sop, Step

DAYS = {30: "30 days", 90: "90 days", 365: "a year"}
MOST_PER_SOP = 100


@transaction.atomic
def make_embed(*, sop: Sop, step: Step | None, origin: str, days: int, by: Any) -> Embed:
    """The SOP, or one step of it, for pages of one origin. ValidationError with what is wrong."""
    if days not in DAYS:
        raise ValidationError("Choose how long it is valid.")
    if step is not None and (step.sop_id != sop.pk or step.removed_at):
        raise ValidationError("This step isn't in the SOP.")
    if not sop.is_published:
        raise ValidationError("Publish the SOP first: others see only what is published.")
    if Embed.objects.filter(sop=sop).alive().count() >= MOST_PER_SOP:
        raise ValidationError(f"An SOP may be embedded {MOST_PER_SOP} times. Revoke what is no longer needed.")
    try:
        audience = origin_of(origin)
    except ValueError as problem:
        raise ValidationError(str(problem)) from problem
    embed = Embed.objects.create(
        sop=sop,
        step=step,
        origin=audience,
        nonce=secrets.token_urlsafe(16),
        made_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    audit.record(by=by, verb="embedded", subject=str(step or sop), library=sop.library, origin=audience, days=days)
    return embed


@transaction.atomic
def revoke_embed(*, embed: Embed, by: Any) -> None:
    """From now on nobody sees it there."""
    if embed.revoked_at is None:
        embed.revoked_at = timezone.now()
        embed.save(update_fields=["revoked_at"])
        subject = str(embed.step or embed.sop)
        audit.record(
            by=by, verb="revoked the embed of", subject=subject, library=embed.sop.library, origin=embed.origin
        )
