"""What a library asks for before publishing: set by its admins, in the audit log."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from access import audit
from access.holders import holding
from access.models import Library, User
from access.roles import Role
from sops.models import ApprovalPolicy, Category, NamedApprover


def policy_of(library: Library) -> ApprovalPolicy:
    """The library's policy; one that asks for nothing where none was set."""
    return ApprovalPolicy.objects.filter(library=library).first() or ApprovalPolicy(library=library)


@transaction.atomic
def set_policy(*, library: Library, rule: str, by: Any, all_named: bool = False) -> ApprovalPolicy:
    """From now on publishing asks for this. What is published stays; approvals given already count if they suffice."""
    policy = policy_of(library)
    before = policy.get_rule_display()
    if policy.pk and (policy.rule, policy.all_named) == (rule, all_named):
        return policy
    policy.rule, policy.all_named = ApprovalPolicy.Rule(rule), all_named
    policy.save()
    after = policy.get_rule_display()
    audit.record(
        by=by,
        verb="set approval policy",
        subject=library.name,
        library=library,
        before=before,
        after=after,
        all_named=all_named,
    )
    return policy


@transaction.atomic
def name_approver(*, library: Library, user: User, by: Any, category: Category | None = None) -> NamedApprover:
    """This person approves the category's SOPs; without one those of every other category. They have to see drafts."""
    if not holding(library, Role.EDITOR).filter(pk=user.pk).exists():
        raise ValidationError(f"{user} can't see drafts in {library}. Make them at least an editor first.")
    row, is_new = NamedApprover.objects.get_or_create(library=library, category=category, user=user)
    if is_new:
        audit.record(
            by=by, verb="named approver", subject=str(user), library=library, category=category.slug if category else ""
        )
    return row


@transaction.atomic
def unname_approver(*, row: NamedApprover, by: Any) -> None:
    category = row.category.slug if row.category else ""
    audit.record(by=by, verb="removed named approver", subject=str(row.user), library=row.library, category=category)
    row.delete()
