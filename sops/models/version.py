from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models

from sops.document import SCHEMA, Document
from sops.models.sop import Sop
from sops.querysets import PartOfSopQuerySet


class VersionIsFinal(TypeError):
    """Somebody tried to change or delete a stored version. A version never changes: publish another one."""


class VersionQuerySet(PartOfSopQuerySet):
    """Versions are added and read. What a version says is rewritten by `rewrite_redacted` alone."""

    def update(self, **changes: Any) -> int:
        # Whose account it was may be forgotten with the account.
        if set(changes) - {"published_by", "published_by_id"}:
            raise VersionIsFinal("A stored version can't be changed. Publish a new one.")
        return super().update(**changes)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise VersionIsFinal("A stored version can't be deleted.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise VersionIsFinal("A stored version can't be changed. Publish a new one.")

    def backdate(self, version: Version, at: datetime) -> None:
        """When it was published where it comes from: for what was published before it came here."""
        models.QuerySet.update(self.filter(pk=version.pk), published_at=at)

    def rewrite_redacted(self, version: Version, data: dict[str, Any]) -> None:
        """The one exception: what must not be kept leaves the snapshot. The caller says so in the audit log."""
        content_hash = Document.from_json_dict(data).content_hash(version.schema)
        models.QuerySet.update(self.filter(pk=version.pk), data=data, content_hash=content_hash)


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
    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["sop", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.sop}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise VersionIsFinal("A stored version can't be changed. Publish a new one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise VersionIsFinal("A stored version can't be deleted.")

    @cached_property
    def document(self) -> Document:
        return Document.from_json_dict(self.data)

    @cached_property
    def is_intact(self) -> bool:
        """The stored text still has the hash that it was published with."""
        return self.says(self.document)

    def says(self, document: Document) -> bool:
        """The document says what this version says, by the hash."""
        return document.content_hash(self.schema) == self.content_hash
