"""The secret that a webhook signs with: shown once, kept sealed with the site's key."""

import secrets

from cryptography.fernet import InvalidToken

from access.sealing import box

PREFIX = "whsec_"
PURPOSE = "webhooks"


class Unreadable(Exception):
    """It was sealed with a key that the site doesn't have any more."""


def new() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def seal(secret: str) -> str:
    return box(PURPOSE).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    try:
        return box(PURPOSE).decrypt(sealed.encode()).decode()
    except InvalidToken as problem:
        raise Unreadable from problem
