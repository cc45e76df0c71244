"""Whose notices they are, and which of them may still be shown: those about what the person may see today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, Q

Subject = tuple[int, int]  # content type, pk


class NoticeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The person's own, about rows they may see now."""
        if not user.is_active:
            return self.none()
        own = self.filter(person=user)
        seen = _visible_subjects(own.order_by().values_list("content_type", "object_pk").distinct(), user)
        may_see = Q()
        for content_type, pks in seen.items():
            may_see |= Q(content_type=content_type, object_pk__in=pks)
        return own.filter(may_see) if may_see else self.none()

    def count_visible_to(self, user: Any) -> int:
        """How many those are: one query, and one more for each kind of row they are about, however many there are."""
        if not user.is_active:
            return 0
        rows = self.filter(person=user).order_by().values_list("content_type", "object_pk").annotate(n=Count("pk"))
        counts = {(content_type, pk): n for content_type, pk, n in rows}
        seen = _visible_subjects(counts, user)
        return sum(counts[content_type, pk] for content_type, pks in seen.items() for pk in pks)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def awaiting_mail(self, choice: str) -> Self:
        return self.filter(mail=choice, mailed_at=None)


def _visible_subjects(subjects: Iterable[Subject], user: Any) -> dict[int, list[int]]:
    """Those that the person may see, by content type.

    Asked one kind at a time: all of them nested in one query are deeper than SQLite's parser takes.
    """
    by_type: dict[int, list[int]] = defaultdict(list)
    for content_type, pk in subjects:
        by_type[content_type].append(pk)
    found = {}
    for content_type, pks in by_type.items():
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model is not None:
            visible = model._default_manager.all().visible_to(user)  # type: ignore[attr-defined]
            found[content_type] = list(visible.filter(pk__in=pks).order_by().values_list("pk", flat=True))
    return {content_type: pks for content_type, pks in found.items() if pks}
