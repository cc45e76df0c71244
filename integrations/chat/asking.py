"""Requests of Slack: verified before anything in them is read."""

import time

from django.http import HttpRequest

from integrations import signatures
from integrations.crm.secrets import secret
from integrations.crm.seen import refuse_if_seen
from integrations.signatures import Refused


def verified(request: HttpRequest) -> str:
    """The body, as text. Refused: unsigned, forged, stale, from the future, or here before."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or int(length) > signatures.MOST_BYTES:
        raise Refused("The request is larger than 200,000 bytes.")
    stamp = request.headers.get("X-Slack-Request-Timestamp", "")
    given = request.headers.get("X-Slack-Signature", "")
    try:
        body = request.body.decode()
    except UnicodeDecodeError as problem:
        raise Refused("The body is not UTF-8.") from problem
    key = signatures.need_secret(secret("slack"))
    seconds = signatures.moment(stamp)
    signatures.refuse_unless_same(signatures.slack_v0(key, body, stamp), given)
    signatures.refuse_unless_fresh(seconds, now=time.time())
    refuse_if_seen("slack", given)
    return body
