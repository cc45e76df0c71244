"""Who sees a request for an SOP, and who answers it."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Q

from access.models import Library
from access.querysets import LibraryScopedQuerySet


class SopRequestQuerySet(LibraryScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, while one reads the library; and all of the libraries that one edits, to answer them."""
        if not user.is_active:
            return self.none()
        own = Q(requested_by=user.pk, library__in=Library.objects.visible_to(user).values("pk"))
        return self.filter(own | Q(library__in=Library.objects.editable_by(user).values("pk")))

    def undecided(self) -> Self:
        return self.filter(status__in=["open", "planned"])
