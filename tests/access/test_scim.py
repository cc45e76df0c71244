"""The directory's endpoint, as Entra and Okta speak to it."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from access.models import AuditEvent, Library, Membership, User
from access.roles import Role
from access.signin_tokens import make_token
from tests.support.browsing import client_of, queries_for
from tests.support.cast import Cast

TOKEN = "directory-secret-for-tests-4711"
USERS, GROUPS = "/scim/v2/Users", "/scim/v2/Groups"
TYPE = "application/scim+json"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@pytest.fixture
def directory(settings: Any, cast: Cast) -> Client:
    settings.STEPMARK_SCIM = True
    settings.STEPMARK_SCIM_TOKEN = TOKEN
    return Client(headers={"authorization": f"Bearer {TOKEN}"})


def post(client: Client, address: str, **data: Any) -> Any:
    return client.post(address, data, content_type=TYPE)


def patch(client: Client, address: str, *operations: dict[str, Any]) -> Any:
    return client.patch(address, {"schemas": [PATCH], "Operations": list(operations)}, content_type=TYPE)


def test_it_is_off_by_default(cast: Cast) -> None:
    assert Client(headers={"authorization": f"Bearer {TOKEN}"}).get(USERS).status_code == 404


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", f"Token {TOKEN}", "Bearer ä", f"Bearer {TOKEN} x"])
def test_without_the_token_nobody_speaks_for_the_directory(directory: Client, header: str) -> None:
    answer = Client(headers={"authorization": header}).get(USERS)
    assert answer.status_code == 401
    assert answer["Content-Type"] == TYPE
    assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]


def test_an_empty_token_in_the_settings_opens_nothing(directory: Client, settings: Any) -> None:
    settings.STEPMARK_SCIM_TOKEN = ""
    assert Client(headers={"authorization": "Bearer "}).get(USERS).status_code == 401


def test_a_session_is_not_enough(directory: Client) -> None:
    root = User.objects.create_superuser("root@example.com")
    assert client_of(root).get(USERS).status_code == 401


def test_a_token_of_a_site_admin_with_the_scope_admin_is_as_good(directory: Client, cast: Cast) -> None:
    root = User.objects.create_superuser("root@example.com")
    for person, scope, status in ((root, "admin", 200), (root, "write", 401), (cast.adam, "admin", 401)):
        secret = make_token(user=person, name="Okta", scope=scope)
        assert Client(headers={"authorization": f"Bearer {secret}"}).get(USERS).status_code == status


def test_a_person_is_created_found_and_read(directory: Client) -> None:
    made = post(
        directory,
        USERS,
        userName="Mara@Example.com",
        externalId="42",
        name={"givenName": "Mara", "familyName": "Lind"},
        active=True,
    )
    assert made.status_code == 201
    person = User.objects.get(email="mara@example.com")
    assert (person.name, person.is_active, person.has_usable_password()) == ("Mara Lind", True, False)
    assert made["Location"].endswith(f"{USERS}/{person.pk}")
    for wanted in ('userName eq "mara@example.com"', 'externalId eq "42"', 'USERNAME EQ "MARA@example.com"'):
        found = directory.get(USERS, {"filter": wanted}).json()
        assert [row["id"] for row in found["Resources"]] == [str(person.pk)]
    assert directory.get(USERS, {"filter": 'userName eq "nobody@example.com"'}).json()["totalResults"] == 0
    assert directory.get(f"{USERS}/{person.pk}").json()["displayName"] == "Mara Lind"
    assert AuditEvent.objects.get(verb="added person").actor_name == "Directory"


def test_one_address_is_one_person(directory: Client) -> None:
    refused = post(directory, USERS, userName="ROSA@example.com")
    assert (refused.status_code, refused.json()["scimType"]) == (409, "uniqueness")


@pytest.mark.parametrize("name", ["", "no address", "x" * 300 + "@example.com", None, 7, ["a"]])
def test_who_has_no_address_is_refused(directory: Client, name: Any) -> None:
    assert post(directory, USERS, userName=name).status_code == 400
    assert User.objects.count() == 6


#           Okta                                             Entra
OFF = [
    [{"op": "replace", "value": {"active": False}}],
    [{"op": "Replace", "path": "active", "value": "False"}],
]


@pytest.mark.parametrize("operations", OFF)
def test_switched_off_is_out_on_the_next_request(directory: Client, cast: Cast, operations: Any) -> None:
    """Case 3: sessions and tokens."""
    browser, secret = client_of(cast.ed), make_token(user=cast.ed, name="x")
    program = Client(headers={"authorization": f"Token {secret}"})
    assert (browser.get("/").status_code, program.get("/api/libraries").status_code) == (200, 200)
    answer = patch(directory, f"{USERS}/{cast.ed.pk}", *operations)
    assert (answer.status_code, answer.json()["active"]) == (200, False)
    assert (browser.get("/").status_code, program.get("/api/libraries").status_code) == (302, 401)
    patch(directory, f"{USERS}/{cast.ed.pk}", {"op": "replace", "path": "active", "value": True})
    cast.ed.refresh_from_db()
    assert cast.ed.is_active
    assert (browser.get("/").status_code, program.get("/api/libraries").status_code) == (302, 401)


def test_deleting_switches_off_and_keeps_the_name_in_the_history(directory: Client, cast: Cast) -> None:
    assert directory.delete(f"{USERS}/{cast.ed.pk}").status_code == 204
    cast.ed.refresh_from_db()
    assert not cast.ed.is_active


def test_the_last_admin_of_the_site_stays(directory: Client) -> None:
    root = User.objects.create_superuser("root@example.com")
    refused = patch(directory, f"{USERS}/{root.pk}", {"op": "replace", "path": "active", "value": False})
    assert refused.status_code == 409
    assert "last admin" in refused.json()["detail"]
    root.refresh_from_db()
    assert root.is_active


def test_all_operations_happen_or_none(directory: Client, cast: Cast) -> None:
    """Case 16."""
    refused = patch(
        directory,
        f"{USERS}/{cast.rosa.pk}",
        {"op": "replace", "path": "displayName", "value": "Rosa Changed"},
        {"op": "replace", "path": "userName", "value": "ed@example.com"},
    )
    assert refused.status_code == 409
    cast.rosa.refresh_from_db()
    assert (cast.rosa.name, cast.rosa.email) == ("Rosa", "rosa@example.com")


def test_nothing_but_what_is_meant_can_be_set(directory: Client, cast: Cast) -> None:
    """Case 14."""
    hidden = {"is_superuser": True, "is_staff": True, "password": "x", "groups": [{"value": "1"}]}
    patch(directory, f"{USERS}/{cast.rosa.pk}", {"op": "replace", "value": hidden})
    directory.put(f"{USERS}/{cast.rosa.pk}", {"userName": "rosa@example.com", **hidden}, content_type=TYPE)
    cast.rosa.refresh_from_db()
    assert (cast.rosa.is_superuser, cast.rosa.is_staff, cast.rosa.has_usable_password()) == (False, False, False)


def test_name_and_address_change(directory: Client, cast: Cast) -> None:
    changed = directory.put(
        f"{USERS}/{cast.rosa.pk}",
        {"userName": "rosa.new@example.com", "displayName": "Rosa New", "active": True},
        content_type=TYPE,
    )
    assert changed.status_code == 200
    cast.rosa.refresh_from_db()
    assert (cast.rosa.email, cast.rosa.name) == ("rosa.new@example.com", "Rosa New")


def test_lists_come_in_pages_that_count_from_one(directory: Client) -> None:
    seen = []
    for start in (1, 3, 5, 7):
        page = directory.get(USERS, {"startIndex": start, "count": 2}).json()
        assert (page["totalResults"], page["startIndex"]) == (6, start)
        seen += [row["userName"] for row in page["Resources"]]
    assert len(seen) == len(set(seen)) == 6
    assert directory.get(USERS, {"count": 0}).json()["Resources"] == []
    assert directory.get(USERS, {"count": 99_999}).json()["itemsPerPage"] == 6
    assert directory.get(USERS, {"startIndex": "x"}).status_code == 400


@pytest.mark.parametrize(
    "text",
    ["userName", 'userName sw "a"', 'password eq "x"', 'userName eq "a" or 1 eq 1', 'userName eq "\\u"', "x" * 9999],
)
def test_other_filters_are_refused(directory: Client, text: str) -> None:
    """Case 29."""
    refused = directory.get(USERS, {"filter": text})
    assert (refused.status_code, refused.json()["scimType"]) == (400, "invalidFilter")


def test_a_group_gives_its_role_and_takes_it_away(directory: Client, cast: Cast) -> None:
    """Case 3."""
    made = post(directory, GROUPS, displayName="Deal desk team", members=[{"value": str(cast.rosa.pk)}])
    assert made.status_code == 201
    address = f"{GROUPS}/{made.json()['id']}"
    group = Group.objects.get(name="Deal desk team")
    Membership.objects.create(library=cast.desk, group=group, role=Role.VIEWER)
    assert cast.desk in Library.objects.visible_to(cast.rosa)
    patch(directory, address, {"op": "Add", "path": "members", "value": [{"value": str(cast.ed.pk)}]})
    assert set(group.user_set.all()) == {cast.rosa, cast.ed}
    patch(directory, address, {"op": "Remove", "path": f'members[value eq "{cast.rosa.pk}"]'})
    assert cast.desk not in Library.objects.visible_to(cast.rosa)
    patch(directory, address, {"op": "replace", "path": "members", "value": [{"value": str(cast.rosa.pk)}]})
    assert set(group.user_set.all()) == {cast.rosa}
    patch(directory, address, {"op": "remove", "path": "members"})
    assert not group.user_set.exists()


def test_members_that_were_put_in_here_stay(directory: Client, cast: Cast) -> None:
    group = Group.objects.create(name="Managers")
    cast.ava.groups.add(group)
    address = f"{GROUPS}/{group.pk}"
    patch(directory, address, {"op": "add", "path": "members", "value": [{"value": str(cast.rosa.pk)}]})
    patch(directory, address, {"op": "add", "path": "members", "value": [{"value": str(cast.ava.pk)}]})
    assert [row["display"] for row in directory.get(address).json()["members"]] == ["Rosa"]
    patch(directory, address, {"op": "replace", "path": "members", "value": []})
    assert set(group.user_set.all()) == {cast.ava}


def test_only_groups_that_the_directory_made_can_it_delete(directory: Client) -> None:
    own = Group.objects.create(name="Managers")
    assert directory.delete(f"{GROUPS}/{own.pk}").status_code == 403
    made = post(directory, GROUPS, displayName="Theirs").json()
    assert directory.delete(f"{GROUPS}/{made['id']}").status_code == 204
    assert list(Group.objects.all()) == [own]


@pytest.mark.parametrize(
    "members", ["x", [{"value": "999999"}], [{"value": "1 or 1"}], ["1"], [{"value": None}], {"value": "1"}]
)
def test_members_that_do_not_exist_are_refused(directory: Client, members: Any) -> None:
    assert post(directory, GROUPS, displayName="New", members=members).status_code == 400
    assert not Group.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "{", '"x"', "null", '{"Operations": 1}', '{"Operations": [1]}', "\xff"])
def test_what_is_no_scim_is_refused(directory: Client, cast: Cast, body: str) -> None:
    for address in (f"{USERS}/{cast.rosa.pk}", USERS):
        method = directory.patch if address != USERS else directory.post
        assert method(address, body.encode("latin-1"), content_type=TYPE).status_code == 400


def test_it_says_what_it_can(directory: Client) -> None:
    config = directory.get("/scim/v2/ServiceProviderConfig").json()
    assert (config["patch"]["supported"], config["bulk"]["supported"]) == (True, False)
    assert [kind["endpoint"] for kind in directory.get("/scim/v2/ResourceTypes").json()["Resources"]] == [
        "/Users",
        "/Groups",
    ]
    assert directory.get(f"{USERS}/999999").status_code == 404


def test_more_people_need_no_more_queries(directory: Client) -> None:
    few = queries_for(directory, f"{USERS}?count=200")
    for number in range(10):
        post(directory, USERS, userName=f"p{number}@example.com", externalId=str(number))
    assert queries_for(directory, f"{USERS}?count=200") == few


def test_more_groups_need_no_more_queries(directory: Client, cast: Cast) -> None:
    post(directory, GROUPS, displayName="G", members=[{"value": str(cast.rosa.pk)}])
    few = queries_for(directory, GROUPS)
    for number in range(10):
        post(directory, GROUPS, displayName=f"G{number}", members=[{"value": str(cast.rosa.pk)}])
    assert queries_for(directory, GROUPS) == few


def test_it_says_what_a_person_and_a_group_consist_of(directory: Client, cast: Cast) -> None:
    """Every schema and every kind of thing by itself too; what is described is what is really sent."""
    person = directory.get(f"{USERS}/{cast.rosa.pk}").json()
    group = post(directory, GROUPS, displayName="Closers", members=[{"value": str(cast.rosa.pk)}]).json()
    listed = directory.get("/scim/v2/Schemas").json()
    assert [one["name"] for one in listed["Resources"]] == ["User", "Group"]
    for schema, shown in zip(listed["Resources"], (person, group), strict=True):
        assert directory.get(schema["meta"]["location"]).json() == schema
        told = {attribute["name"]: attribute for attribute in schema["attributes"]}
        assert set(shown) - {"schemas", "id", "externalId", "meta"} == set(told)
        for name, attribute in told.items():
            inside = {sub["name"] for sub in attribute.get("subAttributes", [])}
            value = shown[name][0] if attribute["multiValued"] else shown[name]
            assert inside == (set(value) if isinstance(value, dict) else set()), name
    for kind in directory.get("/scim/v2/ResourceTypes").json()["Resources"]:
        assert directory.get(kind["meta"]["location"]).json() == kind
        assert directory.get(f"/scim/v2/Schemas/{kind['schema']}").status_code == 200
    for path in ("Schemas/urn:ietf:params:scim:schemas:core:2.0:Printer", "ResourceTypes/Printer"):
        answer = directory.get(f"/scim/v2/{path}")
        assert (answer.status_code, answer["Content-Type"]) == (404, TYPE)
