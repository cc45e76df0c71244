"""No page holds a script or a style of its own: then none that somebody smuggled in is run, whatever else fails."""

import re
from typing import Any

import pytest

from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.every_page import addresses_for
from tests.test_every_url import places, quick  # noqa: F401  # fixtures

INLINE = {
    "script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"application/(?:ld\+)?json\")", re.IGNORECASE),
    "style": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle=", re.IGNORECASE),
    "handler": re.compile(r"<[a-z][^>]*\s(?:on[a-z]+|hx-on[^=\s]*)=", re.IGNORECASE),
    "javascript address": re.compile(r"(?:href|src|action)=[\"']?\s*javascript:", re.IGNORECASE),
    "from elsewhere": re.compile(
        r"<(?:script|link|img|iframe)[^>]*\b(?:src|href)=[\"'](?:https?:)?//(?!testserver)", re.IGNORECASE
    ),
}  # fmt: skip
# An export is a file for elsewhere: it carries its style along, and is sent as an attachment.
FILES = "attachment"


@pytest.mark.parametrize("who", [None, "gus", "rosa", "ed", "adam"])
def test_no_page_holds_a_script_or_style_of_its_own(
    cast: Cast,
    places: dict[str, dict[str, Any]],  # noqa: F811
    who: str | None,
) -> None:
    """Case 38."""
    client = client_of(getattr(cast, who) if who else None)
    found, pages = [], 0
    for address in addresses_for(who, places["sales"]):
        response = client.get(address)
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            continue
        if FILES in response.headers.get("Content-Disposition", ""):
            continue
        pages += 1
        text = response.content.decode()
        found += [
            f"{address}: {kind} {match[0][:80]}" for kind, shape in INLINE.items() for match in shape.finditer(text)
        ]
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, address
        assert "script-src 'self'" in policy, address
    assert found == []
    assert pages >= (2 if who is None else 20)
