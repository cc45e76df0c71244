"""The table of people: found, filtered, sorted. For site admins all of them, for a library's admins its members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from access.admins import orphaned
from access.invitations import open_ones
from access.models import Library, Membership, User
from access.roles import Role
from access.signin_mfa import FACTORS

STATES = {"active": "Active", "off": "Switched off", "invited": "Invited", "never": "Never signed in"}
SORTS = {
    "name": ("name", "email"),
    "-name": ("-name", "-email"),
    "last": (F("last_login").desc(nulls_last=True), "name", "email"),
    "-last": (F("last_login").asc(nulls_first=True), "name", "email"),
    "joined": ("-date_joined", "name"),
}


@dataclass(frozen=True)
class Filters:
    """What the address asks for; what it doesn't know is as if it wasn't there."""

    words: str = ""
    library: str = ""
    role: int = 0
    group: int = 0
    state: str = ""
    sort: str = "name"

    @classmethod
    def from_query(cls, given: Mapping[str, Any]) -> Filters:
        return cls(
            words=str(given.get("q", "")).strip()[:100],
            library=str(given.get("library", ""))[:60],
            role=role if (role := _number(given.get("role"))) in Role.values else 0,
            group=_number(given.get("group")),
            state=state if (state := str(given.get("state", ""))) in STATES else "",
            sort=sort if (sort := str(given.get("sort", ""))) in SORTS else "name",
        )

    @property
    def is_set(self) -> bool:
        return bool(self.words or self.library or self.role or self.group or self.state)


def people(filters: Filters) -> QuerySet[User]:
    """Everybody who fits, each with `has_factor`, `is_invited`, and roles and groups at hand."""
    rows = with_standing(User.objects.all())
    if filters.words:
        rows = rows.filter(Q(name__icontains=filters.words) | Q(email__icontains=filters.words))
    if filters.group:
        rows = rows.filter(groups=filters.group)
    if filters.library or filters.role:
        rows = rows.filter(pk__in=_holders(filters).values("pk"))
    rows = _in_state(rows, filters.state)
    groups = Group.objects.order_by("name").prefetch_related(
        Prefetch("memberships", Membership.objects.select_related("library").order_by("library__name"))
    )
    own = Membership.objects.select_related("library").order_by("library__name")
    return rows.prefetch_related(Prefetch("memberships", own), Prefetch("groups", groups)).order_by(
        *SORTS[filters.sort], "pk"
    )


def members(library: Library, filters: Filters) -> QuerySet[Membership]:
    """Who holds a role in the library: groups first, then people."""
    rows = Membership.objects.filter(library=library).select_related("user", "group")
    if filters.words:
        words = filters.words
        rows = rows.filter(
            Q(user__name__icontains=words) | Q(user__email__icontains=words) | Q(group__name__icontains=words)
        )
    if filters.role:
        rows = rows.filter(role=filters.role)
    if filters.group:
        rows = rows.filter(Q(group=filters.group) | Q(user__groups=filters.group))
    if filters.state:
        rows = rows.filter(user__in=_in_state(with_standing(User.objects.all()), filters.state).values("pk"))
    factors = Authenticator.objects.filter(user=OuterRef("user"), type__in=FACTORS)
    sorts: dict[str, tuple[Any, ...]] = {
        "name": ("user__name", "user__email"),
        "-name": ("-user__name", "-user__email"),
        "last": (F("user__last_login").desc(nulls_last=True), "user__name"),
        "-last": (F("user__last_login").asc(nulls_first=True), "user__name"),
        "joined": ("-user__date_joined",),
    }
    return rows.annotate(
        people=Count("group__user", distinct=True),
        has_factor=Exists(factors),
        is_invited=Exists(open_ones().filter(person=OuterRef("user"))),
    ).order_by(F("group__name").asc(nulls_last=True), *sorts[filters.sort], "pk")


def with_standing(rows: QuerySet[User]) -> QuerySet[User]:
    """Each with `has_factor` (a second factor) and `is_invited` (an open invitation)."""
    return rows.annotate(
        has_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)),
        is_invited=Exists(open_ones().filter(person=OuterRef("pk"))),
    )


def orphan_count() -> int:
    return orphaned().count()


def _holders(filters: Filters) -> QuerySet[User]:
    """People with exactly that role, in that library or in any: their own, or one of their groups'."""
    held = Membership.objects.all()
    if filters.library:
        held = held.filter(library__slug=filters.library)
    if filters.role:
        held = held.filter(role=filters.role)
    return User.objects.filter(
        Q(pk__in=held.filter(user__isnull=False).values("user"))
        | Q(pk__in=User.groups.through.objects.filter(group__in=held.values("group")).values("user"))
    )


def _in_state(rows: QuerySet[User], state: str) -> QuerySet[User]:
    if state == "active":
        return rows.filter(is_active=True)
    if state == "off":
        return rows.filter(is_active=False)
    if state == "invited":
        return rows.filter(pk__in=open_ones().values("person"))
    if state == "never":
        return rows.filter(last_login=None, is_active=True)
    return rows


def _number(given: Any) -> int:
    text = str(given or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
