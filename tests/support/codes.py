"""The six digits an authenticator app would show (RFC 6238), worked out without the product's code."""

import base64
import hashlib
import hmac
import struct
import time


def totp(secret: str, *, at: float | None = None, periods: int = 0) -> str:
    """The code of that moment, or so many periods of 30 s away from it."""
    counter = int((time.time() if at is None else at) // 30) + periods
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    offset = digest[-1] & 15
    value = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{value % 1_000_000:06d}"
