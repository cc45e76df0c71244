"""Sign-in through allauth: no open sign-up, people shown by name, sentences that give nothing away."""

import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from access import audit
from access.signin_audit import where

LOCK_SECONDS = 300


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        # The same words whether there is such an account or not.
        "email_password_mismatch": "The e-mail address or the password is wrong.",
        "too_many_login_attempts": "Too many failed sign-ins. Wait five minutes, or set a new password.",
        "incorrect_password": "That is not your password.",
        "enter_current_password": "That is not your password.",
        "invalid_or_expired_key": "This link no longer works. It was used already, or it is too old.",
        "rate_limited": "That was too often. Wait a minute and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by an admin, or by the company's sign-in."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse when there were too many failures, for real and for invented addresses alike."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._note_lock(request, str(credentials.get("email", "")))
            raise

    def _note_lock(self, request: HttpRequest, email: str) -> None:
        """Once in five minutes: who goes on guessing must not fill the audit log."""
        if cache.add(f"locked-out:{hashlib.sha256(email.lower().encode()).hexdigest()}", True, LOCK_SECONDS):
            audit.record(by=email, verb="was locked out", **where(request))


def display_name(user: Any) -> str:
    return str(user)
