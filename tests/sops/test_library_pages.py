"""Libraries, categories, and their filters in the address."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sops.models import Category, Sop
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop


@pytest.fixture
def proposal(cast: Cast) -> Category:
    return Category.objects.create(name="Proposal", slug="proposal", position=4)


def test_a_viewer_finds_published_sops_and_no_drafts(cast: Cast) -> None:
    make_sop(cast.sales, cast.ed, "Send the contract")
    make_sop(cast.sales, cast.ed, "Half-written", publish=False)
    seen = text_of(client_of(cast.rosa), "/libraries/sales/")
    assert "Send the contract" in seen
    assert "Half-written" not in seen
    assert "New SOP" not in seen


def test_an_editor_finds_drafts_and_the_way_to_new_ones(cast: Cast) -> None:
    make_sop(cast.sales, cast.ed, "Half-written", publish=False)
    seen = text_of(client_of(cast.ed), "/libraries/sales/")
    assert "Half-written" in seen
    assert "New SOP" in seen
    assert "Upload a recording" in seen
    assert "/libraries/sales/people" not in seen
    assert "/libraries/sales/people" in text_of(client_of(cast.adam), "/libraries/sales/")


def test_a_closed_library_is_found_by_its_members_only(cast: Cast) -> None:
    assert "Deal desk" not in text_of(client_of(cast.rosa), "/libraries/")
    assert client_of(cast.rosa).get("/libraries/deal-desk/").status_code == 404
    assert "Deal desk" in text_of(client_of(cast.dee), "/libraries/")


def test_the_filters_are_in_the_address(cast: Cast, proposal: Category) -> None:
    make_sop(cast.sales, cast.ed, "Price it", category=proposal)
    make_sop(cast.sales, cast.ava, "Sign it", owner=cast.ava)
    late = make_sop(cast.sales, cast.ed, "Renew it")
    make_sop(cast.sales, cast.ed, "Draft it", publish=False)
    Sop.objects.filter(pk=late.pk).update(next_review_at=timezone.localdate() - timedelta(days=3))
    client = client_of(cast.ed)

    def titles(query: str) -> set[str]:
        html = text_of(client, f"/libraries/sales/?{query}")
        return {title for title in ("Price it", "Sign it", "Renew it", "Draft it") if f">{title}</a>" in html}

    assert titles("category=proposal") == {"Price it"}
    assert titles("status=draft") == {"Draft it"}
    assert titles("status=overdue") == {"Renew it"}
    assert titles(f"owner={cast.ava.pk}") == {"Sign it"}
    assert titles("words=it+ren") == {"Renew it"}
    assert titles("status=published&category=proposal") == {"Price it"}
    assert titles("category=nothing") == set()


@pytest.mark.parametrize("query", ["page=999", "page=x", "owner=x", f"owner={'9' * 20}", "status=??", "words=%00"])
def test_a_strange_address_is_answered_all_the_same(cast: Cast, query: str) -> None:
    make_sop(cast.sales, cast.ed)
    text_of(client_of(cast.rosa), f"/libraries/sales/?{query}")


def test_empty_pages_say_what_to_do(cast: Cast) -> None:
    assert "This library is empty" in text_of(client_of(cast.ed), "/libraries/sales/")
    assert "No SOP matches" in text_of(client_of(cast.ed), "/libraries/sales/?words=zzz")
    cast.sales.is_open = False
    cast.sales.save()
    assert "no library for you" in text_of(client_of(cast.gus), "/libraries/")


def test_counts_include_only_what_the_person_may_read(cast: Cast, proposal: Category) -> None:
    make_sop(cast.sales, cast.ed, "Price it", category=proposal)
    make_sop(cast.sales, cast.ed, "Draft it", category=proposal, publish=False)
    assert "Proposal<span>1</span>" in text_of(client_of(cast.rosa), "/libraries/sales/")
    assert "Proposal<span>2</span>" in text_of(client_of(cast.ed), "/libraries/sales/")


def test_a_stage_lists_its_sops_of_all_libraries_of_the_person(cast: Cast, proposal: Category) -> None:
    make_sop(cast.sales, cast.ed, "Price it", category=proposal)
    make_sop(cast.desk, cast.adam, "Floor prices", category=proposal)
    assert "Floor prices" not in text_of(client_of(cast.rosa), "/categories/proposal/")
    assert "Floor prices" in text_of(client_of(cast.dee), "/categories/proposal/")
    assert client_of(cast.rosa).get("/categories/none/").status_code == 404


@pytest.mark.parametrize("url", ["/libraries/sales/", "/libraries/", "/categories/proposal/"])
def test_more_sops_need_no_more_queries(cast: Cast, proposal: Category, url: str) -> None:
    client = client_of(cast.ed)
    make_sop(cast.sales, cast.ed, "SOP 0", category=proposal)
    one = queries_for(client, url)
    for number in range(1, 11):
        category = Category.objects.create(name=f"C{number}", slug=f"c{number}") if number % 2 else proposal
        make_sop(cast.sales, (cast.ed, cast.ava)[number % 2], f"SOP {number}", category=category)
    assert queries_for(client, url) == one
