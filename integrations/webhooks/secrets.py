"""The secret that a webhook signs with: shown once, kept sealed with the site's key."""

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

PREFIX = "whsec_"


class Unreadable(Exception):
    """It was sealed with a key that the site doesn't have any more."""


def new() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def seal(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as problem:
        raise Unreadable from problem


def _box() -> MultiFernet:
    """The present key seals; earlier ones (`SECRET_KEY_FALLBACKS`) still open."""
    keys: list[str] = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"webhooks:{key}".encode()).digest())) for key in keys]
    )
