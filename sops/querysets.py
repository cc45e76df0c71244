"""What `access` says of libraries, made exact for SOPs: drafts are for those who may edit them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from django.apps import apps
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from access import limits
from access.querysets import LibraryScopedQuerySet
from access.roles import Role


class SopQuerySet(LibraryScopedQuerySet):
    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        for row in rows:
            row.list_as_live()
        return super().bulk_create(rows, *args, **kwargs)

    def visible_to(self, user: Any) -> Self:
        """Published SOPs of the person's libraries, and drafts they may edit. Removed ones are nobody's."""
        return self.present().filter(
            Q(is_published=True, pk__in=super().visible_to(user).values("pk"))
            | Q(pk__in=self.editable_by(user).values("pk"))
        )

    def draft_visible_to(self, user: Any) -> Self:
        """Drafts the person may read: those they may edit, and those somebody shared with them. Never for lists."""
        return self.present().filter(
            Q(pk__in=self.editable_by(user).values("pk")) | Q(pk__in=self._shared_with(user).values("pk"))
        )

    def draft_only_for(self, user: Any) -> Self:
        """Drafts that somebody shared with the person and that are still open to them."""
        return self.present().filter(pk__in=self._shared_with(user).values("pk"))

    def _shared_with(self, user: Any) -> QuerySet[Any]:
        """The one place that says whom a share lets in, and how long. A token never opens more than its libraries."""
        if not user.is_active or not limits.may_reach(user, self.model, Role.VIEWER):
            return self.model.objects.none()
        shared = self.model.objects.filter(shares__user=user.pk, shares__expires_at__gt=timezone.now())
        if limits.is_kept_to_libraries(user):
            shared = shared.filter(library__in=limits.kept_to_libraries(_libraries(), user).values("pk"))
        return shared

    def archived_to(self, user: Any) -> Self:
        """Archived ones of libraries that the person reads, if readers ever saw them; for editors all of theirs."""
        return self.filter(removed_at=None, archived_at__isnull=False).filter(
            Q(current_version__isnull=False, pk__in=super().visible_to(user).values("pk"))
            | Q(pk__in=self.editable_by(user).values("pk"))
        )

    def put_away(self) -> Self:
        """Archived or removed: what can be brought back."""
        return self.exclude(removed_at=None, archived_at=None)

    def reviewable_by(self, user: Any) -> Self:
        """Who looks after it: editors, and its owner as long as they may see it. They answer feedback and review it."""
        if not user.is_active:
            return self.none()  # what is public and has no owner is not everybody's to look after
        owned = Q(owner=user.pk, pk__in=self.visible_to(user).values("pk"))
        return self.present().filter(owned | Q(pk__in=self.editable_by(user).values("pk")))

    def present(self) -> Self:
        return self.filter(removed_at=None, archived_at=None)

    def published(self) -> Self:
        return self.present().filter(is_published=True)


class StepQuerySet(LibraryScopedQuerySet):
    """Live rows of steps: for editors. Readers read the version's document."""

    def visible_to(self, user: Any) -> Self:
        if not user.is_active:
            return self.none()
        return self.filter(sop__in=_sops().visible_to(user).values("pk"))

    def present(self) -> Self:
        return self.filter(removed_at=None)

    def with_open_threads(self) -> Self:
        """Each with `open_threads`: how many comments and suggestions on it are not resolved yet."""
        comments = apps.get_model("sops", "Comment").objects
        of_step = comments.filter(step=OuterRef("pk"), sop=OuterRef("sop"), thread=None, resolved_at=None).order_by()
        counted = of_step.values("step").annotate(n=Count("pk")).values("n")
        return self.annotate(open_threads=Coalesce(Subquery(counted), 0))


class PartOfSopQuerySet(LibraryScopedQuerySet):
    """Rows that anybody who sees the SOP may see. Without signing in: of pictures alone, no versions, no history."""

    def visible_to(self, user: Any) -> Self:
        if not user.is_active and not getattr(self.model, "open_to_public", False):
            return self.none()
        return self.filter(sop__in=_sops().visible_to(user).values("pk"))


class ScreenshotQuerySet(PartOfSopQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Published pictures of the SOPs they see; all for editors; and what a draft shared with them shows."""
        seen = super().visible_to(user).filter(Q(is_published=True) | Q(sop__in=_sops().editable_by(user).values("pk")))
        in_shared = _steps().present().filter(sop__in=_sops().draft_only_for(user).values("pk"))
        return self.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=in_shared.values("screenshot")))


class AboutDraftQuerySet(LibraryScopedQuerySet):
    """What is said about a draft: for everybody who may read the draft."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(sop__in=_sops().draft_visible_to(user).values("pk"))


class RoundQuerySet(LibraryScopedQuerySet):
    """Reviews: for those who may edit the SOP. Whom a draft was only shared with sees no review."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(sop__in=_sops().present().editable_by(user).values("pk"))

    def open(self) -> Self:
        return self.filter(state="open")


class DraftShareQuerySet(LibraryScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """For whom it is meant, while it lasts; and for editors of the SOP."""
        theirs = Q(user=user.pk, sop__in=_sops().draft_only_for(user).values("pk"))
        return self.filter(theirs | Q(sop__in=_sops().present().editable_by(user).values("pk")))

    def in_force(self) -> Self:
        return self.filter(expires_at__gt=timezone.now())


def _sops() -> SopQuerySet:
    from sops.models import Sop

    return SopQuerySet(Sop)


def _libraries() -> QuerySet[Any]:
    from access.models import Library

    return Library.objects.all()


def _steps() -> StepQuerySet:
    from sops.models import Step

    return StepQuerySet(Step)
