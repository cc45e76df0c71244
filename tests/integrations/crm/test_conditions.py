"""When a rule fits a record, without a database."""

from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.crm import records
from integrations.crm.conditions import judge, number
from integrations.crm.records import Record


@dataclass
class Rule:
    crm: str = ""
    object: str = "Opportunity"
    conditions: list[dict[str, str]] = field(default_factory=list)


def fits(operator: str, value: str, have: str) -> bool:
    rule = Rule(conditions=[{"field": "Stage", "operator": operator, "value": value}])
    return judge(rule, Record(object="opportunities", fields={"stage": have})).fits


@pytest.mark.parametrize(
    ("operator", "value", "have", "expected"),
    [
        ("equals", "Proposal", " proposal ".strip(), True),
        ("equals", "Proposal", "Proposal/Price Quote", False),
        ("equals", "B", "A; B", True),
        ("one_of", "New, Proposal", "Proposal", True),
        ("one_of", "New, Proposal", "Closed", False),
        ("contains", "price", "Proposal/Price Quote", True),
        ("over", "50,000", "$ 50,000.01", True),
        ("over", "50000", "50000", False),
        ("under", "50000", "49.999,00 €", True),
        ("over", "10", "a lot", False),
    ],
)
def test_each_comparison(operator: str, value: str, have: str, expected: bool) -> None:
    assert fits(operator, value, have) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1,234", "1234"), ("1,5", "1.5"), ("1.234.567", "1234567"), ("-3", "-3"), ("USD 1,000.50", "1000.50")],
)
def test_numbers_as_people_write_them(text: str, expected: str) -> None:
    assert number(text) == Decimal(expected)


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_none(text: str) -> None:
    found = number(text)
    assert found is None or isinstance(found, Decimal)


@given(st.text(max_size=300))
def test_any_text_is_a_record_or_unreadable(text: str) -> None:
    with suppress(records.Unreadable):
        assert isinstance(records.from_text(text), Record)


def test_the_same_record_in_four_forms() -> None:
    forms = [
        '{"attributes": {"type": "Opportunity"}, "StageName": "Proposal", "Amount": 5.0}',
        "crm=salesforce\nobject=Opportunity\nStageName=Proposal\nAmount=5",
        "crm=salesforce&object=Opportunity&stage=Proposal&amount=5",
        "https://sop.example.com/go?crm=salesforce&object=Opportunity&stage=Proposal&amount=5",
    ]
    for form in forms:
        record = records.from_text(form)
        assert (record.crm, record.object, record.stage, record.fields["amount"]) == (
            "salesforce", "Opportunity", "Proposal", "5",
        )  # fmt: skip


def test_a_deal_as_hubspot_gives_it() -> None:
    record = records.from_text(
        '{"id": "1", "objectTypeId": "0-3", "properties": {"dealstage": {"value": "contractsent"}}}'
    )
    assert (record.crm, record.stage) == ("hubspot", "contractsent")
    assert judge(Rule(object="Deals"), record).fits
