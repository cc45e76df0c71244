"""What `access` says of libraries, made exact for what integrations keep."""

from __future__ import annotations

from typing import Any, Self

from django.utils import timezone

from access.querysets import LibraryScopedQuerySet


class EmbedQuerySet(LibraryScopedQuerySet):
    """Embeds are for those who may edit the SOP: a reader could carry its token to others."""

    def visible_to(self, user: Any) -> Self:
        return self.editable_by(user)

    def alive(self) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())
