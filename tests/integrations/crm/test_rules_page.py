"""The page where editors keep a library's context rules."""

from typing import Any

import pytest

from access.models import AuditEvent
from integrations.crm import services
from integrations.models import ContextRule, PipelineMap
from notices.models import Notice
from sops.services import editing, publishing
from tests.integrations.attacks import CORPUS
from tests.integrations.crm.test_go import make_rule
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

PAGE = "/libraries/sales/rules"


def form(sop: Any, /, **changes: Any) -> dict[str, Any]:
    usual = {"crm": "salesforce", "object": "Opportunity", "sop": sop.key, "step": ""}
    return {**usual, "field": ["stage", "amount", ""], "operator": ["equals", "over", "equals"],
            "value": ["Proposal", "50,000", ""], **changes}  # fmt: skip


def test_an_editor_adds_a_rule_that_opens_a_step(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    answer = client_of(cast.ed).post(f"{PAGE}/new", form(sop, step=step_of(sop, 2).key))
    assert answer.status_code == 302
    rule = ContextRule.objects.get()
    assert (rule.step, rule.owner, len(rule.conditions)) == (step_of(sop, 2), cast.ed, 2)
    assert AuditEvent.objects.filter(verb="added the CRM rule", library=cast.sales).exists()
    assert "amount is over 50,000" in text_of(client_of(cast.ed), PAGE)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"object": ""}, "Name the object"),
        ({"crm": "excel"}, "Choose the CRM"),
        ({"sop": "none"}, "Choose the SOP"),
        ({"step": "not-of-this"}, "t there any more"),
        ({"operator": ["matches", "over", "equals"]}, "is compared"),
        ({"value": ["Proposal", "much", ""]}, "is compared with a number"),
        ({"value": ["x" * 301, "1", ""]}, "at most 300"),
        ({"field": ["stage"] * 11, "operator": ["equals"] * 11, "value": ["a"] * 11}, "10 conditions"),
    ],
)
def test_a_wrong_rule_is_not_saved_and_says_why(cast: Cast, changes: dict[str, Any], told: str) -> None:
    answer = client_of(cast.ed).post(f"{PAGE}/new", form(make_sop(cast.sales, cast.ed), **changes))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not ContextRule.objects.exists()


def test_a_rule_leads_only_into_its_own_library(cast: Cast) -> None:
    """Case 11."""
    other = make_sop(cast.desk, cast.dee)
    assert client_of(cast.adam).post(f"{PAGE}/new", form(other)).status_code == 422
    rule = make_rule(other, cast.dee)
    assert client_of(cast.adam).post(f"{PAGE}/{rule.pk}/remove").status_code == 404


def test_rules_are_ordered_switched_and_removed(cast: Cast) -> None:
    client = client_of(cast.ed)
    one, two, three = (make_rule(make_sop(cast.sales, cast.ed, f"SOP {n}"), cast.ed) for n in (1, 2, 3))
    client.post(f"{PAGE}/{three.pk}/move", {"to": "0"})
    client.post(f"{PAGE}/{one.pk}/move", {"way": "down"})
    assert list(ContextRule.objects.values_list("pk", flat=True)) == [three.pk, two.pk, one.pk]
    client.post(f"{PAGE}/{two.pk}/switch", {"on": "no"})
    client.post(f"{PAGE}/{one.pk}/remove")
    assert list(ContextRule.objects.filter(is_on=True)) == [three]


def test_the_tester_says_what_opens_and_why_each_rule_does_or_does_not(cast: Cast) -> None:
    quote = make_sop(cast.sales, cast.ed, "Create a quote")
    make_rule(quote, cast.ed, ("stage", "one_of", "Proposal, Negotiation"), crm="salesforce")
    make_rule(make_sop(cast.sales, cast.ed, "Close it"), cast.ed, ("stage", "equals", "Closed won"))
    record = '{"attributes": {"type": "Opportunity"}, "StageName": "Proposal", "Amount": 80000.0}'
    page = client_of(cast.ed).post(f"{PAGE}/test", {"record": record}).content.decode()
    assert "Opens at once" in page
    assert "stage is “Proposal”; it should be “Closed won”." in page
    assert "The CRM is Salesforce." in page


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ("", "Paste a record first"),
        ("{not json", "not valid JSON"),
        ("[" * 5_000, "JSON"),
        ("x" * 10_001, "10,001 characters"),
        ("[1, 2]", "Paste one record"),
        ("nothing at all", "No field was found"),
    ],
)
def test_what_is_no_record_is_refused_with_a_sentence(cast: Cast, record: str, told: str) -> None:
    answer = client_of(cast.ed).post(f"{PAGE}/test", {"record": record}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert told in answer.content.decode()


@pytest.mark.parametrize("attack", CORPUS)
def test_html_in_records_and_rules_stays_text(cast: Cast, attack: str) -> None:
    """Case 22."""
    make_rule(make_sop(cast.sales, cast.ed), cast.ed, ("stage", "equals", attack), object_name=attack[:80])
    services.set_map(library=cast.sales, crm="", objects=[attack], stages=[attack], by=cast.ed)
    client = client_of(cast.ed)
    assert attack not in client.get(f"{PAGE}?crm=").content.decode()
    assert attack not in client.post(f"{PAGE}/test", {"record": f"object={attack}\nstage={attack}"}).content.decode()


def test_the_coverage_picture_marks_gaps_and_offers_to_fill_them(cast: Cast) -> None:
    make_rule(make_sop(cast.sales, cast.ed, "Create a quote"), cast.ed, ("stage", "contains", "proposal"))
    make_rule(
        make_sop(cast.sales, cast.ed, "Big deals"), cast.ed, ("stage", "equals", "Closed Won"), ("amount", "over", "9")
    )
    page = text_of(client_of(cast.ed), f"{PAGE}?crm=salesforce")
    assert "1 of 10 covered, 8 gaps" in page
    assert f"{PAGE}/new?crm=salesforce&amp;object=Opportunity&amp;stage=Prospecting" in page
    filled = text_of(client_of(cast.ed), f"{PAGE}/new?crm=salesforce&object=Opportunity&stage=Prospecting")
    assert 'value="Prospecting"' in filled


def test_an_editor_says_which_stages_to_cover(cast: Cast) -> None:
    client_of(cast.ed).post(f"{PAGE}/stages", {"crm": "hubspot", "objects": "deal", "stages": "one\n two \n\none"})
    assert PipelineMap.objects.get().stages == ["one", "two"]
    assert client_of(cast.ed).post(f"{PAGE}/stages", {"crm": "hubspot", "objects": "", "stages": ""}).status_code == 422


def broken_step(cast: Cast) -> ContextRule:
    sop = make_sop(cast.sales, cast.ed)
    rule = make_rule(sop, cast.ed, step=2)
    editing.remove_step(step=step_of(sop, 2), by=cast.adam)
    publishing.publish(sop=sop, by=cast.adam)
    return rule


def test_a_rule_to_a_removed_step_is_shown_as_broken_and_its_owner_is_told_once(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        rule = broken_step(cast)
    assert "Its step was removed." in text_of(client_of(cast.ed), PAGE)
    [notice] = Notice.objects.filter(kind="rule_broken")
    assert notice.person == cast.ed
    assert notice.url == f"{PAGE}#rule-{rule.pk}"
    with django_capture_on_commit_callbacks(execute=True):
        editing.update_sop(sop=rule.sop, by=cast.adam, title="Other words")
        publishing.publish(sop=rule.sop, by=cast.adam)
    assert Notice.objects.filter(kind="rule_broken").count() == 1


def test_a_rule_to_a_withdrawn_sop_is_broken_until_it_is_back(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    sop = make_sop(cast.sales, cast.ed)
    make_rule(sop, cast.ed)
    with django_capture_on_commit_callbacks(execute=True):
        publishing.withdraw(sop=sop, by=cast.adam)
    assert "Its SOP is withdrawn" in text_of(client_of(cast.ed), PAGE)
    with django_capture_on_commit_callbacks(execute=True):
        publishing.publish(sop=sop, by=cast.adam)
    assert ContextRule.objects.get().told_broken_at is None


def test_who_may_not_mend_it_any_more_is_not_told_but_the_admins_are(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    """Case 40."""
    sop = make_sop(cast.sales, cast.ed)
    make_rule(sop, cast.ed)
    cast.sales.memberships.filter(user=cast.ed).delete()
    with django_capture_on_commit_callbacks(execute=True):
        publishing.withdraw(sop=sop, by=cast.ava)
    assert [notice.person for notice in Notice.objects.filter(kind="rule_broken")] == [cast.adam]


def test_it_is_found_from_the_library_and_from_the_menu(cast: Cast) -> None:
    assert PAGE in text_of(client_of(cast.ed), "/libraries/sales/")
    assert 'href="/rules"' in text_of(client_of(cast.ed), "/")
    assert PAGE not in text_of(client_of(cast.rosa), "/libraries/sales/")


def test_as_many_queries_for_eleven_rules_as_for_one(cast: Cast) -> None:
    make_rule(make_sop(cast.sales, cast.ed), cast.ed, step=1)
    one = queries_for(client_of(cast.ed), PAGE)
    for number in range(10):
        make_rule(make_sop(cast.sales, cast.ed, f"SOP {number}"), cast.ed, step=1)
    assert queries_for(client_of(cast.ed), PAGE) == one
