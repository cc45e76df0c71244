"""The ways round: caches, ranges, small pictures, drafts behind pages, children of other parents."""

import re
from typing import Any

from django.db import transaction
from django.test import Client

from access.models import AuditEvent, Membership
from sops.models import Sop, Step
from sops.services import editing, publishing
from tests.security.walking import CHANGES, READS, WITH_NAMES, ask, body, comparable, missing
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.urls.columns import FOR_SITE_ADMINS
from tests.urls.rows import Row

Places = dict[str, dict[str, Any]]
CANARY = "Kanarienvogel4711"
NAMES = re.compile(r"{(\w+)}")
PARENTS = ("sop", "library")
# Exports that one asked for oneself: the row stays one's own, and says that the file can't be had any more.
OF_ONES_OWN = {"api-export": {304}, "api-export-file": {409}, "integrations:export-download": {410}}
REFUSED = (403, 404, 405, 410, 428)
TWO = [
    row
    for row in [*WITH_NAMES, *CHANGES]
    if len(set(NAMES.findall(row.address))) > 1 and set(NAMES.findall(row.address)) & set(PARENTS)
]


def test_a_browser_that_knows_an_answer_does_not_get_it_confirmed(cast: Cast, places: Places) -> None:
    """Case 9: conditional requests, parts of videos, small pictures, bodies without content."""
    place, dee = places["deal-desk"], client_of(cast.dee)
    known = [(row, ask(dee, row, place)) for row in WITH_NAMES]
    tagged = [row for row, answer in known if answer.headers.get("ETag")]
    assert {"api-sop", "sops:detail"} & {row.name for row in tagged}
    video = next(answer for row, answer in known if row.name == "ingest:video").headers["Location"]
    part = dee.get(video, headers={"Range": "bytes=0-1"})
    assert (part.status_code, body(part)) == (206, b"cl")
    Membership.objects.filter(user=cast.dee).delete()
    told = []
    for row, answer in known:
        headers = {"Range": "bytes=0-1", "If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}
        if row in tagged:
            headers["If-None-Match"] = headers["If-Range"] = answer.headers["ETag"]
        refused = OF_ONES_OWN.get(row.name, {403 if row.statuses == FOR_SITE_ADMINS else 404})
        got = ask(dee, row, place, **headers).status_code, dee.head(row.address.format(**place)).status_code
        if got[0] not in refused or got[1] not in refused | {405, 200 if 304 in refused else 405}:
            told.append((str(row), got))
    assert told == []
    for kept in (
        {},
        {"Range": "bytes=0-1"},
        {"If-None-Match": part["ETag"]},
        {"If-Range": part["ETag"], "Range": "bytes=0-1"},
    ):
        assert dee.get(video, headers=kept).status_code == 404, kept
    picture = f"/sops/{place['sop']}/pictures/{place['picture']}"
    for width in (160, 320, 640, 1280):
        assert dee.get(f"{picture}?w={width}").status_code == 404
    assert dee.get(f"/sops/{place['sop']}/?v=1").status_code == 404
    assert dee.get(f"/s/{place['step']}?v=1").status_code == 404


def test_pages_that_are_not_for_everybody_are_not_kept_by_caches_between(cast: Cast, places: Places) -> None:
    """Case 9."""
    client = client_of(cast.ed)
    for row in READS:
        if row.statuses[0] == 200:
            continue
        kept = ask(client, row, places["sales"]).headers.get("Cache-Control", "")
        assert "public" not in kept, str(row)
        assert "s-maxage" not in kept, str(row)


def test_a_draft_is_in_no_answer_to_a_reader(cast: Cast, places: Places) -> None:
    """Case 10: neither a draft of its own nor changes to what is published, at any address."""
    sop = Sop.objects.get(key=places["sales"]["sop"])
    editing.update_sop(sop=sop, by=cast.ed, title=f"{CANARY} title", purpose=CANARY, tags=[CANARY], who=CANARY)
    for step in sop.steps.present():
        editing.update_step(step=step, by=cast.ed, title=f"{CANARY} step", body=CANARY, note=CANARY)
    draft = editing.create_sop(library=cast.sales, title=f"{CANARY} of its own", by=cast.ed)
    editing.add_step(sop=draft, by=cast.ed, title=f"{CANARY} in it")
    told = []
    for person in (cast.rosa, cast.gus):
        client = client_of(person)
        told += [f"{row}, {person}" for row in READS if CANARY.encode() in body(ask(client, row, places["sales"]))]
    assert told == []
    assert CANARY.encode() in body(client_of(cast.ed).get(f"/sops/{sop.key}/edit"))


def test_a_withdrawn_sop_is_in_no_answer_to_a_reader(cast: Cast, places: Places) -> None:
    """Case 10."""
    sop = Sop.objects.get(key=places["sales"]["sop"])
    title = sop.title
    publishing.withdraw(sop=sop, by=cast.ed)
    client = client_of(cast.gus)
    assert [str(row) for row in READS if title.encode() in body(ask(client, row, places["sales"]))] == []


def test_a_child_of_another_parent_is_refused(cast: Cast, places: Places) -> None:
    """Case 11: even for the admin of both libraries; nothing of either changes. Where an address answers all the same
    (a form's choices, a form that leads back to its page), it answers as if the child never was."""
    client = client_of(cast.adam)
    before, wrong = _state(), []
    for row in TWO:
        parent = next(name for name in NAMES.findall(row.address) if name in PARENTS)
        for here, there in (("sales", "deal-desk"), ("deal-desk", "sales")):
            mixed = {**places[here], parent: places[there][parent]}
            with transaction.atomic():
                answer = ask(client, row, mixed)
                is_refused = answer.status_code in REFUSED or _is_as_if_missing(client, row, mixed, parent, answer)
                if not is_refused or _state() != before:
                    wrong.append((str(row), here, answer.status_code))
                transaction.set_rollback(True)
    assert wrong == []


def _is_as_if_missing(client: Client, row: Row, mixed: dict[str, Any], parent: str, answer: Any) -> bool:
    never = missing(mixed) | {parent: mixed[parent]}
    words = [str(place[name]) for place in (mixed, never) for name in NAMES.findall(row.address) if name != parent]
    return comparable(answer, *words) == comparable(ask(client, row, never), *words)


def _state() -> list[Any]:
    models = (Sop, Step, Membership, AuditEvent)
    return [list(model.objects.order_by("pk").values()) for model in models]
