"""The rules of permission, one test each. `docs/permissions.md` says the same in prose, under the tests' names."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from access import services
from access.fetch import get_administered, get_editable, get_visible
from access.models import Library, Membership, User
from access.roles import Role
from notices.models import Notice
from notices.services import tell
from sops.models import Feedback, Screenshot, Sop
from sops.pictures import store_picture
from sops.services import archiving, editing, feedback, policies, publishing, reviewing, sharing
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes

#           who     reads  sees drafts  edits  approves  administers Sales
ROLES = [
    ("gus", True, False, False, False, False),
    ("rosa", True, False, False, False, False),
    ("ed", True, True, True, False, False),
    ("ava", True, True, True, True, False),
    ("adam", True, True, True, True, True),
]


@pytest.mark.parametrize(("who", "reads", "drafts", "edits", "approves", "administers"), ROLES)
def test_each_role_may_do_what_the_one_before_may(
    cast: Cast, who: str, reads: bool, drafts: bool, edits: bool, approves: bool, administers: bool
) -> None:
    person = getattr(cast, who)
    published, draft = make_sop(cast.sales, cast.ed), make_sop(cast.sales, cast.ed, publish=False)
    assert (published in Sop.objects.visible_to(person)) is reads
    assert (draft in Sop.objects.visible_to(person)) is drafts
    assert (published in Sop.objects.editable_by(person)) is edits
    assert (published in Sop.objects.approvable_by(person)) is approves
    assert (cast.sales in Library.objects.administered_by(person)) is administers


@pytest.mark.parametrize("who", ["gus", "rosa", "ed", "ava"])
def test_a_closed_library_does_not_exist_for_those_without_a_role_in_it(cast: Cast, who: str) -> None:
    person, sop = getattr(cast, who), make_sop(cast.desk, cast.adam)
    assert cast.desk not in Library.objects.visible_to(person)
    assert sop not in Sop.objects.visible_to(person)
    with pytest.raises(Http404):
        get_editable(Sop, person, key=sop.key)


def test_who_may_look_but_not_change_is_told_so(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    assert get_visible(Sop, cast.rosa, key=sop.key) == sop
    with pytest.raises(PermissionDenied):
        get_editable(Sop, cast.rosa, key=sop.key)
    with pytest.raises(PermissionDenied):
        get_administered(Library, cast.ava, slug="sales")


def test_who_is_signed_out_or_switched_off_sees_nothing(cast: Cast) -> None:
    make_sop(cast.sales, cast.ed)
    cast.ed.is_active = False
    for person in (AnonymousUser(), cast.ed):
        assert not Library.objects.visible_to(person).exists()
        assert not Sop.objects.visible_to(person).exists()
        assert not Sop.objects.editable_by(person).exists()


def test_the_strongest_of_own_and_group_roles_counts(cast: Cast) -> None:
    group = Group.objects.create(name="Managers")
    Membership.objects.create(library=cast.sales, group=group, role=Role.APPROVER)
    cast.rosa.groups.add(group)
    assert cast.sales in Library.objects.where_role(cast.rosa, Role.APPROVER)
    assert cast.sales not in Library.objects.administered_by(cast.rosa)


def test_a_role_in_one_library_is_none_in_another(cast: Cast) -> None:
    assert cast.sales not in Library.objects.editable_by(cast.dee)
    assert cast.desk in Library.objects.editable_by(cast.dee)


def test_a_withdrawn_or_removed_sop_is_seen_by_no_reader(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    publishing.withdraw(sop=sop, by=cast.ed)
    assert sop not in Sop.objects.visible_to(cast.rosa)
    assert sop in Sop.objects.visible_to(cast.ed)


def test_a_picture_of_a_draft_is_for_editors_until_it_is_published(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    shot = store_picture(sop=sop, content=picture_bytes())
    assert shot not in Screenshot.objects.visible_to(cast.rosa)
    assert shot in Screenshot.objects.visible_to(cast.ed)


def test_feedback_is_for_whoever_gave_it_and_those_who_look_after_the_sop(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    given = feedback.give(sop=sop, version=sop.current_version, kind="wrong", text="It moved.", by=cast.rosa)
    sees = {who: given in Feedback.objects.visible_to(getattr(cast, who)) for who in ("rosa", "gus", "ed", "adam")}
    answers = {who: given in Feedback.objects.editable_by(getattr(cast, who)) for who in sees}
    assert sees == {"rosa": True, "gus": False, "ed": True, "adam": True}
    assert answers == {"rosa": False, "gus": False, "ed": True, "adam": True}


def test_an_owner_looks_after_an_sop_only_while_they_may_read_it(cast: Cast) -> None:
    sop = make_sop(cast.desk, cast.adam, owner=cast.dee)
    assert sop in Sop.objects.reviewable_by(cast.dee)
    Membership.objects.filter(user=cast.dee).update(role=Role.VIEWER)
    assert sop in Sop.objects.reviewable_by(cast.dee)
    Membership.objects.filter(user=cast.dee).delete()
    assert sop not in Sop.objects.reviewable_by(cast.dee)


def test_a_notice_is_gone_with_the_right_to_see_what_it_is_about(cast: Cast) -> None:
    sop = make_sop(cast.desk, cast.adam)
    tell(people=[cast.dee], kind="news", about=sop, text="Look", url=sop.get_absolute_url())
    assert Notice.objects.visible_to(cast.dee).count() == 1
    Membership.objects.filter(user=cast.dee).delete()
    assert Notice.objects.visible_to(cast.dee).count() == 0


def test_a_shared_draft_is_read_by_those_it_is_shared_with_while_that_lasts(cast: Cast) -> None:
    draft = make_sop(cast.desk, cast.dee, publish=False)
    (share,) = sharing.share(sop=draft, people=[cast.gus], by=cast.dee)
    assert draft in Sop.objects.draft_visible_to(cast.gus)
    assert draft not in Sop.objects.visible_to(cast.gus)
    sharing.revoke(share=share, by=cast.dee)
    assert draft not in Sop.objects.draft_visible_to(cast.gus)


def test_an_archived_sop_is_read_by_nobody_and_its_links_explain(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    archiving.archive(sop=sop, by=cast.ed, reason="Not done any more")
    for person in (cast.rosa, cast.ed):
        assert sop not in Sop.objects.visible_to(person)
        assert sop in Sop.objects.archived_to(person)
    hidden = make_sop(cast.desk, cast.dee)
    archiving.archive(sop=hidden, by=cast.dee, reason="Not done any more")
    assert hidden not in Sop.objects.archived_to(cast.rosa)


def test_who_made_the_last_change_never_approves_it(cast: Cast) -> None:
    """Case 15: the whole of it stands in tests/sops/test_reviewing.py."""
    policies.set_policy(library=cast.sales, rule="one", by=cast.adam)
    draft = make_sop(cast.sales, cast.ava, publish=False)
    reviewing.send(sop=draft, by=cast.ed)
    now = reviewing.standing_of(draft)
    assert cast.ava not in now.waiting_for
    with pytest.raises(ValidationError):
        reviewing.approve(sop=draft, by=cast.ava, content_hash=now.content_hash)


def test_a_public_library_is_read_without_signing_in_and_nothing_else(cast: Cast, settings: Any) -> None:
    """The whole of it stands in tests/access/test_people_public.py."""
    published, draft = make_sop(cast.sales, cast.ed), make_sop(cast.sales, cast.ed, publish=False)
    closed, nobody = make_sop(cast.desk, cast.dee), AnonymousUser()
    cast.sales.is_public = True
    cast.sales.save()
    assert not Sop.objects.visible_to(nobody).exists()
    settings.STEPMARK_PUBLIC_LIBRARIES = True
    assert list(Sop.objects.visible_to(nobody)) == [published]
    assert list(Library.objects.visible_to(nobody)) == [cast.sales]
    assert not {draft, closed} & set(Sop.objects.visible_to(nobody))
    assert not Sop.objects.editable_by(nobody).exists()


def test_a_library_keeps_an_admin_who_can_sign_in(cast: Cast) -> None:
    """Groups: tests/access/test_groups.py; switching off: tests/access/test_people_all.py."""
    off = User.objects.create_user("off@example.com", is_active=False)
    Membership.objects.create(library=cast.sales, user=off, role=Role.ADMIN)
    last = Membership.objects.get(library=cast.sales, user=cast.adam)
    with pytest.raises(ValidationError):
        services.remove_member(membership=last, by=cast.adam)
    with pytest.raises(ValidationError):
        services.set_role(library=cast.sales, role=Role.EDITOR, user=cast.adam, by=cast.adam)
    assert Membership.objects.get(library=cast.sales, user=cast.adam).role == Role.ADMIN


def test_readers_know_an_sop_by_what_is_published(cast: Cast) -> None:
    """The whole of it stands in tests/sops/test_listed.py."""
    sop = make_sop(cast.sales, cast.ed, "Request a discount")
    editing.update_sop(sop=sop, by=cast.ed, title="A new name")
    for address in ("/libraries/sales/", "/api/sops", f"/sops/{sop.key}/history"):
        page = client_of(cast.rosa).get(address).content.decode()
        assert "Request a discount" in page
        assert "A new name" not in page
    assert "A new name" in client_of(cast.ed).get(f"/sops/{sop.key}/edit").content.decode()


def test_who_sees_as_somebody_else_sees_no_more_than_they_and_changes_nothing(cast: Cast) -> None:
    """The whole of it stands in tests/access/test_see_as.py."""
    open_one, hidden = make_sop(cast.sales, cast.ed), make_sop(cast.desk, cast.dee)
    client = client_of(cast.adam)
    client.post("/see-as", {"person": cast.rosa.pk})
    assert client.get(open_one.get_absolute_url()).status_code == 200
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.post(f"/sops/{open_one.key}/pin").status_code == 403


def test_an_administrator_of_the_site_may_everything(cast: Cast) -> None:
    root = User.objects.create_superuser("root@example.com")
    assert Library.objects.administered_by(root).count() == 2


def test_the_prose_and_the_tests_are_the_same_list() -> None:
    prose = (Path(settings.BASE_DIR) / "docs" / "permissions.md").read_text()
    told = set(re.findall(r"^\| `(test_\w+)`", prose, re.MULTILINE))
    ours = {name for name in globals() if name.startswith("test_")} - {"test_the_prose_and_the_tests_are_the_same_list"}
    assert told == ours
