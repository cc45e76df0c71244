"""A file that somebody wants to take in: kept between its preview and the answer, then forgotten."""

from __future__ import annotations

from secrets import token_hex

from django.conf import settings
from django.db import models

from access.models import Library
from access.querysets import LibraryScopedQuerySet


def stored_apart(row: Import, filename: str) -> str:
    """Nothing of the person's file name becomes a path."""
    return f"imports/{token_hex(16)}.bin"


class Import(models.Model):
    """`upload` is what the person sent, `bundle` what was read from it; `report` says what could not be taken."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        READING = "reading", "Being read"
        READY = "ready", "Ready to look at"
        REFUSED = "refused", "Can't be read"

    library_path = "library"
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="imports")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    kind = models.CharField(max_length=40, blank=True)
    problem = models.TextField(blank=True)
    report = models.JSONField(default=list, blank=True)  # list[str]
    upload = models.FileField(upload_to=stored_apart)
    bundle = models.FileField(upload_to=stored_apart, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    objects = LibraryScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name
