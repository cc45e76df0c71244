"""How far the approval of a draft has come: what its library asks for, who agreed to these very words, who has to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from access.holders import holding
from access.models import User
from access.roles import Role
from sops.models import Approval, ApprovalPolicy, NamedApprover, ReviewRound, Sop, Step

Rule = ApprovalPolicy.Rule
# What can be changed without changing what an SOP says: names as the history's reasons have them.
NOT_CONTENT = {"review every months", "next review at", "reviewed at", "unsure", "confidence", "evidence", "owner"}
NOT_CONTENT |= {"start s", "end s"}
NOT_EDITS = (
    "published",
    "withdrawn",
    "archived",
    "brought back from",
    "reviewed",
    "handed over from",
    "moved to another library",
)
LOOKED_BACK = 100


class NotApproved(ValidationError):
    """Publishing has to wait: its library asks for approval, and this content doesn't have it."""


@dataclass(frozen=True)
class Standing:
    """Where a draft stands. `approvals` count for exactly `content_hash`; `void` were given to other words."""

    rule: str
    needed: int
    content_hash: str
    round: ReviewRound | None = None
    approvals: list[Approval] = field(default_factory=list)
    void: list[Approval] = field(default_factory=list)
    approvers: list[User] = field(default_factory=list)
    author: User | None = None

    @property
    def asks_for_approval(self) -> bool:
        return self.rule != Rule.NONE

    @property
    def missing(self) -> int:
        return max(self.needed - len(self.approvals), 0)

    @property
    def is_met(self) -> bool:
        """It may be published as far as approval goes."""
        return not self.asks_for_approval or (self.needed > 0 and self.missing == 0)

    @property
    def is_approved(self) -> bool:
        return bool(self.approvals) and self.missing == 0

    @property
    def is_in_review(self) -> bool:
        return self.round is not None

    @property
    def is_changed(self) -> bool:
        """Somebody changed it after it was sent to review."""
        return self.round is not None and self.round.content_hash != self.content_hash

    @property
    def waiting_for(self) -> list[User]:
        """Who may approve it and hasn't."""
        done = {approval.by_id for approval in self.approvals}
        return [person for person in self.approvers if person.pk not in done]

    @property
    def names(self) -> str:
        return " or ".join(str(person) for person in self.waiting_for[:3]) or "nobody"

    @property
    def sentence(self) -> str:
        """What has to happen before it can be published; empty if nothing."""
        if self.is_met:
            return ""
        if self.needed == 0 or len(self.waiting_for) < self.missing:
            return f"{self._asked} Too few people may approve it: ask an admin of the library to name more.{self._void}"
        if not self.is_in_review:
            return f"{self._asked} Send it to review first."
        still = "approval is" if self.missing == 1 else "approvals are"
        return f"{self._asked} {self.missing} {still} missing: {self.names} can give it.{self._void}"

    @property
    def _asked(self) -> str:
        if self.rule == Rule.TWO:
            return "This library asks for two approvals before publishing."
        if self.rule == Rule.NAMED:
            return "This library asks for the approval of named people before publishing."
        return "This library asks for an approval before publishing."

    @property
    def _void(self) -> str:
        return " The text was changed after it had been approved." if self.void and not self.approvals else ""

    def why_not(self, person: Any) -> str:
        """Why this person can't approve; empty if they can."""
        if self.round is None:
            return "It is not in review."
        if self.author is not None and self.author.pk == person.pk:
            return "You made the last change, so somebody else has to approve it."
        if not self.may_be_approved_by(person):
            return "You are not one of those who approve it."
        return ""

    def may_be_approved_by(self, person: Any) -> bool:
        """By right; whether it is their own text is another question: see `why_not`."""
        named = any(other.pk == person.pk for other in self.approvers)
        return named or (self.rule != Rule.NAMED and person.is_superuser and person != self.author)


def standing(sop: Sop, content_hash: str) -> Standing:
    """Where the draft stands with this content. Seven queries at most."""
    policy = ApprovalPolicy.objects.filter(library=sop.library_id).first()
    rule = policy.rule if policy else Rule.NONE
    author = last_authors([sop]).get(sop.pk)
    approvers = [person for person in approvers_of(sop, rule) if person != author]
    current = ReviewRound.objects.open().filter(sop=sop).select_related("asked_by").first()
    given = list(_approvals(sop, current, content_hash))
    found = Standing(
        rule=rule,
        needed=_needed(policy, approvers),
        content_hash=content_hash,
        round=current,
        void=[approval for approval in given if approval.content_hash != content_hash],
        approvers=approvers,
        author=author,
    )
    counting = [
        approval
        for approval in given
        if approval.content_hash == content_hash and approval.by.is_active and found.may_be_approved_by(approval.by)
    ]
    found.approvals.extend(counting)
    return found


def approvers_of(sop: Sop, rule: str) -> Sequence[User]:
    """Who may approve it by right: approvers of the library, or those named for its category who may still edit there.

    A category without names takes those named for every other category, and where nobody is named all approvers.
    """
    approvers = holding(sop.library_id, Role.APPROVER)
    if rule != Rule.NAMED:
        return list(approvers)
    rows = NamedApprover.objects.filter(library=sop.library_id)
    for chosen in (
        rows.filter(category=sop.category_id) if sop.category_id else rows.none(),
        rows.filter(category=None),
    ):
        if chosen.exists():
            return list(holding(sop.library_id, Role.EDITOR).filter(pk__in=chosen.values("user")))
    return list(approvers)


def refuse_unless_approved(sop: Sop, content_hash: str) -> None:
    """NotApproved with one clear sentence where the library's policy is not met for this content."""
    sentence = standing(sop, content_hash).sentence
    if sentence:
        raise NotApproved(sentence)


def last_authors(sops: Iterable[Sop]) -> dict[int, User]:
    """Who last changed what each SOP says, by the SOP's id. Three queries, however many SOPs there are."""
    ids = [sop.pk for sop in sops]
    latest: dict[int, tuple[Any, int]] = {}
    for history, of in ((Sop.history, "id"), (Step.history, "sop_id")):
        rows = (
            history.filter(**{f"{of}__in": ids}, history_user__isnull=False)
            .annotate(place=Window(RowNumber(), partition_by=[F(of)], order_by=[F("history_date").desc()]))
            .filter(place__lte=LOOKED_BACK)
            .order_by("-history_date", "-history_id")
            .values_list(of, "history_date", "history_change_reason", "history_user_id")
        )
        seen: set[int] = set()
        for sop_id, at, reason, user_id in rows:
            if sop_id in seen or not _changes_content(reason or ""):
                continue
            seen.add(sop_id)
            if sop_id not in latest or at > latest[sop_id][0]:
                latest[sop_id] = (at, user_id)
    people = User.objects.in_bulk({user_id for _, user_id in latest.values()})
    return {sop_id: people[user_id] for sop_id, (_, user_id) in latest.items() if user_id in people}


def named_in(library_ids: Iterable[int]) -> dict[tuple[int, int | None], set[int]]:
    """Ids of the named approvers by library and category."""
    found: dict[tuple[int, int | None], set[int]] = defaultdict(set)
    for library, category, user in NamedApprover.objects.filter(library__in=library_ids).values_list(
        "library", "category", "user"
    ):
        found[library, category].add(user)
    return found


def _needed(policy: ApprovalPolicy | None, approvers: Sequence[User]) -> int:
    if policy is None or policy.rule == Rule.NONE:
        return 1  # nobody asks for it, but who was asked may say yes
    if policy.rule == Rule.NAMED and policy.all_named:
        return len(approvers)
    return 2 if policy.rule == Rule.TWO else 1


def _approvals(sop: Sop, current: ReviewRound | None, content_hash: str) -> Any:
    """Those of the open round; without one those that readers' version was published with, for a second publishing."""
    rows = Approval.objects.select_related("by").order_by("at")
    if current is not None:
        return rows.filter(round=current)
    if sop.current_version_id is None:
        return rows.none()
    published = Q(round__version=sop.current_version_id, round__state=ReviewRound.State.PUBLISHED)
    return rows.filter(published, content_hash=content_hash)


def _changes_content(reason: str) -> bool:
    first = reason.partition("\n")[0]
    if first.startswith(NOT_EDITS):
        return False
    if first.startswith(("edited ", "undid ")):
        return not set(first.split(" ", 1)[1].split(", ")) <= NOT_CONTENT
    return True
