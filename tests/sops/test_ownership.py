"""Handing over everything that a person owns, in one action."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.utils import timezone

from access.models import AuditEvent, Library, Membership
from access.roles import Role
from notices.models import Notice
from sops.models import Sop
from sops.services import approvals, editing, feedback, ownership, scheduled_reviews
from sops.signals import owner_changed
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notices.tasks.mail_notice.delay", lambda pk: None)


@pytest.fixture
def two_libraries(cast: Cast) -> list[Sop]:
    """Ed owns two SOPs and a draft in Sales, and one in the Deal desk."""
    Membership.objects.create(library=cast.desk, user=cast.ed, role=Role.EDITOR)
    return [
        make_sop(cast.sales, cast.ed, "A"),
        make_sop(cast.sales, cast.ed, "B"),
        make_sop(cast.sales, cast.ed, "C", publish=False),
        make_sop(cast.desk, cast.ed, "D"),
    ]


def _hand_over(cast: Cast, *libraries: Library, to: Any = None) -> list[Sop]:
    return ownership.hand_over(
        from_person=cast.ed, to_person=to or cast.ava, libraries=libraries or (cast.sales,), by=cast.adam
    )


def test_all_sops_of_a_person_get_a_new_owner_and_others_keep_theirs(cast: Cast, two_libraries: list[Sop]) -> None:
    kept = make_sop(cast.sales, cast.adam, "Adam's")
    assert [sop.title for sop in _hand_over(cast)] == ["A", "B", "C"]
    owners = dict(Sop.objects.values_list("title", "owner__name"))
    assert owners == {"A": "Ava", "B": "Ava", "C": "Ava", "D": "Ed", kept.title: "Adam"}


def test_each_is_in_the_history_and_the_whole_in_the_audit_log(cast: Cast, two_libraries: list[Sop]) -> None:
    _hand_over(cast)
    row = two_libraries[0].history.first()
    assert row is not None
    assert (row.history_user, row.owner) == (cast.adam, cast.ava)
    assert "handed over from Ed to Ava" in str(row.history_change_reason)
    event = AuditEvent.objects.get(verb="handed over")
    assert event.subject == "3 SOPs in Sales from Ed to Ava"
    assert set(event.detail["sops"]) == {sop.key for sop in two_libraries[:3]}


def test_the_new_owner_hears_of_it_once_per_library(cast: Cast, two_libraries: list[Sop]) -> None:
    Membership.objects.create(library=cast.desk, user=cast.ava, role=Role.EDITOR)
    _hand_over(cast, cast.sales, cast.desk)
    assert sorted(notice.text for notice in Notice.objects.filter(person=cast.ava)) == [
        "You own 1 SOP in Deal desk now that Ed owned so far.",
        "You own 3 SOPs in Sales now that Ed owned so far.",
    ]


def test_due_reviews_and_open_feedback_go_along(cast: Cast, two_libraries: list[Sop]) -> None:
    sop = two_libraries[0]
    Sop.objects.filter(pk=sop.pk).update(next_review_at=timezone.localdate() - timedelta(days=1))
    scheduled_reviews.remind()
    given = feedback.give(sop=sop, version=sop.current_version, kind="wrong", text="Hm", by=cast.rosa)
    _hand_over(cast)
    waiting = {notice.kind for notice in Notice.objects.unread().visible_to(cast.ava)}
    assert {scheduled_reviews.DUE, feedback.GIVEN} <= waiting
    assert not Notice.objects.unread().filter(person=cast.ed, kind__in=[scheduled_reviews.DUE, feedback.GIVEN]).exists()
    assert given.text in text_of(client_of(cast.ava), "/feedback?show=mine")
    scheduled_reviews.remind(timezone.localdate() + timedelta(days=7))
    assert Notice.objects.filter(kind=scheduled_reviews.DUE, person=cast.ava).exists()


def test_a_signal_names_each_sop_with_both_owners(cast: Cast, two_libraries: list[Sop]) -> None:
    heard: list[tuple[int, int, int]] = []

    def listen(sender: Any, sop_id: int, before_id: int, after_id: int, **_: Any) -> None:
        heard.append((sop_id, before_id, after_id))

    owner_changed.connect(listen)
    try:
        with TestCase.captureOnCommitCallbacks(execute=True):
            _hand_over(cast)
    finally:
        owner_changed.disconnect(listen)
    assert sorted(heard) == sorted((sop.pk, cast.ed.pk, cast.ava.pk) for sop in two_libraries[:3])


def test_nobody_gets_what_they_can_not_see_and_then_nothing_moves(cast: Cast, two_libraries: list[Sop]) -> None:
    """Case 16."""
    with pytest.raises(ValidationError, match="Ava can't see 1 of the 1 SOPs in Deal desk"):
        _hand_over(cast, cast.sales, cast.desk)
    assert not Sop.objects.filter(owner=cast.ava).exists()
    with pytest.raises(ValidationError, match="drafts need an editor"):
        _hand_over(cast, to=cast.rosa)


def test_it_needs_somebody_else_who_is_there(cast: Cast, two_libraries: list[Sop]) -> None:
    with pytest.raises(ValidationError, match="somebody else"):
        _hand_over(cast, to=cast.ed)
    cast.ava.is_active = False
    with pytest.raises(ValidationError, match="can't sign in"):
        _hand_over(cast)


def test_who_was_switched_off_is_still_handed_over(cast: Cast, two_libraries: list[Sop]) -> None:
    cast.ed.is_active = False
    cast.ed.save()
    assert len(_hand_over(cast)) == 3


def test_removed_sops_stay_and_archived_ones_move(cast: Cast, two_libraries: list[Sop]) -> None:
    editing.remove_sop(sop=two_libraries[0], by=cast.ed)
    Sop.objects.filter(pk=two_libraries[1].pk).update(archived_at=timezone.now(), is_published=False)
    assert [sop.title for sop in _hand_over(cast)] == ["B", "C"]


# The page


def test_the_page_shows_what_would_move_in_the_libraries_of_the_admin(cast: Cast, two_libraries: list[Sop]) -> None:
    address = f"/people/hand-over?from_person={cast.ed.pk}&to_person={cast.ava.pk}"
    html = text_of(client_of(cast.adam), address)
    for expected in ("Sales", "3 SOPs", "Deal desk", "1 SOP", "Hand over to Ava", "Ava can't see any of it"):
        assert expected in html
    assert Sop.objects.filter(owner=cast.ed).count() == 4, "Looking moves nothing."


def test_an_admin_hands_over_only_in_their_own_libraries(cast: Cast, two_libraries: list[Sop]) -> None:
    """Case 16."""
    Membership.objects.filter(user=cast.adam, library=cast.desk).delete()
    client = client_of(cast.adam)
    html = text_of(client, f"/people/hand-over?from_person={cast.ed.pk}")
    assert "Deal desk" not in html
    form = {"from_person": cast.ed.pk, "to_person": cast.ava.pk, "libraries": [cast.sales.pk, cast.desk.pk]}
    assert client.post("/people/hand-over", form).status_code == 422
    assert not Sop.objects.filter(owner=cast.ava).exists()


def test_one_post_hands_over_what_is_ticked(cast: Cast, two_libraries: list[Sop]) -> None:
    form = {"from_person": cast.ed.pk, "to_person": cast.ava.pk, "libraries": [cast.sales.pk]}
    assert client_of(cast.adam).post("/people/hand-over", form).status_code == 302
    assert Sop.objects.filter(owner=cast.ava).count() == 3
    assert "Deal desk" in text_of(client_of(cast.adam), f"/people/hand-over?from_person={cast.ed.pk}")


def test_an_administrator_of_the_site_hands_over_everywhere(cast: Cast, two_libraries: list[Sop]) -> None:
    cast.gus.is_superuser = True
    cast.gus.save()
    form = {"from_person": cast.ed.pk, "to_person": cast.adam.pk, "libraries": [cast.sales.pk, cast.desk.pk]}
    client_of(cast.gus).post("/people/hand-over", form)
    assert Sop.objects.filter(owner=cast.adam).count() == 4


def test_without_a_library_to_administer_there_is_no_page(cast: Cast, two_libraries: list[Sop]) -> None:
    for who in ("ed", "ava", "rosa", "gus"):
        assert client_of(getattr(cast, who)).get("/people/hand-over").status_code == 403


def test_nothing_left_is_said(cast: Cast) -> None:
    make_sop(cast.sales, cast.ed)
    form = {"from_person": cast.ed.pk, "to_person": cast.ava.pk, "libraries": [cast.sales.pk]}
    answer = client_of(cast.adam).post("/people/hand-over", form, follow=True)
    assert "Ava owns 1 SOP of Ed now." in answer.content.decode()


def test_the_preview_asks_the_same_of_the_database_for_1_sop_and_for_11(cast: Cast) -> None:
    make_sop(cast.sales, cast.ed)
    client, address = client_of(cast.adam), f"/people/hand-over?from_person={cast.ed.pk}&to_person={cast.ava.pk}"
    one = queries_for(client, address)
    for number in range(10):
        make_sop(cast.sales, cast.ed, f"SOP {number}")
    assert queries_for(client, address) == one


def test_who_hands_over_is_no_author_of_the_text(cast: Cast, two_libraries: list[Sop]) -> None:
    """So that an admin may still approve what they only gave another owner."""
    sop = two_libraries[0]
    before = approvals.last_authors([sop])
    ownership.hand_over(from_person=cast.ed, to_person=cast.ava, libraries=[cast.sales], by=cast.adam)
    assert approvals.last_authors([sop]) == before == {sop.pk: cast.ed}
