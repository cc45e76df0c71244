"""People, libraries, memberships, tokens and the audit log."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager, Group
from django.db import models
from django.db.models import Q
from knox.models import AbstractAuthToken

from access.limits import Scope
from access.querysets import LibraryQuerySet, LibraryScopedQuerySet
from access.roles import Role


class UserManager(BaseUserManager["User"]):
    """People are known by their e-mail address, in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractUser):  # type: ignore[django-manager-missing]
    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField("e-mail address", unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()  # type: ignore[assignment,misc]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self).split(" ")[0]

    @property
    def initials(self) -> str:
        words = str(self).replace("@", " ").split()
        return "".join(word[0] for word in words[:2]).upper()


class Library(models.Model):
    """The boundary of permission, the only one. Open: every signed-in person is a viewer."""

    library_path = "pk"
    open_to_ingest = True
    open_to_public = True
    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.TextField(blank=True)
    is_open = models.BooleanField(default=True)
    # Read without signing in; counts only where `STEPMARK_PUBLIC_LIBRARIES` allows it.
    is_public = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    objects = LibraryQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "libraries"

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person or a group holds a role in a library."""

    library_path = "library"
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships")
    role = models.PositiveSmallIntegerField(choices=Role.choices)
    objects = LibraryScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, group__isnull=True) | Q(user__isnull=True, group__isnull=False),
                name="membership_of_a_person_or_a_group",
            ),
            models.UniqueConstraint(fields=["library", "user"], name="one_role_per_person"),
            models.UniqueConstraint(fields=["library", "group"], name="one_role_per_group"),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.group}: {self.get_role_display()} in {self.library}"


class ApiToken(AbstractAuthToken):
    """A token of a person; it never may more than they may, and less where its scope or its libraries say so."""

    name = models.CharField(max_length=80, blank=True)
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.READ)
    # Said in words of its own: a token whose only library is deleted must not reach all of them.
    every_library = models.BooleanField(default=True)
    libraries = models.ManyToManyField(Library, blank=True, related_name="+")
    # Set when it was rotated: it still works until `expiry`, beside the token that replaces it.
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces")
    last_used_at = models.DateTimeField(null=True, blank=True)


# Django looks for models here.
from access.audit_models import AuditEvent, AuditHead, AuditIsFinal  # noqa: E402, F401
from access.signin_models import ExternalId, Invitation, ProvidedGroup  # noqa: E402, F401
