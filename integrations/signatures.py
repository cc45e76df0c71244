"""Signatures of HubSpot, Salesforce and Slack: how each is made, and what is refused.

The functions named after a vendor compute; `refuse_unless_same` and `refuse_unless_fresh` judge. All of them are pure:
what was seen before is kept by `integrations.crm.seen`.
"""

import base64
import hashlib
import hmac
import json
from typing import Any

FRESH_SECONDS = 300
# Clocks of two machines never agree to the second.
SKEW_SECONDS = 5
MOST_BYTES = 200_000
# HubSpot signs the address with these characters written plainly.
PLAIN_IN_HUBSPOT = {
    "%3A": ":",
    "%2F": "/",
    "%3F": "?",
    "%40": "@",
    "%21": "!",
    "%24": "$",
    "%27": "'",
    "%28": "(",
    "%29": ")",
    "%2A": "*",
    "%2C": ",",
    "%3B": ";",
}


class Refused(Exception):
    """The request isn't from whom it says, or not from now. The message may be shown: it holds no secret."""


def hubspot_v1(secret: str, body: str) -> str:
    return hashlib.sha256(f"{secret}{body}".encode()).hexdigest()


def hubspot_v2(secret: str, method: str, uri: str, body: str) -> str:
    return hashlib.sha256(f"{secret}{method}{uri}{body}".encode()).hexdigest()


def hubspot_v3(secret: str, method: str, uri: str, body: str, timestamp: str) -> str:
    """`timestamp` is in milliseconds, as the header says it."""
    told = f"{method}{plain_in_hubspot(uri)}{body}{timestamp}"
    return base64.b64encode(_hmac(secret, told)).decode()


def plain_in_hubspot(uri: str) -> str:
    for coded, character in PLAIN_IN_HUBSPOT.items():
        uri = uri.replace(coded, character).replace(coded.lower(), character)
    return uri


def slack_v0(secret: str, body: str, timestamp: str) -> str:
    """`timestamp` is in seconds, as the header says it."""
    return "v0=" + _hmac(secret, f"v0:{timestamp}:{body}").hex()


def salesforce(secret: str, envelope: str) -> str:
    """`envelope` is the Base64 text itself, not what it holds."""
    return base64.b64encode(_hmac(secret, envelope)).decode()


def opened_signed_request(secret: str, signed: str) -> dict[str, Any]:
    """What a Salesforce `signed_request` holds. It is verified before anything of it is decoded."""
    signature, dot, envelope = signed.partition(".")
    if len(signed) > MOST_BYTES:
        raise Refused("The signed request is longer than 200,000 characters.")
    if not dot:
        raise Refused("The signed request has no signature.")
    refuse_unless_same(salesforce(need_secret(secret), envelope), signature)
    try:
        held = json.loads(base64.b64decode(envelope, validate=True))
    except (ValueError, RecursionError) as problem:
        raise Refused("The signed request can't be read.") from problem
    if not isinstance(held, dict) or str(held.get("algorithm", "")).upper() != "HMACSHA256":
        raise Refused("The signed request isn't signed with HMACSHA256.")
    return held


def need_secret(secret: str) -> str:
    """An empty secret would accept everybody who knows that it is empty."""
    if not secret:
        raise Refused("This connection isn't set up: it has no secret.")
    return secret


def refuse_unless_same(expected: str, given: str) -> None:
    if not given:
        raise Refused("The request isn't signed.")
    if not hmac.compare_digest(expected.encode(), given.encode()):
        raise Refused("The signature doesn't fit the request.")


def refuse_unless_fresh(seconds: float, *, now: float) -> None:
    """`seconds` since 1970, as the request says it."""
    if seconds < now - FRESH_SECONDS:
        raise Refused("The request is older than five minutes.")
    if seconds > now + SKEW_SECONDS:
        raise Refused("The request comes from the future. Check the clocks of both servers.")


def moment(text: str, *, per_second: int = 1) -> float:
    """A timestamp of a header in seconds; `per_second` is 1000 where it counts milliseconds."""
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Refused("The request doesn't say when it was made.")
    return int(text) / per_second


def _hmac(secret: str, text: str) -> bytes:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
