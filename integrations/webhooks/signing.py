"""`Stepmark-Signature: t=<seconds>,v1=<hex of HMAC-SHA256(secret, "t.body")>`, and how a receiver checks it."""

import hashlib
import hmac
import time

HEADER = "Stepmark-Signature"
FRESH_SECONDS = 300


def sign(secret: str, body: str, at: int) -> str:
    return f"t={at},v1={_mac(secret, body, at)}"


def is_genuine(secret: str, body: str, header: str, now: float | None = None) -> bool:
    """What a receiver should do: the right secret, this very body, and not older than five minutes."""
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    at, given = parts.get("t", ""), parts.get("v1", "")
    if not at.isdecimal() or len(at) > 12 or abs((time.time() if now is None else now) - int(at)) > FRESH_SECONDS:
        return False
    return hmac.compare_digest(_mac(secret, body, int(at)).encode(), given.encode())


def _mac(secret: str, body: str, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
