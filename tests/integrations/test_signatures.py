"""The vendors' own vectors, and what is refused."""

import base64
import hashlib
import hmac
import json

import pytest

from integrations import signatures
from integrations.signatures import Refused

SECRET = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"
BODY = "{'example_field':'example_value'}"
URI = "https://www.example.com/webhook_uri"
STAMP = "1693657560000"


def test_hubspot_version_1() -> None:
    expected = "69fc6631a867edd4f9e9e627fc5c1148e3fbdd8b21837b6d2b8901c1fa57f750"
    assert signatures.hubspot_v1(SECRET, BODY) == expected


def test_hubspot_version_2() -> None:
    posted = "4fe4e3a7d3cf09db53be39d0a58130e2aaba074ec123a9e355b876a689a1c383"
    got = "eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e"
    assert signatures.hubspot_v2(SECRET, "POST", URI, BODY) == posted
    assert signatures.hubspot_v2(SECRET, "GET", URI, "") == got


def test_hubspot_version_3() -> None:
    expected = "K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y="
    assert signatures.hubspot_v3(SECRET, "POST", URI, BODY, STAMP) == expected
    assert signatures.hubspot_v3(SECRET, "GET", URI, BODY, STAMP) != expected  # wrong method


def test_hubspot_signs_some_characters_of_the_address_plainly() -> None:
    coded, plain = (
        "https://x.example/a?e=r%40b.example&u=https%3A%2F%2Fy%2fz",
        "https://x.example/a?e=r@b.example&u=https://y/z",
    )
    assert signatures.plain_in_hubspot(coded) == plain


def test_slack_version_0() -> None:
    """The example of Slack's own documentation."""
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
        "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
        "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    expected = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert signatures.slack_v0("8f742231b10e8888abcd99yyyzzz85a5", body, "1531420618") == expected


def signed_request(secret: str, **held: object) -> str:
    envelope = base64.b64encode(json.dumps({"algorithm": "HMACSHA256", **held}).encode()).decode()
    mac = hmac.new(secret.encode(), envelope.encode(), hashlib.sha256).digest()
    return f"{base64.b64encode(mac).decode()}.{envelope}"


def test_a_signed_request_of_salesforce_opens() -> None:
    assert signatures.opened_signed_request("k", signed_request("k", a=1))["a"] == 1


@pytest.mark.parametrize(
    ("signed", "why"),
    [
        ("", "no signature"),
        ("no-dot", "no signature"),
        (".e30=", "isn't signed"),
        (signed_request("another", a=1), "doesn't fit"),
        (signed_request("k", algorithm="none"), "HMACSHA256"),
        ("x" * 200_001, "longer"),
    ],
)
def test_other_signed_requests_are_refused(signed: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        signatures.opened_signed_request("k", signed)


def test_nothing_is_decoded_before_it_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "loads", lambda *_: pytest.fail("It was read."))
    with pytest.raises(Refused):
        signatures.opened_signed_request("k", signed_request("another"))


def test_every_flipped_bit_is_refused() -> None:
    """Case 37."""
    good = signatures.hubspot_v3(SECRET, "POST", URI, BODY, STAMP)
    raw = bytearray(base64.b64decode(good))
    for place in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(Refused):
            signatures.refuse_unless_same(good, base64.b64encode(flipped).decode())


def test_without_a_secret_nothing_is_accepted() -> None:
    """Case 37."""
    with pytest.raises(Refused, match="no secret"):
        signatures.opened_signed_request("", signed_request(""))


@pytest.mark.parametrize(("seconds", "why"), [(-301, "older"), (6, "future"), (10_000, "future")])
def test_stale_and_future_requests_are_refused(seconds: int, why: str) -> None:
    """Case 37."""
    with pytest.raises(Refused, match=why):
        signatures.refuse_unless_fresh(1_000_000 + seconds, now=1_000_000)


@pytest.mark.parametrize("seconds", [-299, 0, 4])
def test_clocks_may_differ_a_little(seconds: int) -> None:
    signatures.refuse_unless_fresh(1_000_000 + seconds, now=1_000_000)


@pytest.mark.parametrize("text", ["", "now", "-5", "1e9", "١٢٣", "9" * 16])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="when"):
        signatures.moment(text)
