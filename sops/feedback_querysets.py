"""Who sees feedback, and who answers it."""

from __future__ import annotations

from typing import Any, Self

from django.apps import apps
from django.db.models import Q

from access.querysets import LibraryScopedQuerySet


class FeedbackQuerySet(LibraryScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, while one may see the SOP; and all of the SOPs that one may edit, or owns and may see."""
        if not user.is_active:
            return self.none()
        return self.filter(_of_readable(user, Q(given_by=user.pk) | Q(sop__owner=user.pk)) | _of_edited(user))

    def editable_by(self, user: Any) -> Self:
        """Answered by editors of the SOP and by its owner."""
        if not user.is_active:
            return self.none()
        return self.filter(_of_readable(user, Q(sop__owner=user.pk)) | _of_edited(user))

    def undecided(self) -> Self:
        return self.filter(status__in=["open", "accepted"])


# Two flat conditions in place of `reviewable_by`: nested once more they are deeper than SQLite's parser takes.
def _of_readable(user: Any, condition: Q) -> Q:
    return condition & Q(sop__in=_sops().visible_to(user).values("pk"))


def _of_edited(user: Any) -> Q:
    return Q(sop__in=_sops().present().editable_by(user).values("pk"))


def _sops() -> Any:
    return apps.get_model("sops", "Sop").objects
