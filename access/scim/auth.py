"""Who may speak for the directory: the token of the settings, or a site admin's token with the scope "admin"."""

import hmac
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from access import signin_tokens
from access.limits import Scope, token_of

PREFIX = b"bearer"


@dataclass(frozen=True)
class Directory:
    """Stands for the directory in the audit log."""

    pk: None = None
    is_authenticated: bool = True
    is_active: bool = True

    def __str__(self) -> str:
        return "Directory"


class DirectoryAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Any, str] | None:
        parts = get_authorization_header(request).split()
        if len(parts) != 2 or parts[0].lower() != PREFIX:
            return None
        secret = parts[1].decode("latin-1")
        known = settings.STEPMARK_SCIM_TOKEN
        if known and hmac.compare_digest(secret.encode(), known.encode()):
            return Directory(), "setting"
        person = signin_tokens.person_with(secret)
        if person is None or not person.is_superuser or token_of(person).scope != Scope.ADMIN:  # type: ignore[union-attr]
            raise AuthenticationFailed("This token may not speak for the directory.")
        return person, "token"

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class SpeaksForTheDirectory(BasePermission):
    message = "Send the directory's token as “Authorization: Bearer …”."

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.auth)
