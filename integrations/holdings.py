"""What this app holds of people."""

from typing import Any

from access.privacy.registry import Held, OnErase, register, register_eraser
from integrations.models import (
    ConnectionSecret,
    ContextRule,
    Embed,
    Export,
    SlackLink,
    StoredAnswer,
    Webhook,
)

GOES, STAYS = OnErase.GOES, OnErase.STAYS


def connect() -> None:
    register(
        Held("Slack accounts", SlackLink, ("user",), GOES),
        Held("Answers kept for repeated requests", StoredAnswer, ("person",), GOES),
        Held("Embeds", Embed, ("made_by",), GOES, hidden=("nonce",)),
        Held("Exports", Export, ("requested_by",), GOES),
        Held("CRM rules they look after", ContextRule, ("owner",), STAYS),
        Held("Secrets of connections they set", ConnectionSecret, ("set_by",), STAYS, hidden=("sealed",)),
        Held("Webhooks they made", Webhook, ("made_by",), STAYS, hidden=("secret",)),
    )
    register_eraser(remove_export_files)


def remove_export_files(*, person: Any, former: str, by: Any, is_preview: bool) -> tuple[str, int]:
    rows = Export.objects.filter(requested_by=person).exclude(file="")
    count = rows.count()
    if not is_preview:
        for export in rows:
            export.file.storage.delete(str(export.file.name))
    return "Files of their exports (removed)", count
