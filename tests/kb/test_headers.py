"""Headers of every answer, and what of a proxy's headers is believed."""

from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client

from kb.proxies import ProxyHeadersMiddleware
from tests.support.browsing import client_of
from tests.support.cast import Cast

POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "frame-ancestors 'none'",
)


@pytest.mark.parametrize("address", ["/", "/search?q=x", "/api/me", "/no-such-page", "/accounts/login/", "/healthz"])
def test_every_answer_says_what_a_browser_may_do_with_it(cast: Cast, address: str) -> None:
    """Case 38."""
    headers = client_of(cast.rosa).get(address).headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "display-capture=(self)" in headers["Permissions-Policy"]
    if address == "/healthz":
        return
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert all(part in policy for part in POLICY)
    assert "unsafe" not in policy
    assert "*" not in policy


def seen(**meta: str) -> dict[str, str]:
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "10.0.0.9", **meta}
    ProxyHeadersMiddleware(lambda _: HttpResponse())(request)
    return request.META


def test_without_a_proxy_nothing_that_a_stranger_wrote_is_believed() -> None:
    meta = seen(
        HTTP_X_FORWARDED_FOR="1.2.3.4",
        HTTP_X_FORWARDED_PROTO="https",
        HTTP_X_FORWARDED_HOST="evil.example",
        HTTP_X_REAL_IP="1.2.3.4",
        HTTP_FORWARDED="for=1.2.3.4",
    )
    assert meta == {"REMOTE_ADDR": "10.0.0.9"}


def test_behind_proxies_only_what_they_added_is_believed(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT, settings.STEPMARK_BEHIND_PROXY = 2, True
    meta = seen(HTTP_X_FORWARDED_FOR="6.6.6.6, 1.2.3.4, 10.0.0.1", HTTP_X_FORWARDED_PROTO="https")
    assert meta["HTTP_X_FORWARDED_FOR"] == "1.2.3.4, 10.0.0.1"
    assert meta["HTTP_X_FORWARDED_PROTO"] == "https"


def test_who_is_signed_out_can_t_ask_more_often_by_naming_other_addresses(db: None, settings: Any) -> None:
    settings.STEPMARK_API_RATE_SIGNED_OUT = 3
    cache.clear()
    asked = [Client().get("/api/me", headers={"X-Forwarded-For": f"1.2.3.{number}"}) for number in range(5)]
    assert [response.status_code for response in asked] == [401, 401, 401, 429, 429]


def test_a_header_makes_no_connection_safe(db: None) -> None:
    request = Client().get("/accounts/login/", headers={"X-Forwarded-Proto": "https"}).wsgi_request
    assert not request.is_secure()
