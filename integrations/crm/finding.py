"""What fits a record, for one person: only what they may read."""

from dataclasses import dataclass
from typing import Any

from integrations.crm.conditions import Verdict, judge
from integrations.crm.health import for_reading, target_of
from integrations.crm.records import Record
from integrations.models import ContextRule
from sops import markdown
from sops.document import DocumentStep
from sops.models import Sop
from sops.reading.steps import step_url, title_of

MOST_RULES = 2_000


@dataclass(frozen=True)
class Match:
    """A rule that fits, and where it leads; `step` is None where it leads to the SOP as a whole."""

    rule: ContextRule
    sop: Sop
    step: DocumentStep | None
    number: int
    verdict: Verdict

    @property
    def url(self) -> str:
        version = self.sop.current_version
        if self.step is None:
            return self.sop.get_absolute_url()
        return step_url(self.step.key, version.number if version else None)

    @property
    def title(self) -> str:
        return markdown.plain(title_of(self.step)) if self.step else self.sop.listed_title


def matches(record: Record, *, user: Any) -> list[Match]:
    """Best first: the rule that names more conditions fits better, then the library's order. Two queries."""
    readable = Sop.objects.visible_to(user).published()
    rules = for_reading(ContextRule.objects.filter(is_on=True, sop__in=readable.values("pk")))[:MOST_RULES]
    found: dict[tuple[int, int | None], Match] = {}
    for rule in sorted(rules, key=lambda rule: (-len(rule.conditions), rule.position, rule.pk)):
        verdict, target = judge(rule, record), target_of(rule)
        if verdict.fits and not target.problem:
            found.setdefault((rule.sop_id, rule.step_id), Match(rule, rule.sop, target.step, target.number, verdict))
    return list(found.values())


def best(found: list[Match]) -> list[Match]:
    """Those that fit equally well and better than all others. One: it opens at once."""
    return [match for match in found if match.verdict.weight == found[0].verdict.weight]


def words_for_search(record: Record) -> str:
    """What to search for where no rule fits: the object and its stage."""
    return f"{record.object[:80]} {record.stage[:120]}".strip()
