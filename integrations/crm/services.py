"""Changes to context rules. Every one of them is in the audit log."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from access import audit
from access.models import Library
from integrations.crm.conditions import (
    FIELD_LENGTH,
    MOST_CONDITIONS,
    OPERATORS,
    VALUE_LENGTH,
    Condition,
    number,
)
from integrations.models import ContextRule, PipelineMap
from sops.models import Sop, Step

MOST_RULES = 500
MOST_STAGES, MOST_OBJECTS = 40, 10


@transaction.atomic
def save_rule(
    *,
    library: Library,
    crm: str,
    object_name: str,
    conditions: Sequence[Condition],
    sop: Sop | None,
    step: Step | None,
    by: Any,
    rule: ContextRule | None = None,
) -> ContextRule:
    """A new rule at the end of the library's, or `rule` with other contents. ValidationError with every problem."""
    object_name = " ".join(object_name.split())
    problems = [*_problems_of_place(crm, object_name), *problems_of(conditions)]
    if sop is None or sop.library_id != library.pk:
        problems.append("Choose the SOP that should open.")
    elif step is not None and step.sop_id != sop.pk:
        problems.append("This step belongs to another SOP.")
    if rule is None and ContextRule.objects.filter(sop__library=library).count() >= MOST_RULES:
        problems.append(f"A library may have {MOST_RULES} rules. Remove some first.")
    if problems or sop is None:
        raise ValidationError(problems)
    is_new = rule is None
    rule = rule or ContextRule(position=_last(library) + 1, owner=by)
    rule.crm, rule.object, rule.sop, rule.step = crm, object_name, sop, step
    rule.conditions = [condition.as_dict() for condition in conditions]
    rule.told_broken_at = None
    rule.save()
    verb = "added the CRM rule" if is_new else "changed the CRM rule"
    audit.record(by=by, verb=verb, subject=str(rule), library=library, conditions=rule.conditions, crm=crm)
    return rule


@transaction.atomic
def switch_rule(*, rule: ContextRule, is_on: bool, by: Any) -> None:
    rule.is_on = is_on
    rule.save(update_fields=["is_on", "updated_at"])
    verb = "switched on the CRM rule" if is_on else "switched off the CRM rule"
    audit.record(by=by, verb=verb, subject=str(rule), library=rule.sop.library)


@transaction.atomic
def remove_rule(*, rule: ContextRule, by: Any) -> None:
    audit.record(
        by=by,
        verb="removed the CRM rule",
        subject=str(rule),
        library=rule.sop.library,
        conditions=rule.conditions,
        crm=rule.crm,
    )
    rule.delete()


@transaction.atomic
def move_rule(*, rule: ContextRule, to: int, by: Any) -> None:
    """To place `to` (0 is the first) among the rules of its library."""
    rows = list(ContextRule.objects.select_for_update().filter(sop__library=rule.sop.library_id))
    rows = [row for row in rows if row.pk != rule.pk]
    rows.insert(max(0, min(to, len(rows))), rule)
    for position, row in enumerate(rows, start=1):
        row.position = position
    ContextRule.objects.bulk_update(rows, ["position"])
    audit.record(by=by, verb="moved the CRM rule", subject=str(rule), library=rule.sop.library, to=to)


@transaction.atomic
def set_map(*, library: Library, crm: str, objects: Sequence[str], stages: Sequence[str], by: Any) -> PipelineMap:
    """Which stages and objects the coverage picture shows."""
    objects, stages = _lines(objects), _lines(stages)
    if not objects or not stages:
        raise ValidationError("Name at least one object and one stage.")
    if len(objects) > MOST_OBJECTS or len(stages) > MOST_STAGES:
        raise ValidationError(f"At most {MOST_OBJECTS} objects and {MOST_STAGES} stages can be shown.")
    row, _ = PipelineMap.objects.update_or_create(
        library=library, crm=crm, defaults={"objects_wanted": objects, "stages": stages}
    )
    audit.record(by=by, verb="set the stages to cover for", subject=row.get_crm_display(), library=library)
    return row


def problems_of(conditions: Sequence[Condition]) -> list[str]:
    problems = []
    if len(conditions) > MOST_CONDITIONS:
        problems.append(f"A rule may have {MOST_CONDITIONS} conditions.")
    for condition in conditions[:MOST_CONDITIONS]:
        name = condition.field[:40] or "without a field"
        if not condition.field or len(condition.field) > FIELD_LENGTH:
            problems.append(f"Name the field of each condition, in at most {FIELD_LENGTH} characters.")
        elif condition.operator not in OPERATORS:
            problems.append(f"Choose how “{name}” is compared.")
        elif not condition.values or not condition.value or len(condition.value) > VALUE_LENGTH:
            problems.append(f"Say what “{name}” is compared with, in at most {VALUE_LENGTH} characters.")
        elif condition.operator in ("over", "under") and number(condition.value) is None:
            problems.append(f"“{name}” is compared with a number, and “{condition.value}” is none.")
    return problems


def _problems_of_place(crm: str, object_name: str) -> list[str]:
    problems = []
    if crm not in ContextRule.Crm.values:
        problems.append("Choose the CRM.")
    if not object_name or len(object_name) > FIELD_LENGTH:
        problems.append(f"Name the object, for example Opportunity, in at most {FIELD_LENGTH} characters.")
    return problems


def _last(library: Library) -> int:
    return ContextRule.objects.filter(sop__library=library).aggregate(last=Max("position"))["last"] or 0


def _lines(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(text.split())[:FIELD_LENGTH] for text in texts if text.strip()))
