"""“Who can see this?”: the page agrees with what the querysets decide."""

from typing import Any

import pytest
from django.contrib.auth.models import Group

from access import services
from access.models import User
from access.roles import Role
from sops.models import Sop
from sops.reading import who_can_see
from sops.services import archiving, sharing
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of


def rows(html: str) -> str:
    return html.split('aria-label="People who see it"')[1]


@pytest.fixture
def north(cast: Cast) -> Group:
    group = Group.objects.create(name="North")
    cast.gus.groups.add(group)
    services.set_role(library=cast.desk, role=Role.APPROVER, by=cast.adam, group=group)
    return group


def test_a_link_to_an_sop_or_a_step_is_answered_with_who_and_why(cast: Cast, north: Group) -> None:
    sop = make_sop(cast.desk, cast.dee)
    for link in (sop.get_absolute_url(), f"https://kb.example.com/s/{step_of(sop).key}?v=1#x", f"/sops/{sop.key}/edit"):
        html = rows(text_of(client_of(cast.adam), f"/who-can-see?link={link.replace('#', '%23').replace('?', '%3F')}"))
        assert "through North" in html
        assert "editor themselves" in html
        assert "Rosa" not in html


@pytest.mark.parametrize("kind", ["published", "draft", "shared", "archived", "closed"])
def test_it_lists_exactly_those_who_see_it(cast: Cast, north: Group, kind: str) -> None:
    library, by = (cast.desk, cast.dee) if kind == "closed" else (cast.sales, cast.ed)
    sop = make_sop(library, by, publish=kind not in ("draft", "shared"))
    if kind == "shared":
        sharing.share(sop=sop, people=[cast.gus], by=cast.ed)
    if kind == "archived":
        archiving.archive(sop=sop, by=cast.ed, reason="Old")
    User.objects.create_superuser("root@example.com")
    User.objects.filter(pk=cast.ava.pk).update(is_active=False)
    sop.refresh_from_db()
    target: Any = who_can_see.target_of(sop.get_absolute_url(), cast.adam)
    told = set(who_can_see.people_who_see(target))

    def sees(person: User) -> bool:
        if kind == "archived":
            return sop in Sop.objects.put_away().editable_by(person)
        return sop in Sop.objects.visible_to(person) or sop in Sop.objects.draft_visible_to(person)

    assert told == {person for person in User.objects.all() if sees(person)}


def test_one_query_answers_who_and_why(cast: Cast, north: Group, django_assert_num_queries: Any) -> None:
    sop = make_sop(cast.desk, cast.dee)
    target: Any = who_can_see.target_of(sop.get_absolute_url(), cast.adam)
    with django_assert_num_queries(1):
        told = {person.email: who_can_see.why(person)[1] for person in who_can_see.people_who_see(target)}
    assert told == {
        "adam@example.com": "admin themselves",
        "dee@example.com": "editor themselves",
        "gus@example.com": "approver through North",
    }


@pytest.mark.parametrize(
    "link", ["/nothing", "/sops/no-such/", "https://[", "javascript:alert(1)", "/people", "x" * 900]
)
def test_a_link_to_nothing_is_told_so(cast: Cast, link: str) -> None:
    text_of(client_of(cast.adam), f"/who-can-see?link={link}", 404)


def test_what_one_doesnt_administer_is_answered_like_nothing(cast: Cast) -> None:
    sop = make_sop(cast.desk, cast.dee)
    services.set_role(library=cast.sales, role=Role.ADMIN, by=cast.adam, user=cast.ed)
    there = text_of(client_of(cast.ed), f"/who-can-see?link={sop.get_absolute_url()}", 404)
    nowhere = text_of(client_of(cast.ed), "/who-can-see?link=/sops/no-such/", 404)
    assert "Nothing of yours is at this link" in there
    assert "Nothing of yours is at this link" in nowhere
    assert sop.title not in there


def test_the_sops_page_leads_there_for_admins_alone(cast: Cast) -> None:
    url = make_sop(cast.sales, cast.ed).get_absolute_url()
    assert "Who can see this?" in text_of(client_of(cast.adam), url)
    assert "Who can see this?" not in text_of(client_of(cast.ed), url)


def test_a_person_is_looked_for_among_them(cast: Cast) -> None:
    url = f"/who-can-see?link={make_sop(cast.desk, cast.dee).get_absolute_url()}"
    assert "Dee" in rows(text_of(client_of(cast.adam), f"{url}&q=dee"))
    assert "Nobody called “rosa” sees it" in text_of(client_of(cast.adam), f"{url}&q=rosa")


def test_a_public_library_is_said_to_be(cast: Cast, settings: Any) -> None:
    settings.STEPMARK_PUBLIC_LIBRARIES = True
    services.set_public(library=cast.sales, is_public=True, by=cast.adam)
    url = make_sop(cast.sales, cast.ed).get_absolute_url()
    assert "Everybody, without signing in" in text_of(client_of(cast.adam), f"/who-can-see?link={url}")


def test_more_people_need_no_more_queries(cast: Cast) -> None:
    client, url = client_of(cast.adam), f"/who-can-see?link={make_sop(cast.sales, cast.ed).get_absolute_url()}"
    few = queries_for(client, url)
    for number in range(11):
        User.objects.create_user(f"more{number}@example.com")
    assert queries_for(client, url) == few
