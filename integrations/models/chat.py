"""Who is who in a chat."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SlackLink(models.Model):
    """A person of a Slack workspace, linked by themselves to their account here."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="slack_links")
    team_id = models.CharField(max_length=40)
    slack_user_id = models.CharField(max_length=40)
    name = models.CharField(max_length=120, blank=True)
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-linked_at"]
        constraints = [models.UniqueConstraint(fields=["team_id", "slack_user_id"], name="one_person_per_slack_user")]

    def __str__(self) -> str:
        return f"{self.name or self.slack_user_id}: {self.user}"
