"""Exports are for the person who asked for them; an export folder for the admins of its library."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from access import limits
from access.querysets import LibraryScopedQuerySet
from access.roles import Role


class ExportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """A person's own exports. What may be downloaded of them is asked anew each time: see `downloads`."""
        if not user.is_active or not limits.may_reach(user, self.model, Role.VIEWER):
            return self.none()
        return self.filter(requested_by=user.pk)

    def unfinished(self) -> Self:
        return self.filter(state__in=["waiting", "running"])

    def running(self) -> Self:
        return self.filter(state="running")

    def expired(self) -> Self:
        return self.filter(~Q(state__in=["waiting", "running"]), expires_at__lte=timezone.now())


class FolderFileQuerySet(LibraryScopedQuerySet):
    def open(self) -> Self:
        """What a worker should look at."""
        return self.filter(asked__gt=F("answered"))

    def ask(self) -> int:
        """Have them looked at again, from the first try on."""
        return self.update(asked=F("asked") + 1, tries=0)
