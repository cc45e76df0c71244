from __future__ import annotations

from django.db import models


class CheckedLink(models.Model):
    """A web address that some SOP links to, and whether it answered when it was last asked."""

    url = models.CharField(max_length=2000)
    url_hash = models.CharField(max_length=64, unique=True)  # an address may be longer than an index allows
    is_broken = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row; the first may be a bad day of the other side
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["url"]

    def __str__(self) -> str:
        return self.url
