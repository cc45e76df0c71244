"""Who can see a library, an SOP or a step, and why: one query, and the same rules that decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.urls import Resolver404, resolve
from django.utils import timezone

from access.explain import MAY
from access.models import Library, Membership, User
from access.roles import Role
from sops.models import DraftShare, Sop
from sops.reading import step_links

LINK_LENGTH = 500


@dataclass(frozen=True)
class Target:
    """What a link leads to: an SOP, or a library as a whole."""

    library: Library
    sop: Sop | None = None

    @property
    def is_read_by_viewers(self) -> bool:
        return self.sop is None or (self.sop.is_published and not self.is_put_away)

    @property
    def is_public(self) -> bool:
        """Whether people who aren't signed in read it too."""
        return self.is_read_by_viewers and Library.objects.public().filter(pk=self.library.pk).exists()

    @property
    def is_put_away(self) -> bool:
        return self.sop is not None and (self.sop.archived_at is not None or self.sop.removed_at is not None)


def target_of(link: str, user: Any) -> Target | None:
    """What the link leads to, where the person administers it; None for everything else, whether it exists or not."""
    try:
        match = resolve(urlsplit(link.strip()[:LINK_LENGTH]).path)
    except (Resolver404, ValueError):
        return None
    kwargs = match.kwargs
    if match.view_name in ("sops:step", "api-step"):
        return _of_sop(Sop.objects.filter(pk__in=_homes(kwargs["key"], user)), user)
    if "key" in kwargs and match.app_name == "sops":
        return _of_sop(Sop.objects.filter(key=kwargs["key"]), user)
    if "slug" in kwargs and (match.view_name == "sops:library" or match.view_name.startswith("access:people")):
        library = Library.objects.administered_by(user).filter(slug=kwargs["slug"]).first()
        return Target(library) if library else None
    return None


def _of_sop(rows: QuerySet[Any], user: Any) -> Target | None:
    sop = rows.administered_by(user).select_related("library", "owner").first()  # type: ignore[attr-defined]
    return Target(sop.library, sop) if sop else None


def _homes(key: str, user: Any) -> list[int]:
    try:
        row = step_links.find_step(key, user)
    except Http404:
        return []
    return [sop.pk for sop in step_links.homes_of(row, user)] or [row.sop_id]


def people_who_see(target: Target, words: str = "") -> QuerySet[User]:
    """Active people with `own_role`, `group_role`, `group_name` and `shared_until`: what makes them see it."""
    held = Membership.objects.filter(library=target.library)
    by_group = held.filter(group__user=OuterRef("pk")).order_by("-role", "group__name")
    rows = User.objects.filter(is_active=True).annotate(
        own_role=Subquery(held.filter(user=OuterRef("pk")).values("role")[:1]),
        group_role=Subquery(by_group.values("role")[:1]),
        group_name=Subquery(by_group.values("group__name")[:1]),
        shared_until=Subquery(
            DraftShare.objects.filter(user=OuterRef("pk"), sop=target.sop, expires_at__gt=timezone.now()).values(
                "expires_at"
            )[:1]
        ),
    )
    least = Role.VIEWER if target.is_read_by_viewers else Role.EDITOR
    sees = Q(is_superuser=True) | Q(own_role__gte=least) | Q(group_role__gte=least)
    if target.sop and not target.is_put_away:
        sees |= Q(shared_until__isnull=False)
    if target.is_read_by_viewers and target.library.is_open:
        sees |= Q(is_active=True)
    rows = rows.filter(sees)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(email__icontains=words))
    return rows.order_by(F("is_superuser").desc(), F("own_role").desc(nulls_last=True), "name", "email", "pk")


def why(person: Any) -> tuple[str, str]:
    """What a row of `people_who_see` may, and because of what."""
    if person.is_superuser:
        return MAY[Role.ADMIN], "administers the whole site"
    own, group = person.own_role or 0, person.group_role or 0
    if max(own, group):
        role = Role(max(own, group))
        return MAY[role], f"{role.label.lower()} " + ("themselves" if own >= group else f"through {person.group_name}")
    if person.shared_until:
        return "can read the draft", f"it is shared with them until {person.shared_until:%-d %B %Y}"
    return MAY[Role.VIEWER], "the library is open to everyone signed in"
