"""Rules that lead nowhere: their SOP or step is removed, withdrawn or not published."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from access.models import Library, User
from access.roles import Role
from integrations.models import ContextRule
from notices.services import tell
from sops.document import DocumentStep
from sops.models import Step
from sops.reading.step_links import step_in

KIND = "rule_broken"


@dataclass(frozen=True)
class Target:
    """Where a rule leads today. `problem` is a sentence; with one, it leads nowhere."""

    number: int = 0
    step: DocumentStep | None = None
    problem: str = ""
    moved_to: Step | None = None


def target_of(rule: ContextRule) -> Target:
    """No query where the rule came with `for_reading`."""
    sop, version = rule.sop, rule.sop.current_version
    if sop.removed_at:
        return Target(problem="Its SOP was removed.")
    if not sop.is_published or version is None:
        return Target(problem="Its SOP is withdrawn: readers don't see it.")
    if rule.step is None:
        return Target()
    found = step_in(version.document, rule.step.key)
    if found:
        return Target(*found)
    if rule.step.removed_at:
        return Target(problem="Its step was removed.", moved_to=_moved_to(rule.step))
    return Target(problem="Its step isn't published yet.")


def for_reading(rules: QuerySet[ContextRule]) -> QuerySet[ContextRule]:
    return rules.select_related("sop__current_version", "sop__library", "sop__category", "step", "owner")


@transaction.atomic
def tell_owners(sop_id: int) -> None:
    """After an SOP changed: owners of rules that lead nowhere now are told, once until the rule works again."""
    for rule in for_reading(ContextRule.objects.filter(sop=sop_id)):
        problem = target_of(rule).problem
        if bool(problem) == bool(rule.told_broken_at):
            continue
        ContextRule.objects.filter(pk=rule.pk).update(told_broken_at=timezone.now() if problem else None)
        if problem and rule.is_on:
            _tell(rule, problem)


def _tell(rule: ContextRule, problem: str) -> None:
    library = rule.sop.library
    tell(
        people=_who_cares(rule, library),
        kind=KIND,
        about=rule,
        text=f"The rule for {rule.object} to “{rule.step or rule.sop}” leads nowhere. {problem}",
        url=f"{reverse('integrations:crm-rules', args=[library.slug])}#rule-{rule.pk}",
    )


def _who_cares(rule: ContextRule, library: Library) -> list[Any]:
    """The owner while they may mend it, else the library's admins."""
    owner = rule.owner
    if owner and Library.objects.editable_by(owner).filter(pk=library.pk).exists():
        return [owner]
    return list(User.objects.filter(memberships__library=library, memberships__role=Role.ADMIN, is_active=True))


def _moved_to(step: Step) -> Step | None:
    if not step.moved_to_key:
        return None
    return Step.objects.present().filter(key=step.moved_to_key, sop=step.sop_id).first()
