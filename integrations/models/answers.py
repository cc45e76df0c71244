"""Answers of the API that may be asked for again by their `Idempotency-Key`."""

from django.conf import settings
from django.db import models


class StoredAnswer(models.Model):
    """What a person's request was answered. Kept for a day."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, blank=True)
    rights = models.CharField(max_length=16, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return f"{self.person}: {self.key}"
