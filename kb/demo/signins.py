"""The passwords of the demo accounts: random, made once, kept in a file that only its owner reads."""

import os
import secrets
from pathlib import Path

from django.conf import settings

WORDS = 2
SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]


def path() -> Path:
    return Path(settings.STEPMARK_VAR_DIR) / "demo-signins.txt"


def stored() -> dict[str, str]:
    """Passwords by e-mail address; none if the file isn't there."""
    if not path().exists():
        return {}
    lines = path().read_text(encoding="utf-8").splitlines()
    return dict(line.split()[:2] for line in lines if len(line.split()) >= 2)


def store(passwords: dict[str, str]) -> None:
    """Written whole, readable by its owner alone from the first moment."""
    text = "".join(f"{email} {password}\n" for email, password in passwords.items())
    handle = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(handle, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def new_password() -> str:
    """Two words of four syllables that can be said aloud and typed: about 49 bits."""
    return "-".join("".join(secrets.choice(SYLLABLES) for _ in range(4)) for _ in range(WORDS))
