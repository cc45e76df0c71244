from __future__ import annotations

from django.db import models

from sops.querysets import ScreenshotQuerySet


def stored_at(screenshot: Screenshot, filename: str) -> str:
    """By content: the same picture is stored once, and its address never changes."""
    return f"screenshots/{screenshot.sha256[:2]}/{screenshot.sha256}.{filename.rsplit('.', 1)[-1]}"


class Screenshot(models.Model):
    """An immutable picture of an SOP. `words` were read on it: [{"text", "box": [x, y, width, height]}], fractions."""

    library_path = "sop__library"
    open_to_public = True
    sop = models.ForeignKey("sops.Sop", on_delete=models.CASCADE, related_name="screenshots")
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=stored_at)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    words = models.JSONField(default=list, blank=True)
    # A reader may fetch it: it is part of a published version.
    is_published = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    objects = ScreenshotQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sop", "sha256"], name="one_picture_per_sop")]

    def __str__(self) -> str:
        return f"{self.sha256[:8]} of {self.sop}"
