"""One row for one person: 404 if they may not see it, 403 if they may only look."""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404

from access.audit import looking

M = TypeVar("M", bound=Model)


def get_visible(rows: type[M] | QuerySet[M], user: Any, **lookup: Any) -> M:
    """`rows` is a model, or a queryset of it where related rows are wanted too."""
    row = get_object_or_404(_queryset(rows).visible_to(user), **lookup)  # type: ignore[attr-defined]
    looking.note(row, user)
    return row


def get_editable(rows: type[M] | QuerySet[M], user: Any, **lookup: Any) -> M:
    return _get_where("editable_by", rows, user, lookup)


def get_approvable(rows: type[M] | QuerySet[M], user: Any, **lookup: Any) -> M:
    return _get_where("approvable_by", rows, user, lookup)


def get_administered(rows: type[M] | QuerySet[M], user: Any, **lookup: Any) -> M:
    return _get_where("administered_by", rows, user, lookup)


def _get_where(method: str, rows: type[M] | QuerySet[M], user: Any, lookup: dict[str, Any]) -> M:
    row = get_visible(rows, user, **lookup)
    if not getattr(row._meta.default_manager.all(), method)(user).filter(pk=row.pk).exists():  # type: ignore[union-attr]
        raise PermissionDenied
    return row


def _queryset(rows: type[M] | QuerySet[M]) -> QuerySet[M]:
    return rows if isinstance(rows, QuerySet) else rows._default_manager.all()
