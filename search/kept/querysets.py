"""Searches are their person's own: nobody else sees them, administrators neither."""

from __future__ import annotations

from typing import Any, Self

from django.db import models


class OwnQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(user=user.pk) if user.is_active else self.none()

    def editable_by(self, user: Any) -> Self:
        return self.visible_to(user)
