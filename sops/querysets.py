"""What `access` says of libraries, made exact for SOPs: drafts are for those who may edit them."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Q

from access.querysets import LibraryScopedQuerySet


class SopQuerySet(LibraryScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Published SOPs of the person's libraries, and drafts they may edit. Removed ones are nobody's."""
        return self.present().filter(
            Q(is_published=True, pk__in=super().visible_to(user).values("pk"))
            | Q(pk__in=self.editable_by(user).values("pk"))
        )

    def present(self) -> Self:
        return self.filter(removed_at=None)

    def published(self) -> Self:
        return self.present().filter(is_published=True)


class StepQuerySet(LibraryScopedQuerySet):
    """Live rows of steps: for editors. Readers read the version's document."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(sop__in=_sops().visible_to(user).values("pk"))

    def present(self) -> Self:
        return self.filter(removed_at=None)


class PartOfSopQuerySet(LibraryScopedQuerySet):
    """Rows that anybody who sees the SOP may see."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(sop__in=_sops().visible_to(user).values("pk"))


class ScreenshotQuerySet(PartOfSopQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Published pictures of the SOPs they see; those of drafts for editors."""
        return super().visible_to(user).filter(Q(is_published=True) | Q(sop__in=_sops().editable_by(user).values("pk")))


def _sops() -> SopQuerySet:
    from sops.models import Sop

    return SopQuerySet(Sop)
