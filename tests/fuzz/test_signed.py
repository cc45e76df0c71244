"""Signed requests and embeds' tokens, damaged: refused, never an error; only what was signed is answered."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import strategies as st

from integrations import signatures
from integrations.embeds.services import make_embed
from integrations.embeds.tokens import token_of
from search import indexing
from tests.fuzz.budget import Fuzzer
from tests.fuzz.mutating import damaged_bytes, damaged_json, texts, values
from tests.support.cast import Cast
from tests.support.make import make_sop

pytestmark = pytest.mark.heavy

SECRET = "only-for-tests"
ORIGIN = "https://wiki.example.com"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
EVENT = {
    "type": "event_callback",
    "team_id": "T1",
    "event": {
        "type": "link_shared",
        "user": "U1",
        "channel": "C1",
        "message_ts": "1.2",
        "links": [{"url": "http://testserver/s/a"}],
    },
}
CANVAS = {
    "algorithm": "HMACSHA256",
    "issuedAt": 0,
    "user": {"email": "rosa@example.com"},
    "record": {"attributes": {"type": "Opportunity"}, "StageName": "Closing", "Amount": 5},
    "context": {
        "user": {"email": "rosa@example.com"},
        "environment": {"record": {"attributes": {"type": "Opportunity"}, "Id": "1"}, "parameters": {"object": "Deal"}},
    },
}


@pytest.fixture(autouse=True)
def connected(settings: Any) -> None:
    settings.STEPMARK_SLACK_SIGNING_SECRET = SECRET
    settings.STEPMARK_HUBSPOT_SECRET = SECRET
    settings.STEPMARK_SALESFORCE_SECRET = SECRET
    settings.STEPMARK_HUBSPOT_OLD_SIGNATURES = True
    settings.CELERY_TASK_ALWAYS_EAGER = True


def _latin(text: str) -> str:
    """As a header can carry it."""
    return text.encode("latin-1", "replace").decode("latin-1").replace("\r", "").replace("\n", "")


def _salesforce(held: Any, secret: str = SECRET) -> str:
    envelope = base64.b64encode(json.dumps(held).encode()).decode()
    mac = hmac.new(secret.encode(), envelope.encode(), hashlib.sha256).digest()
    return f"{base64.b64encode(mac).decode()}.{envelope}"


def _ask(method: str, path: str, body: bytes = b"", kind: str = FORM, **headers: str) -> Any:
    with transaction.atomic():
        response = Client().generic(
            method, path, body, content_type=kind, headers={name: _latin(value) for name, value in headers.items()}
        )
        b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    assert response.status_code < 500, (method, path)
    return response


@st.composite
def hubspot(draw: Callable[..., Any]) -> Any:
    """Asked with whatever fields, well signed; then perhaps one thing is damaged."""
    fields = draw(st.dictionaries(st.sampled_from(["object", "stage", "userEmail", "amount", "crm"]) | texts, texts))
    path = f"/crm/hubspot/{draw(st.sampled_from(['steps', 'card']))}?{urlencode(_plain(fields))}"
    method = draw(st.sampled_from(["GET", "POST"]))
    body = json.dumps(draw(values)) if method == "POST" else ""
    stamp = str(int(time.time() * 1000))
    signed = signatures.hubspot_v3(SECRET, method, f"http://testserver{path}", body, stamp)
    headers = {"X-HubSpot-Signature-v3": signed, "X-HubSpot-Request-Timestamp": stamp}
    damage = draw(st.sampled_from(["none", "none", "signature", "stamp", "body", "old"]))
    if damage == "signature":
        headers["X-HubSpot-Signature-v3"] = draw(texts.filter(lambda text: _latin(text) not in ("", signed)))
    if damage == "stamp":
        headers["X-HubSpot-Request-Timestamp"] = draw(texts)
    if damage == "body":
        body += " "
    if damage == "old":
        version = draw(st.sampled_from(["v1", "v2"]))
        headers = {"X-HubSpot-Signature": draw(texts), "X-HubSpot-Signature-Version": version}
    return method, path, body.encode(), JSON, headers, damage != "none"


@st.composite
def slack(draw: Callable[..., Any]) -> Any:
    if draw(st.booleans()):
        path, kind = "/slack/commands", FORM
        fields = {
            "team_id": "T1",
            "user_id": "U1",
            **draw(st.dictionaries(st.sampled_from(["text", "team_id"]), texts)),
        }
        body = urlencode(_plain(fields))
    else:
        path, kind = "/slack/events", JSON
        body = json.dumps(draw(st.one_of(damaged_json(EVENT), values)))
    stamp = str(int(time.time()))
    signed = signatures.slack_v0(SECRET, body, stamp)
    is_damaged = draw(st.booleans())
    if is_damaged:
        signed = draw(st.one_of(texts, st.just(signed[:-1]), st.just(signed.upper()), st.just("")))
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signed}
    return "POST", path, body.encode(), kind, headers, is_damaged


@st.composite
def salesforce(draw: Callable[..., Any]) -> Any:
    held = draw(st.one_of(damaged_json({**CANVAS, "issuedAt": int(time.time() * 1000)}), values))
    signed = _salesforce(held)
    is_damaged = draw(st.booleans())
    if is_damaged:
        damage = damaged_bytes(signed.encode()).filter(lambda sent: sent.strip() != signed.encode())
        sent: Any = draw(st.one_of(damage, st.just(_salesforce(held, "another"))))
    else:
        sent = signed
    path = f"/crm/salesforce/{draw(st.sampled_from(['canvas', 'steps']))}"
    return "POST", path, urlencode({"signed_request": sent}).encode(), FORM, {}, is_damaged


def _plain(fields: dict[str, str]) -> dict[bytes, bytes]:
    return {name.encode("utf-8", "replace"): value.encode("utf-8", "replace") for name, value in fields.items()}


def test_requests_of_crms_and_chats(cast: Cast) -> None:
    fuzzer = Fuzzer("signed-requests")
    indexing.index_sop(make_sop(cast.sales, cast.ed).pk)

    def asks(example: Any) -> None:
        method, path, body, kind, headers, is_damaged = example
        response = _ask(method, path, body, kind, **headers)
        if is_damaged:
            assert response.status_code in (400, 401, 403, 404, 405), (path, response.status_code)
        fuzzer.answered(f"{path.split('?')[0]} {response.status_code}")

    fuzzer.run(st.one_of(hubspot(), slack(), salesforce()), asks)


def test_tokens_of_embeds(cast: Cast) -> None:
    fuzzer = Fuzzer("embed-tokens")
    sop = make_sop(cast.sales, cast.ed, "Request a discount")
    token = token_of(make_embed(sop=sop, step=None, origin=ORIGIN, days=30, by=cast.ed))
    frame = {"Sec-Fetch-Dest": "iframe", "Referer": f"{ORIGIN}/page"}
    assert _ask("GET", f"/embed/{token}", **frame).status_code == 200

    def opens(example: tuple[bytes, str, str]) -> None:
        sent, referer, place = example
        if sent == token.encode():
            return
        headers = {"Referer": referer, "Sec-Fetch-Dest": place}
        for path in (f"/embed/{_quoted(sent)}", f"/embed/{_quoted(sent)}/pictures/abc"):
            response = _ask("GET", path, **headers)
            assert response.status_code in (301, 302, 403, 404, 410)
            assert b"Request a discount" not in response.content
            fuzzer.answered(response.status_code)

    parts = token.split(":")
    swapped = st.permutations(parts).map(":".join).map(str.encode)
    sent = st.one_of(damaged_bytes(token.encode()), swapped, st.binary(max_size=80))
    fuzzer.run(st.tuples(sent, st.sampled_from([ORIGIN, "https://evil.example", ""]) | texts, texts), opens)


def _quoted(sent: bytes) -> str:
    return quote(sent, safe="")
