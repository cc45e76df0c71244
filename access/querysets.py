"""Who sees and changes what: the one place. The same querysets list rows and check a single one."""

from __future__ import annotations

from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q

from access import limits
from access.roles import Role


class LibraryScopedQuerySet(models.QuerySet[Any]):
    """Rows owned by a library. The model's `library_path` names the way there."""

    def visible_to(self, user: Any) -> Self:
        return self._in_libraries_where(user, Role.VIEWER)

    def editable_by(self, user: Any) -> Self:
        return self._in_libraries_where(user, Role.EDITOR)

    def approvable_by(self, user: Any) -> Self:
        return self._in_libraries_where(user, Role.APPROVER)

    def administered_by(self, user: Any) -> Self:
        return self._in_libraries_where(user, Role.ADMIN)

    def _in_libraries_where(self, user: Any, role: Role) -> Self:
        if not user.is_active:  # anonymous people are never active
            return self._public_to(user, role)
        if not limits.may_reach(user, self.model, role):
            return self.none()
        if user.is_superuser and not limits.is_kept_to_libraries(user):
            return self.all()
        libraries = apps.get_model("access", "Library").objects.where_role(user, role)
        return self.filter(**{f"{self.model.library_path}__in": libraries.values("pk")})  # type: ignore[attr-defined]

    def _public_to(self, user: Any, role: Role) -> Self:
        """What is read without signing in: rows of a kind that says `open_to_public`, in public libraries."""
        if role != Role.VIEWER or not user.is_anonymous or not getattr(self.model, "open_to_public", False):
            return self.none()
        libraries = apps.get_model("access", "Library").objects.public()
        return self.filter(**{f"{self.model.library_path}__in": libraries.values("pk")})  # type: ignore[attr-defined]


class LibraryQuerySet(LibraryScopedQuerySet):
    """Libraries themselves."""

    def public(self) -> Self:
        """Those that people read without signing in: none, unless the site allows it at all."""
        return self.filter(is_public=True) if settings.STEPMARK_PUBLIC_LIBRARIES else self.none()

    def where_role(self, user: Any, role: Role) -> Self:
        """Libraries in which the person holds `role` or a higher one."""
        if not user.is_active:
            return self._public_to(user, role)
        if not limits.may_reach(user, self.model, role):
            return self.none()
        mine = limits.kept_to_libraries(self.all(), user)
        if user.is_superuser:
            return mine
        memberships = apps.get_model("access", "Membership").objects.filter(
            Q(user=user) | Q(group__in=user.groups.values("pk")), role__gte=role
        )
        allowed = Q(pk__in=memberships.values("library"))
        if role == Role.VIEWER:
            allowed |= Q(is_open=True)
        return mine.filter(allowed)

    def _in_libraries_where(self, user: Any, role: Role) -> Self:
        return self.where_role(user, role)
