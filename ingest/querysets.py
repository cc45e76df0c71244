"""Who sees recordings and their jobs: the person who sent it, and the editors of the library."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Q

from access.querysets import LibraryScopedQuerySet


class RecordingQuerySet(LibraryScopedQuerySet):
    """`visible_to` is narrower than the library's: a recording shows more than the SOP made of it."""

    uploader_path = "uploaded_by"

    def visible_to(self, user: Any) -> Self:
        """Recordings of the libraries they edit, and their own as long as they may read the library."""
        own = super().visible_to(user).filter(**{self.uploader_path: user.pk})
        return self.filter(Q(pk__in=self.editable_by(user).values("pk")) | Q(pk__in=own.values("pk")))


class JobQuerySet(RecordingQuerySet):
    uploader_path = "recording__uploaded_by"

    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def running(self) -> Self:
        return self.filter(state="running")

    def unfinished(self) -> Self:
        return self.filter(state__in=["waiting", "running"])
