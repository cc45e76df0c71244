"""Who sees a request for an SOP, and who answers it."""

from __future__ import annotations

from typing import Any, Self

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from access.models import Library
from access.querysets import LibraryScopedQuerySet


class SopRequestQuerySet(LibraryScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, while one reads the library; and all of the libraries that one edits, to answer them."""
        if not user.is_active:
            return self.none()
        own = Q(requested_by=user.pk, library__in=Library.objects.visible_to(user).values("pk"))
        return self.filter(own | Q(library__in=Library.objects.editable_by(user).values("pk")))

    def for_pages(self, user: Any) -> Self:
        """With all that is shown of one; `sop_is_seen`: `user` may see the SOP that answers it."""
        seen = apps.get_model("sops", "Sop").objects.visible_to(user).filter(pk=OuterRef("sop"))
        rows = self.select_related("library", "requested_by", "answered_by", "sop")
        return rows.annotate(sop_is_seen=Exists(seen))

    def undecided(self) -> Self:
        return self.filter(status__in=["open", "planned"])
