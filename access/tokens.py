"""Tokens at the API: `Authorization: Token …`, limited by their scope."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from access.models import ApiToken


class TokenAuthentication(KnoxAuthentication):
    def authenticate_credentials(self, token: bytes) -> Any:
        user, row = super().authenticate_credentials(token)
        now = timezone.now()
        if row.last_used_at is None or now - row.last_used_at > timedelta(minutes=1):
            ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)
        return user, row


class SignedInWithScope(BasePermission):
    """Signed in; and where a token is used to change something, its scope must be "write"."""

    message = "This token may only read. Use one with the scope “write”."

    def has_permission(self, request: Request, view: Any) -> bool:
        if not (request.user and request.user.is_authenticated):
            self.message = "Sign in, or send a token."
            return False
        token = request.auth
        return request.method in SAFE_METHODS or not isinstance(token, ApiToken) or token.scope == "write"


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema describes a token; registered by being defined."""

    target_class = "access.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token …`; make one on your account page.",
        }
