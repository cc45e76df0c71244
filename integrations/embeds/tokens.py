"""The token in an embed's address: signed, for one SOP or step, one origin, until a day. Its row can revoke it."""

import hmac
from dataclasses import dataclass

from django.core import signing
from django.utils import timezone

from integrations.models import Embed
from sops.models import Sop

SALT = "integrations.embed"


class NotShown(Exception):
    """Why nothing is shown, as a sentence for whoever looks at the page. `origin`: who may frame that sentence."""

    def __init__(self, sentence: str, *, status: int, origin: str = "") -> None:
        super().__init__(sentence)
        self.status, self.origin = status, origin


@dataclass(frozen=True)
class Shown:
    embed: Embed
    sop: Sop


def token_of(embed: Embed) -> str:
    held = {
        "e": embed.key,
        "s": embed.sop.key,
        "t": embed.step.key if embed.step else "",
        "aud": embed.origin,
        "exp": int(embed.expires_at.timestamp()),
        "n": embed.nonce,
    }
    return signing.dumps(held, salt=SALT)


def opened(token: str) -> Shown:
    """What the token shows today. NotShown: forged, expired, revoked, or its maker may not see the SOP any more."""
    try:
        held = signing.loads(token, salt=SALT)
    except signing.BadSignature as forged:
        raise NotShown("This embed does not exist.", status=404) from forged
    embed = Embed.objects.select_related("sop", "step", "made_by").filter(key=held["e"]).first()
    if embed is None or not _same(embed, held):
        raise NotShown("This embed does not exist.", status=404)
    origin = embed.origin
    if embed.revoked_at:
        raise NotShown("This embed was revoked.", status=410, origin=origin)
    if embed.expires_at <= timezone.now():
        raise NotShown("This embed has expired. Ask for a new one.", status=410, origin=origin)
    rows = Sop.objects.visible_to(embed.made_by).published().select_related("library", "owner", "current_version")
    sop = rows.filter(pk=embed.sop_id).first()
    if sop is None or sop.current_version is None:
        raise NotShown("This SOP is not shown here any more.", status=410, origin=origin)
    return Shown(embed, sop)


def _same(embed: Embed, held: dict[str, str]) -> bool:
    """Everything that was signed still is what the row says; the row alone can't be pointed elsewhere."""
    step = embed.step.key if embed.step else ""
    return (
        hmac.compare_digest(embed.nonce, str(held.get("n")))
        and held.get("aud") == embed.origin
        and held.get("s") == embed.sop.key
        and held.get("t") == step
        and held.get("exp") == int(embed.expires_at.timestamp())
    )
