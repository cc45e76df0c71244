"""The tester: a pasted record, what would open, and for each rule why or why not."""

from dataclasses import dataclass, field
from typing import Any

from integrations.crm import records
from integrations.crm.conditions import Verdict, judge
from integrations.crm.finding import Match, best, matches
from integrations.crm.health import Target, target_of
from integrations.crm.records import Record
from integrations.models import ContextRule


@dataclass(frozen=True)
class Tried:
    rule: ContextRule
    verdict: Verdict
    target: Target
    opens: bool


@dataclass(frozen=True)
class Answer:
    """`opens`: one opens at once, several are offered, none: a search. `problem`: why it is no record."""

    record: Record = field(default_factory=Record)
    opens: list[Match] = field(default_factory=list)
    tried: list[Tried] = field(default_factory=list)
    problem: str = ""

    @property
    def fitting(self) -> list[Tried]:
        return [row for row in self.tried if row.verdict.fits]

    @property
    def others(self) -> list[Tried]:
        return [row for row in self.tried if not row.verdict.fits]


def tested(pasted: str, *, rules: list[ContextRule], user: Any) -> Answer:
    """What `/go` would do for this person with that record; `rules` are those to explain."""
    try:
        record = records.from_text(pasted)
    except records.Unreadable as problem:
        return Answer(problem=str(problem))
    opens = best(matches(record, user=user))
    chosen = {match.rule.pk for match in opens}
    tried = [Tried(rule, judge(rule, record), target_of(rule), rule.pk in chosen) for rule in rules]
    # Those that open first, then those that nearly do.
    tried.sort(key=lambda row: (not row.opens, sum(not reason.holds for reason in row.verdict.reasons)))
    return Answer(record, opens, tried)
