"""Out of use: lists and search forget it, links explain, and it can be brought back."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from access.models import AuditEvent
from sops.models import Sop
from sops.services import archiving, editing, reviewing
from sops.signals import sop_archived, sop_published, sop_withdrawn
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of


@pytest.fixture
def old(cast: Cast) -> Sop:
    return make_sop(cast.sales, cast.ed, "Fax the order")


@pytest.fixture
def new(cast: Cast) -> Sop:
    return make_sop(cast.sales, cast.ed, "Send the order")


def archive(cast: Cast, old: Sop, new: Sop | None = None) -> None:
    archiving.archive(sop=old, by=cast.ed, reason="The fax is gone.", replaced_by=new)


def test_lists_and_search_forget_it(cast: Cast, old: Sop, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        archive(cast, old)
    assert old not in Sop.objects.visible_to(cast.ed)
    for who, place in (
        ("rosa", "/libraries/sales/"),
        ("ed", "/libraries/sales/"),
        ("rosa", "/"),
        ("rosa", "/api/sops"),
    ):
        assert "Fax the order" not in text_of(client_of(getattr(cast, who)), place)


@pytest.mark.parametrize("address", ["/sops/{key}/", "/s/{step}", "/s/{step}?v=1", "/sops/{key}/versions/1"])
def test_its_links_explain_and_lead_to_the_replacement(cast: Cast, old: Sop, new: Sop, address: str) -> None:
    archive(cast, old, new)
    html = text_of(client_of(cast.rosa), address.format(key=old.key, step=step_of(old).key), 410)
    assert "The fax is gone." in html
    assert f'href="/sops/{new.key}/"' in html
    assert "Bring back" not in html
    assert "Bring back" in text_of(client_of(cast.ed), f"/sops/{old.key}/", 410)


def test_who_never_could_see_it_learns_nothing(cast: Cast) -> None:
    """Case 2: archived and missing are the same to them."""
    closed = make_sop(cast.desk, cast.dee, "Secret discount")
    archiving.archive(sop=closed, by=cast.dee, reason="Secret reason")
    draft = make_sop(cast.sales, cast.ed, "Never published", publish=False)
    archiving.archive(sop=draft, by=cast.ed, reason="A bad idea")
    for sop in (closed, draft):
        for address in (f"/sops/{sop.key}/", f"/s/{step_of(sop).key}"):
            assert client_of(cast.rosa).get(address).status_code == 404


def test_a_replacement_that_the_reader_may_not_see_is_not_named(cast: Cast, old: Sop) -> None:
    """Case 9: today's permission holds for where it leads, too."""
    hidden = make_sop(cast.desk, cast.dee, "Secret discount")
    archiving.archive(sop=old, by=cast.adam, reason="Elsewhere now", replaced_by=hidden)
    html = text_of(client_of(cast.rosa), f"/sops/{old.key}/", 410)
    assert "Secret discount" not in html
    assert hidden.key not in html


def test_brought_back_it_is_as_it_was(cast: Cast, old: Sop, new: Sop) -> None:
    archive(cast, old, new)
    assert client_of(cast.ed).post(f"/sops/{old.key}/bring-back").status_code == 302
    old.refresh_from_db()
    assert (old.is_published, old.archived_at, old.replaced_by, old.archive_reason) == (True, None, None, "")
    assert client_of(cast.rosa).get(f"/sops/{old.key}/").status_code == 200


def test_a_draft_comes_back_as_a_draft(cast: Cast) -> None:
    draft = make_sop(cast.sales, cast.ed, "Draft", publish=False)
    archive(cast, draft)
    archiving.bring_back(sop=draft, by=cast.ed)
    draft.refresh_from_db()
    assert not draft.is_published
    with pytest.raises(ValidationError, match="in use already"):
        archiving.bring_back(sop=draft, by=cast.ed)


def test_a_removed_one_comes_back_too(cast: Cast, old: Sop) -> None:
    editing.remove_sop(sop=old, by=cast.ed)
    assert "Removed" in text_of(client_of(cast.ed), "/libraries/sales/put-away")
    client_of(cast.ed).post(f"/sops/{old.key}/bring-back")
    assert client_of(cast.rosa).get(f"/sops/{old.key}/").status_code == 200


def test_the_list_of_what_was_put_away_is_for_editors_of_the_library(cast: Cast, old: Sop) -> None:
    archive(cast, old)
    assert client_of(cast.rosa).get("/libraries/sales/put-away").status_code == 403
    assert client_of(cast.rosa).post(f"/sops/{old.key}/bring-back").status_code == 404
    assert client_of(cast.dee).post(f"/sops/{old.key}/bring-back").status_code == 404
    listed = text_of(client_of(cast.ed), "/libraries/sales/put-away")
    assert "Fax the order" in listed
    assert "The fax is gone." in listed
    assert "/libraries/sales/put-away" in text_of(client_of(cast.ed), "/libraries/sales/")


def test_archiving_ends_a_review(cast: Cast, old: Sop) -> None:
    editing.update_step(step=step_of(old), by=cast.ed, title="Fax it")
    reviewing.send(sop=old, by=cast.ed)
    archive(cast, old)
    assert old.rounds.get().state == "taken_back"


def test_the_form_wants_a_reason_and_an_sop_that_is_there(cast: Cast, old: Sop, new: Sop) -> None:
    client = client_of(cast.ed)
    for data, why in (
        ({"reason": ""}, "Say in a sentence"),
        ({"reason": "Old", "replaced_by": "no-such-sop"}, "There is no SOP"),
        ({"reason": "Old", "replaced_by": old.key}, "has to be another SOP"),
    ):
        answer = client.post(f"/sops/{old.key}/archive", data)
        assert (answer.status_code, why in answer.content.decode()) == (422, True)
    sent = {"reason": "Old", "replaced_by": f"{new.title} · {new.key}"}
    assert client.post(f"/sops/{old.key}/archive", sent)["Location"] == "/libraries/sales/put-away"
    old.refresh_from_db()
    assert old.replaced_by == new


def test_others_are_told_on_commit(cast: Cast, old: Sop, django_capture_on_commit_callbacks: Any) -> None:
    heard: list[str] = []

    def hear(name: str) -> Any:
        return lambda **_: heard.append(name)

    listeners = {sop_archived: hear("archived"), sop_withdrawn: hear("withdrawn"), sop_published: hear("published")}
    for signal, listener in listeners.items():
        signal.connect(listener)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            archive(cast, old)
        assert heard == ["archived", "withdrawn"]
        with django_capture_on_commit_callbacks(execute=True):
            archiving.bring_back(sop=old, by=cast.ed)
        assert heard[2:] == ["published"]
    finally:
        for signal, listener in listeners.items():
            signal.disconnect(listener)


def test_both_ways_are_in_the_audit_log(cast: Cast, old: Sop, new: Sop) -> None:
    archive(cast, old, new)
    archiving.bring_back(sop=old, by=cast.adam)
    events = AuditEvent.objects.filter(subject="Fax the order", verb__in=["archived", "brought back"]).order_by("pk")
    assert [(event.verb, str(event.actor)) for event in events] == [("archived", "Ed"), ("brought back", "Adam")]
    assert events[0].detail == {"key": old.key, "reason": "The fax is gone.", "replaced_by": new.key}


def test_the_list_needs_the_same_queries_for_one_and_for_eleven(cast: Cast, old: Sop, new: Sop) -> None:
    archive(cast, old, new)
    before = queries_for(client_of(cast.ed), "/libraries/sales/put-away")
    for number in range(10):
        archive(cast, make_sop(cast.sales, cast.ed, f"Old {number}"), new)
    assert queries_for(client_of(cast.ed), "/libraries/sales/put-away") == before
