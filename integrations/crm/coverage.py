"""Stage × object: where a rep finds help at once, and where nothing opens."""

from dataclasses import dataclass, field, replace

from integrations.crm.conditions import conditions_of, judge
from integrations.crm.health import target_of
from integrations.crm.records import Record, field_key, object_key
from integrations.models import ContextRule, PipelineMap

# What a new account of each has; a library changes them on its page.
USUAL: dict[str, tuple[list[str], list[str]]] = {
    "salesforce": (
        ["Opportunity"],
        [
            "Prospecting",
            "Qualification",
            "Needs Analysis",
            "Value Proposition",
            "Id. Decision Makers",
            "Perception Analysis",
            "Proposal/Price Quote",
            "Negotiation/Review",
            "Closed Won",
            "Closed Lost",
        ],
    ),
    "hubspot": (
        ["deal"],
        [
            "appointmentscheduled",
            "qualifiedtobuy",
            "presentationscheduled",
            "decisionmakerboughtin",
            "contractsent",
            "closedwon",
            "closedlost",
        ],
    ),
    "": (["Opportunity"], ["Qualification", "Proposal", "Negotiation", "Closed won", "Closed lost"]),
}


@dataclass(frozen=True)
class Cell:
    """`whole`: rules that open for every record of this stage; `some`: those that ask for more."""

    object: str
    stage: str
    whole: list[ContextRule] = field(default_factory=list)
    some: list[ContextRule] = field(default_factory=list)
    broken: int = 0

    @property
    def state(self) -> str:
        return "covered" if self.whole else "partly" if self.some else "gap"


@dataclass(frozen=True)
class Picture:
    crm: str
    objects: list[str]
    stages: list[str]
    rows: list[tuple[str, list[Cell]]]

    def count(self, state: str) -> int:
        return self.bar.count(state)

    @property
    def bar(self) -> list[str]:
        """The state of every place, one after the other."""
        return [cell.state for _, cells in self.rows for cell in cells]

    @property
    def covered(self) -> int:
        return self.count("covered")

    @property
    def gaps(self) -> int:
        return self.count("gap")

    @property
    def cells(self) -> int:
        return len(self.objects) * len(self.stages)


def picture(rules: list[ContextRule], crm: str, wanted: PipelineMap | None) -> Picture:
    """`rules` are the library's own, loaded `for_reading`."""
    objects, stages = (wanted.objects_wanted, wanted.stages) if wanted else USUAL[crm]
    of_crm = [rule for rule in rules if rule.is_on and rule.crm in ("", crm)]
    known = {object_key(name) for name in objects}
    more = {object_key(rule.object): rule.object for rule in of_crm if rule.crm == crm}
    objects = [*objects, *[name for key, name in more.items() if key not in known and not wanted]]
    health = {rule.pk: target_of(rule).problem for rule in of_crm}
    rows = [(stage, [_cell(name, stage, crm, of_crm, health) for name in objects]) for stage in stages]
    return Picture(crm, objects, list(stages), rows)


def _cell(name: str, stage: str, crm: str, rules: list[ContextRule], health: dict[int, str]) -> Cell:
    cell = Cell(name, stage)
    record = Record(crm, name, {"stage": stage})
    for rule in rules:
        by_stage = [c for c in conditions_of(rule) if field_key(c.field) == "stage"]
        if not judge(_Only(rule.crm, rule.object, [c.as_dict() for c in by_stage]), record).fits:
            continue
        if health[rule.pk]:
            cell = replace(cell, broken=cell.broken + 1)
        elif len(by_stage) == len(rule.conditions):
            cell.whole.append(rule)
        else:
            cell.some.append(rule)
    return cell


@dataclass
class _Only:
    """A rule reduced to what it says about the stage."""

    crm: str
    object: str
    conditions: list[dict[str, str]]
