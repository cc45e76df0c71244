"""Tokens at the API: `Authorization: Token …`, limited by their scope."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from access import limits, signin_tokens
from access.limits import Scope
from access.models import ApiToken


class TokenAuthentication(KnoxAuthentication):
    def authenticate_credentials(self, token: bytes) -> Any:
        """The token's person, who carries it from here on: querysets know its limits."""
        if b"\0" in token:  # no token has one, and PostgreSQL takes none in a question
            raise AuthenticationFailed("Invalid token.")
        try:
            user, row = super().authenticate_credentials(token)
        except UnicodeDecodeError as problem:
            raise AuthenticationFailed("Invalid token.") from problem
        signin_tokens.used(row)
        return limits.carrying(user, row), row


class SignedInWithScope(BasePermission):
    """Signed in; and where they came with a token, its scope must go that far.

    A token that only sends recordings is let in where a view names the action in `ingest_token_actions` alone.
    """

    message = "This token may only read. Use one with the scope “write”."

    def has_permission(self, request: Request, view: Any) -> bool:
        if not (request.user and request.user.is_authenticated):
            self.message = "Sign in, or send a token."
            return False
        token = request.auth
        if not isinstance(token, ApiToken):
            return True
        if token.scope == Scope.INGEST:
            self.message = "This token may only send recordings and read their jobs."
            return getattr(view, "action", None) in getattr(view, "ingest_token_actions", ())
        return request.method in SAFE_METHODS or token.scope != Scope.READ


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
