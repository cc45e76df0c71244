"""One row for one person: 404 if they may not see it, 403 if they may only look."""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.shortcuts import get_object_or_404

M = TypeVar("M", bound=Model)


def get_visible(model: type[M], user: Any, **lookup: Any) -> M:
    return get_object_or_404(model._default_manager.all().visible_to(user), **lookup)  # type: ignore[attr-defined]


def _get_where(method: str, model: type[M], user: Any, lookup: dict[str, Any]) -> M:
    row = get_visible(model, user, **lookup)
    if not getattr(model._default_manager.all(), method)(user).filter(pk=row.pk).exists():
        raise PermissionDenied
    return row


def get_editable(model: type[M], user: Any, **lookup: Any) -> M:
    return _get_where("editable_by", model, user, lookup)


def get_approvable(model: type[M], user: Any, **lookup: Any) -> M:
    return _get_where("approvable_by", model, user, lookup)


def get_administered(model: type[M], user: Any, **lookup: Any) -> M:
    return _get_where("administered_by", model, user, lookup)
