"""Keys of SOPs and steps: short, random, never derived from text or position, so that a link survives every edit."""

import re
import secrets

# Without vowels (no words by accident) and without what is misread aloud (0/o, 1/l/i).
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
LENGTH = 9
VALID = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


def new_key() -> str:
    """A new key of 9 characters (27^9, about 7.6e12): two are never alike in practice, and the column is unique."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
