"""What Slack need not wait for."""

from typing import Any

from celery import shared_task

from integrations.chat import unfurling


@shared_task
def unfurl(team_id: str, user_id: str, channel: str, message: str, urls: list[str], site: str) -> None:
    """Permission is asked here, when it is shown, not when the message came in."""
    shown: dict[str, Any] = unfurling.previews(team_id, user_id, urls, site)
    if shown:
        unfurling.send(channel=channel, message=message, unfurls=shown)
