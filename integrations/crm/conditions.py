"""When a rule fits a record, and why it does or doesn't. No rows are asked for here."""

import re
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from integrations.crm.records import Record, field_key, object_key

OPERATORS = {
    "equals": "is",
    "one_of": "is one of",
    "contains": "contains",
    "over": "is over",
    "under": "is under",
}
FIELD_LENGTH, VALUE_LENGTH, MOST_CONDITIONS = 80, 300, 10
CRM_NAMES = {"salesforce": "Salesforce", "hubspot": "HubSpot"}


@dataclass(frozen=True)
class Condition:
    """`value` of "one_of" is a list with commas or one a line."""

    field: str
    operator: str
    value: str

    def __str__(self) -> str:
        return f"{self.field} {OPERATORS.get(self.operator, self.operator)} {', '.join(self.values)}"

    @property
    def values(self) -> list[str]:
        if self.operator != "one_of":
            return [self.value]
        return [part.strip() for part in re.split(r"[,;\n]", self.value) if part.strip()]

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Reason:
    holds: bool
    text: str


@dataclass(frozen=True)
class Verdict:
    """`weight`: how many conditions the rule names; of two that fit, the one that says more fits better."""

    fits: bool
    reasons: list[Reason]
    weight: int


class Rule(Protocol):
    crm: str
    object: str
    conditions: list[dict[str, str]]


def conditions_of(rule: Rule) -> list[Condition]:
    return [Condition(**condition) for condition in rule.conditions]


def judge(rule: Rule, record: Record) -> Verdict:
    """Each thing that the rule asks for, and whether the record has it."""
    reasons = [_crm(rule.crm, record), _object(rule.object, record)]
    conditions = conditions_of(rule)
    reasons += [_condition(condition, record) for condition in conditions]
    kept = [reason for reason in reasons if reason]
    return Verdict(all(reason.holds for reason in kept), kept, len(conditions))


def number(text: str) -> Decimal | None:
    """`$ 50,000`, `50.000,00 €` and `50000` are the same; None where it is no number."""
    plain = re.sub(r"[^\d.,\-]", "", text) if re.search(r"\d", text) else ""
    if re.search(r"[A-Za-z]{4,}", text):
        return None  # words with a digit somewhere in them
    comma, dot = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and dot >= 0:
        group, decimal = (",", ".") if dot > comma else (".", ",")
        plain = plain.replace(group, "").replace(decimal, ".")
    elif comma >= 0:
        groups = re.fullmatch(r"-?\d{1,3}(,\d{3})+", plain)
        plain = plain.replace(",", "" if groups else ".")
    elif plain.count(".") > 1:
        plain = plain.replace(".", "")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _crm(crm: str, record: Record) -> Reason | None:
    if not crm:
        return None
    name = CRM_NAMES.get(crm, crm)
    if record.crm == crm:
        return Reason(True, f"The CRM is {name}.")
    told = f"“{_short(record.crm)}”" if record.crm else "not said"
    return Reason(False, f"The CRM should be {name}; it is {told}.")


def _object(name: str, record: Record) -> Reason:
    if object_key(record.object) == object_key(name):
        return Reason(True, f"The object is {name}.")
    told = f"“{_short(record.object)}”" if record.object else "not said"
    return Reason(False, f"The object should be {name}; it is {told}.")


def _condition(condition: Condition, record: Record) -> Reason:
    value = record.fields.get(field_key(condition.field))
    if value is None:
        return Reason(False, f"The record has no field “{condition.field}”.")
    told = f"{condition.field} is “{_short(value)}”"
    wish = f"it should {_wish(condition)}"
    if condition.operator in ("over", "under"):
        return _by_number(condition, value, told, wish)
    holds = _by_words(condition, value)
    return Reason(holds, f"{told}." if holds else f"{told}; {wish}.")


def _by_words(condition: Condition, value: str) -> bool:
    have = _plain(value)
    if condition.operator == "contains":
        return _plain(condition.value) in have
    # A field with several values ("A; B") is each of them.
    parts = {have, *(_plain(part) for part in value.split(";"))}
    return any(_plain(wanted) in parts for wanted in condition.values)


def _by_number(condition: Condition, value: str, told: str, wish: str) -> Reason:
    have, limit = number(value), number(condition.value)
    if have is None or limit is None:
        return Reason(False, f"{told}, which is not a number; {wish}.")
    holds = have > limit if condition.operator == "over" else have < limit
    return Reason(holds, f"{told}, {condition.operator} {condition.value}." if holds else f"{told}; {wish}.")


def _wish(condition: Condition) -> str:
    words = {"equals": "be", "one_of": "be one of", "contains": "contain", "over": "be over", "under": "be under"}
    return f"{words[condition.operator]} “{', '.join(condition.values)}”"


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _short(text: Any) -> str:
    return str(text) if len(str(text)) <= 60 else f"{str(text)[:57]}…"
