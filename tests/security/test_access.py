"""What is hidden is like what is missing, and a right that ended is gone with the next request."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client

from access.models import Membership
from access.roles import Role
from access.services import make_token
from tests.security.walking import CHANGES, READS, WITH_NAMES, ask, comparable, missing
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.urls.columns import FOR_SITE_ADMINS
from tests.urls.rows import Row

Places = dict[str, dict[str, Any]]
# Addresses that answer with one's own affairs, whatever becomes of a role in a library.
OWN = {"sops:hand-over", "access:invitation", "api-saved-search", "search:alerts", "search:remove"}
# What somebody who still reads the library does there as the owner of an SOP, or as whoever sent a recording, gave
# feedback or asked for something: docs/permissions.md says so of each.
AS_OWNER = {"POST api-feedback-answer", "POST sops:feedback-answer", "POST sops:reviewed"}
AS_SENDER = {"GET recordings-detail", "GET ingest:job", "GET ingest:progress", "GET ingest:video", "GET ingest:media"}
AS_GIVER = {"GET api-feedback-one", "GET search:request", "GET api-sop-request"}


def _refused(row: Row) -> int:
    """404 as if it were missing; where it is refused by who asks alone, before anything is looked for, 403."""
    return 403 if row.statuses == FOR_SITE_ADMINS else 404


def test_hidden_and_missing_get_the_same_answer(cast: Cast, places: Places) -> None:
    """Case 2: status, body and headers; at every address that names something."""
    hidden, never = places["deal-desk"], missing(places["deal-desk"])
    words = [[str(value) for value in place.values() if len(str(value)) > 1] for place in (hidden, never)]
    client = client_of(cast.gus)
    client.get("/")
    different = []
    for row in WITH_NAMES:
        answers = [ask(client, row, place) for place in (hidden, never)]
        first, second = (comparable(answer, *names) for answer, names in zip(answers, words, strict=True))
        if answers[0].status_code != _refused(row) or first != second or _headers(answers[0]) != _headers(answers[1]):
            different.append(str(row))
    assert different == []


def _headers(answer: Any) -> dict[str, str]:
    of_one_answer = ("set-cookie", "content-length", "x-request-id", "ratelimit", "x-ratelimit")
    return {name: value for name, value in answer.headers.items() if not name.lower().startswith(of_one_answer)}


@pytest.mark.parametrize("way", ["role", "group", "account", "library"])
def test_a_right_that_ended_is_gone_with_the_next_request(cast: Cast, places: Places, way: str) -> None:
    """Case 3: on every page and at the API, in a session and with a token that go on."""
    group = Group.objects.create(name="Closers")
    if way == "group":
        cast.gus.groups.add(group)
        Membership.objects.create(library=cast.desk, group=group, role=Role.EDITOR)
    elif way == "library":
        cast.desk.is_open = True
        cast.desk.save()
    else:
        Membership.objects.create(library=cast.desk, user=cast.gus, role=Role.EDITOR)
    secret = make_token(user=cast.gus, name="Script", scope="write")
    session, token = client_of(cast.gus), Client(headers={"authorization": f"Token {secret}"})
    place = places["deal-desk"]
    address = f"/sops/{place['sop']}/"
    assert session.get(address).status_code == 200
    assert token.get(f"/api{address.rstrip('/')}").status_code == 200
    if way == "group":
        cast.gus.groups.remove(group)
    elif way == "account":
        cast.gus.is_active = False
        cast.gus.save()
    elif way == "library":
        cast.desk.is_open = False
        cast.desk.save()
    else:
        Membership.objects.filter(user=cast.gus).delete()
    wanted = {302, 401, 404} if way == "account" else {404, 401}
    left = [str(row) for row in WITH_NAMES if ask(session, row, place).status_code not in wanted | {_refused(row)}]
    at_api = [row for row in WITH_NAMES if row.address.startswith("/api/")]
    left += [str(row) for row in at_api if ask(token, row, place).status_code not in (401, 403, 404)]
    assert left == []


def test_a_token_that_is_revoked_is_gone_with_the_next_request(cast: Cast, places: Places) -> None:
    """Case 3."""
    client = Client(headers={"authorization": f"Token {make_token(user=cast.adam, name='Script', scope='admin')}"})
    assert client.get("/api/me").status_code == 200
    cast.adam.auth_token_set.all().delete()
    for row in READS:
        if row.address.startswith("/api/") and row.statuses[0] == 401:
            assert ask(client, row, places["sales"]).status_code == 401, str(row)


@pytest.mark.parametrize("becomes", [None, Role.VIEWER])
def test_an_admin_who_is_no_longer_one_keeps_nothing(cast: Cast, places: Places, becomes: Role | None) -> None:
    """Case 4: not with a token made before, at every address. Who still reads the library keeps what readers have who
    own an SOP or sent a recording, and nothing else; who doesn't, nothing at all."""
    secret = make_token(user=cast.adam, name="Before", scope="admin")
    mine = Membership.objects.get(library=cast.desk, user=cast.adam)
    if becomes is None:
        mine.delete()
    else:
        mine.role = becomes
        mine.save()
    session, token = client_of(cast.adam), Client(headers={"authorization": f"Token {secret}"})
    place = places["deal-desk"]
    wrong = []
    for row in [*WITH_NAMES, *CHANGES]:
        if not row.is_of_a_library or row.name in OWN:
            continue
        reader = row.statuses[2]
        allowed = {_refused(row)} if becomes is None else {404, 403, reader, 400}
        if becomes is not None and str(row) in AS_OWNER | AS_SENDER | AS_GIVER:
            continue
        for client in (session, token) if row.address.startswith("/api/") else (session,):
            with transaction.atomic():
                got = ask(client, row, place).status_code
                transaction.set_rollback(True)
            if got not in allowed | ({401} if client is token else set()):
                wrong.append((str(row), got))
    assert wrong == []
