from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.db import models

from sops.document import SCHEMA, Document
from sops.models.sop import Sop
from sops.querysets import PartOfSopQuerySet


class Version(models.Model):
    """One published state of an SOP: an immutable snapshot of its document, with its hash."""

    library_path = "sop__library"
    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    data = models.JSONField()
    schema = models.PositiveSmallIntegerField(default=SCHEMA)
    content_hash = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    objects = PartOfSopQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["sop", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.sop}, version {self.number}"

    @cached_property
    def document(self) -> Document:
        return Document.from_json_dict(self.data)
