"""Groups: made, filled, given a role, dissolved."""

import pytest
from django.contrib.auth.models import Group

from access import groups, services
from access.models import AuditEvent, Library, Membership, User
from access.roles import Role
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast


@pytest.fixture
def root(cast: Cast) -> User:
    return User.objects.create_superuser("root@example.com", name="Root")


@pytest.fixture
def north(cast: Cast, root: User) -> Group:
    return groups.make(name="North", by=root)


def test_a_group_is_made_filled_and_given_a_role_by_the_librarys_admin(cast: Cast, root: User) -> None:
    client = client_of(root)
    made = client.post("/groups/make", {"name": "  North   team "})
    group = Group.objects.get(name="North team")
    assert made["Location"] == f"/groups/{group.pk}"
    client.post(f"/groups/{group.pk}/add", {"who": "GUS@example.com"})
    client_of(cast.adam).post("/libraries/deal-desk/people/add", {"who": "north team", "role": Role.EDITOR})
    assert cast.desk in Library.objects.editable_by(cast.gus)
    html = text_of(client, f"/groups/{group.pk}")
    assert "Gus" in html
    assert "Deal desk" in html
    client.post(f"/groups/{group.pk}/remove", {"person": cast.gus.pk})
    assert cast.desk not in Library.objects.visible_to(cast.gus)
    verbs = AuditEvent.objects.filter(actor=root).values_list("verb", flat=True)
    assert {"made the group", "added to group", "removed from group"} <= set(verbs)


@pytest.mark.parametrize("name", ["", "   ", "north", "NORTH", "x" * 151, "north@example.com"])
def test_a_name_that_cant_be_is_refused(cast: Cast, root: User, north: Group, name: str) -> None:
    assert client_of(root).post("/groups/make", {"name": name}).status_code == 422
    assert list(Group.objects.values_list("name", flat=True)) == ["North"]


def test_a_group_is_renamed_and_keeps_its_roles(cast: Cast, root: User, north: Group) -> None:
    services.set_role(library=cast.desk, role=Role.VIEWER, by=root, group=north)
    client_of(root).post(f"/groups/{north.pk}/rename", {"name": "South"})
    assert Membership.objects.get(library=cast.desk, group__name="South").role == Role.VIEWER
    assert client_of(root).post(f"/groups/{north.pk}/rename", {"name": ""}).status_code == 422


def test_who_is_unknown_or_off_is_not_put_in(cast: Cast, root: User, north: Group) -> None:
    User.objects.filter(pk=cast.gus.pk).update(is_active=False)
    for who in ("gus@example.com", "who@example.com", ""):
        assert client_of(root).post(f"/groups/{north.pk}/add", {"who": who}).status_code == 422
    assert not north.user_set.exists()


def test_a_group_that_administers_a_library_alone_keeps_its_last_person(cast: Cast, root: User, north: Group) -> None:
    groups.put_in(group=north, person=cast.ed, by=root)
    services.set_role(library=cast.sales, role=Role.ADMIN, by=root, group=north)
    services.remove_member(membership=Membership.objects.get(library=cast.sales, user=cast.adam), by=root)
    client = client_of(root)
    assert client.post(f"/groups/{north.pk}/remove", {"person": cast.ed.pk}).status_code == 422
    assert client.post(f"/groups/{north.pk}/dissolve").status_code == 422
    assert client.post(f"/people/{cast.ed.pk}/off").status_code == 422
    assert cast.sales in Library.objects.administered_by(cast.ed)


def test_a_dissolved_group_takes_its_roles_with_it(cast: Cast, root: User, north: Group) -> None:
    groups.put_in(group=north, person=cast.gus, by=root)
    services.set_role(library=cast.desk, role=Role.EDITOR, by=root, group=north)
    client_of(root).post(f"/groups/{north.pk}/dissolve")
    assert not Group.objects.exists()
    assert cast.desk not in Library.objects.visible_to(cast.gus)
    event = AuditEvent.objects.get(verb="dissolved the group")
    assert event.detail["roles"] == ["Editor in Deal desk"]


def test_a_group_holds_people_only_so_none_goes_round_in_circles(cast: Cast, root: User, north: Group) -> None:
    """Bad input: a group cycle. There is no way to put a group into a group."""
    groups.make(name="South", by=root)
    assert client_of(root).post(f"/groups/{north.pk}/add", {"who": "South"}).status_code == 422
    relations = {field.related_model for field in Group._meta.get_fields() if field.is_relation}
    assert Group not in relations


def test_more_groups_and_more_people_need_no_more_queries(cast: Cast, root: User, north: Group) -> None:
    client = client_of(root)
    groups.put_in(group=north, person=cast.gus, by=root)
    services.set_role(library=cast.sales, role=Role.VIEWER, by=root, group=north)
    few = queries_for(client, "/groups"), queries_for(client, f"/groups/{north.pk}")
    for number in range(10):
        groups.make(name=f"Team {number}", by=root)
        groups.put_in(group=north, person=User.objects.create_user(f"p{number}@example.com"), by=root)
    assert (queries_for(client, "/groups"), queries_for(client, f"/groups/{north.pk}")) == few
