"""Forms and methods: what changes something needs a token of our own page, and is never a GET."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from access.models import User
from tests.security.walking import CHANGES as FORMS
from tests.security.walking import READS
from tests.support.browsing import BACKEND, client_of
from tests.support.cast import Cast

ROOT = Path(__file__).resolve().parents[2]
Places = dict[str, dict[str, Any]]

# These come from other machines and count by what they carry: a signature, or the directory's token.
SIGNED = {
    *("integrations:slack-command", "integrations:slack-events"),
    *("integrations:salesforce-canvas", "integrations:salesforce-steps"),
    *("integrations:hubspot-steps", "integrations:hubspot-card"),
    *("saml_acs", "saml_sls"),
    *("scim:users", "scim:user", "scim:groups", "scim:group", "scim:config", "scim:kinds"),
    *("scim:kind", "scim:schemas", "scim:schema"),
}
# Checked further in: the check waits until it is known how large an upload may be; the API checks where a session asks.
CHECKED_INSIDE = ("ingest:upload", "sops:feedback-give")
# What reading leaves behind on purpose: the page that one opened last, for oneself.
LEFT_BY = {"GET sops:detail": {"sops.visit"}}
# Counted by what one reads, not changed: when a session or a token was used, how often something was looked at.
NOTED = {"sessions.session", "usersessions.usersession", "knox.authtoken"}
DERIVED = "search."  # the index of what is published catches up when somebody asks it


def test_a_form_of_somebody_elses_page_is_refused(cast: Cast, places: Places) -> None:
    """Case 18: also for administrators of the site, and also at the API where a session asks."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("root@example.com"), backend=BACKEND)
    before, let_in = _everything(), []
    for row in FORMS:
        if row.name in SIGNED:
            continue
        kind = {"content_type": "application/json"} if row.json else {}
        call = getattr(client, row.method.lower())
        got = call(row.address.format(**places["sales"]), row.data, **kind).status_code
        if got != 403:
            let_in.append((str(row), got))
    assert let_in == []
    assert _everything() == before


def test_nothing_else_is_exempt() -> None:
    """Case 18."""
    exempt = {
        name for name, callback in _views(get_resolver()) if getattr(callback, "csrf_exempt", False) and _is_page(name)
    }
    assert exempt - SIGNED - set(CHECKED_INSIDE) == set()


def test_every_form_carries_its_token() -> None:
    """Case 18."""
    for path in ROOT.rglob("templates/**/*.html"):
        if ".venv" in path.parts or "node_modules" in path.parts:
            continue
        for form in path.read_text().lower().split("<form")[1:]:
            inside = form.partition("</form")[0]
            if 'method="post"' in inside.partition(">")[0]:
                assert "csrf_token" in inside or "csrf" in inside, f"{path.relative_to(ROOT)}: {inside[:80]}"


@pytest.mark.parametrize("who", ["adam", "ed", "rosa"])
def test_reading_changes_nothing(cast: Cast, places: Places, who: str) -> None:
    """Case 19."""
    client = client_of(getattr(cast, who))
    client.get("/")
    changes = []
    for row in READS:
        before = _everything()
        with transaction.atomic():
            client.get(row.address.format(**places["sales"]), row.data)
            changed = {name for name, rows in _everything().items() if rows != before[name]}
            transaction.set_rollback(True)
        if changed - LEFT_BY.get(str(row), set()):
            changes.append((str(row), changed))
    assert changes == []


def test_what_a_form_does_is_not_done_by_a_get(cast: Cast, places: Places) -> None:
    """Case 19."""
    client = client_of(User.objects.create_superuser("root@example.com"))
    client.get("/")
    read_too = {row.name for row in READS}
    before, done = _everything(), []
    for row in FORMS:
        answer = client.get(row.address.format(**places["sales"]), row.data)
        if row.name not in read_too and answer.status_code not in (301, 302, 400, 401, 403, 404, 405):
            done.append((str(row), answer.status_code))
    assert done == []
    assert _everything() == before


def _everything() -> dict[str, list[Any]]:
    """All rows of all tables, but for sessions and times of use."""
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.label_lower not in NOTED
        and model is not Session
        and model._meta.managed
        and not model._meta.label_lower.startswith(DERIVED)
    }


def _views(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _views(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern.callback


def _is_page(name: str) -> bool:
    """Views of the API are exempt as such, and check by themselves where a session asks: the test above walks them."""
    return not name.startswith(("api-", "recordings-", "schema"))
