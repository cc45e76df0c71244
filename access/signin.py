"""Sign-in through allauth: no open sign-up, people shown by name."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by an admin."""
        return False


def display_name(user: Any) -> str:
    return str(user)
