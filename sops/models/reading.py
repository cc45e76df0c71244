"""What a person reads: pinned and lately opened SOPs, for their home page."""

from django.conf import settings
from django.db import models

from sops.models.sop import Sop


class Pin(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pins")
    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="pins")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["user", "sop"], name="pinned_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.sop}"


class Visit(models.Model):
    """When a person opened an SOP last, and which version they read: what changed since is told by that."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits")
    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="visits")
    at = models.DateTimeField(auto_now=True)
    # The version that they read last, since when; and the one before it, until they have seen what changed.
    version_number = models.PositiveIntegerField(null=True, blank=True)
    version_at = models.DateTimeField(null=True, blank=True)
    earlier_number = models.PositiveIntegerField(null=True, blank=True)
    earlier_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["user", "sop"], name="visited_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.sop}"
