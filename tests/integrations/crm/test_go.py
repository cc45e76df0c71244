"""`/go`: from a record to the step that fits it, and never to more than the person may read."""

from typing import Any
from urllib.parse import urlencode

import pytest

from integrations.crm import services
from integrations.crm.conditions import Condition
from integrations.models import ContextRule
from search import indexing
from sops.models import Sop
from sops.services import editing, publishing
from tests.integrations.attacks import CORPUS
from tests.support.browsing import client_of, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of


def make_rule(sop: Sop, by: Any, *conditions: tuple[str, str, str], step: int = 0, **fields: Any) -> ContextRule:
    return services.save_rule(
        library=sop.library,
        crm=fields.pop("crm", ""),
        object_name=fields.pop("object_name", "Opportunity"),
        conditions=[Condition(*condition) for condition in conditions],
        sop=sop,
        step=step_of(sop, step) if step else None,
        by=by,
        **fields,
    )


def go(person: Any, **fields: str) -> Any:
    return client_of(person).get(f"/go?{urlencode(fields)}")


def test_one_rule_opens_its_step(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    make_rule(sop, cast.ed, ("stage", "equals", "Proposal"), step=2)
    answer = go(cast.rosa, crm="salesforce", object="Opportunity", stage="proposal", id="006A")
    assert answer.status_code == 302
    assert answer["Location"] == f"/s/{step_of(sop, 2).key}?v=1"


def test_the_rule_that_says_more_opens(cast: Cast) -> None:
    common, big = make_sop(cast.sales, cast.ed, "Discounts"), make_sop(cast.sales, cast.ed, "Large discounts")
    make_rule(common, cast.ed, ("stage", "equals", "Proposal"))
    make_rule(big, cast.ed, ("stage", "equals", "Proposal"), ("amount", "over", "50,000"))
    assert go(cast.rosa, object="Opportunity", stage="Proposal", amount="80000")["Location"] == big.get_absolute_url()
    assert go(cast.rosa, object="Opportunity", stage="Proposal", amount="800")["Location"] == common.get_absolute_url()


def test_several_that_fit_equally_are_a_short_list_in_the_librarys_order(cast: Cast) -> None:
    one, two = make_sop(cast.sales, cast.ed, "Write a quote"), make_sop(cast.sales, cast.ed, "Ask for a discount")
    make_rule(one, cast.ed, ("stage", "equals", "Proposal"))
    second = make_rule(two, cast.ed, ("stage", "contains", "prop"))
    page = text_of(client_of(cast.rosa), "/go?object=Opportunity&stage=Proposal")
    assert page.index("Write a quote") < page.index("Ask for a discount")
    services.move_rule(rule=second, to=0, by=cast.ed)
    page = text_of(client_of(cast.rosa), "/go?object=Opportunity&stage=Proposal")
    assert page.index("Ask for a discount") < page.index("Write a quote")


def test_without_a_rule_it_searches_for_object_and_stage(cast: Cast) -> None:
    indexing.index_sop(make_sop(cast.sales, cast.ed, "Close the opportunity", ["Set the stage to Negotiation"]).pk)
    page = text_of(client_of(cast.rosa), "/go?object=Opportunity&stage=Negotiation")
    assert "No rule for this record yet" in page
    assert "Close the opportunity" in page


def test_parameters_grant_nothing(cast: Cast) -> None:
    """Case 9: a rule to a closed library's SOP doesn't exist for those without a role there."""
    hidden = make_sop(cast.desk, cast.dee, "Margin floors")
    make_rule(hidden, cast.dee, ("stage", "equals", "Proposal"))
    answer = go(cast.rosa, object="Opportunity", stage="Proposal", user="adam@example.com", role="admin")
    assert answer.status_code == 200
    assert "Margin floors" not in answer.content.decode()
    assert go(cast.dee, object="Opportunity", stage="Proposal").status_code == 302


def test_who_is_signed_out_signs_in_and_comes_back(cast: Cast) -> None:
    answer = go(None, object="Opportunity", stage="Proposal/Price Quote", id="006A")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/go%3Fobject%3DOpportunity%26stage%3DProposal")


def test_rules_that_are_off_or_lead_nowhere_are_passed_over(cast: Cast) -> None:
    off, gone = make_sop(cast.sales, cast.ed, "Off"), make_sop(cast.sales, cast.ed, "Gone")
    services.switch_rule(rule=make_rule(off, cast.ed), is_on=False, by=cast.ed)
    make_rule(gone, cast.ed, step=2)
    editing.remove_step(step=step_of(gone, 2), by=cast.ed)
    publishing.publish(sop=gone, by=cast.ed)
    assert go(cast.rosa, object="Opportunity").status_code == 200


@pytest.mark.parametrize("field", ["object", "stage", "crm", "id", "anything"])
def test_ten_thousand_characters_are_shown_plainly(cast: Cast, field: str) -> None:
    fields = {"object": "Opportunity", field: "x" * 10_000}
    answer = go(cast.rosa, **fields)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"{field}: longer than 500 characters" in page
    assert "x" * 600 not in page


@pytest.mark.parametrize("attack", CORPUS)
def test_html_in_merge_fields_stays_text(cast: Cast, attack: str) -> None:
    """Case 22."""
    page = go(cast.ed, crm=attack, object=attack, stage=attack).content.decode()
    assert attack not in page


def test_an_unknown_object_is_said_plainly(cast: Cast) -> None:
    page = go(cast.rosa, object="Flux_Capacitor__c", stage="On").content.decode()
    assert "No rule for this record yet" in page
    assert "Flux_Capacitor__c" in page


def test_a_link_without_a_record_says_what_is_missing(cast: Cast) -> None:
    assert "names no record" in go(cast.rosa).content.decode()


def test_as_many_queries_for_eleven_rules_as_for_one(cast: Cast, django_assert_max_num_queries: Any) -> None:
    sop = make_sop(cast.sales, cast.ed)
    make_rule(sop, cast.ed)
    with django_assert_max_num_queries(40) as one:
        go(cast.rosa, object="Opportunity", all="1")
    for number in range(10):
        make_rule(make_sop(cast.sales, cast.ed, f"SOP {number}"), cast.ed, step=1)
    with django_assert_max_num_queries(40) as eleven:
        go(cast.rosa, object="Opportunity", all="1")
    assert len(eleven) <= len(one)
