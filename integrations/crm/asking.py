"""Requests of CRMs: verified first, then answered as the person whose e-mail address the CRM vouches for."""

import json
import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from access.models import User
from integrations import signatures
from integrations.crm.answering import site_of
from integrations.crm.secrets import secret
from integrations.crm.seen import refuse_if_seen
from integrations.signatures import Refused


def person_of(email: str) -> Any:
    """The active person with that address; a stranger, who sees nothing, for any other."""
    email = email.strip()[:254]
    found = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
    return found or AnonymousUser()


def verified_hubspot(request: HttpRequest) -> None:
    """Version 3 where it is there. The older two say no time, so they could be replayed: only by a setting."""
    key = signatures.need_secret(secret("hubspot"))
    body = _body(request)
    newest = request.headers.get("X-HubSpot-Signature-v3", "")
    if newest:
        stamp = request.headers.get("X-HubSpot-Request-Timestamp", "")
        seconds = signatures.moment(stamp, per_second=1000)
        expected = signatures.hubspot_v3(key, str(request.method), address_of(request), body, stamp)
        signatures.refuse_unless_same(expected, newest)
        signatures.refuse_unless_fresh(seconds, now=time.time())
        refuse_if_seen("hubspot", newest)
        return
    if not settings.STEPMARK_HUBSPOT_OLD_SIGNATURES:
        raise Refused("The request has no signature of version 3.")
    given = request.headers.get("X-HubSpot-Signature", "")
    if request.headers.get("X-HubSpot-Signature-Version", "").lower() == "v2":
        expected = signatures.hubspot_v2(key, str(request.method), address_of(request), body)
    else:
        if request.method != "POST":
            raise Refused("Version 1 of the signature covers only a body.")
        expected = signatures.hubspot_v1(key, body)
    signatures.refuse_unless_same(expected, given)


def opened_salesforce(signed: str, *, needs_time: bool) -> Mapping[str, Any]:
    """What a `signed_request` holds. Salesforce's own Canvas may leave out the time: then once is all it has."""
    held = signatures.opened_signed_request(secret("salesforce"), signed)
    stamp = held.get("issuedAt")
    if stamp or needs_time:
        seconds = signatures.moment(str(stamp or ""))
        # Milliseconds since about 1973 are more than seconds until the year 5000.
        signatures.refuse_unless_fresh(seconds / 1000 if seconds > 1e11 else seconds, now=time.time())
    refuse_if_seen("salesforce", signed)
    return held


def address_of(request: HttpRequest) -> str:
    """The address as the other side wrote it: behind a proxy the one of the settings."""
    return f"{site_of(request)}{request.get_full_path()}"


def json_of(request: HttpRequest) -> dict[str, Any]:
    try:
        data = json.loads(_body(request) or "{}")
    except (ValueError, RecursionError) as problem:
        raise Refused("The body is not JSON.") from problem
    if not isinstance(data, dict):
        raise Refused("The body is not a JSON object.")
    return data


def _body(request: HttpRequest) -> str:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or int(length) > signatures.MOST_BYTES:
        raise Refused("The request is larger than 200,000 bytes.")
    try:
        return request.body.decode()
    except UnicodeDecodeError as problem:
        raise Refused("The body is not UTF-8.") from problem
