"""Who has to agree before an SOP is published, who did, what was said about a draft, and who else may read it."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from access.models import Library
from access.querysets import LibraryScopedQuerySet
from sops.document import Document
from sops.models.library_tree import Category
from sops.models.sop import Sop
from sops.models.step import Step
from sops.models.version import Version
from sops.querysets import AboutDraftQuerySet, DraftShareQuerySet, RoundQuerySet


class ApprovalPolicy(models.Model):
    """What a library asks for before an SOP is published. A library without a row asks for nothing."""

    class Rule(models.TextChoices):
        NONE = "none", "No approval"
        ONE = "one", "One approver"
        TWO = "two", "Two approvers"
        NAMED = "named", "Named approvers"

    library_path = "library"
    library = models.OneToOneField(Library, on_delete=models.CASCADE, related_name="approval_policy")
    rule = models.CharField(max_length=8, choices=Rule.choices, default=Rule.NONE)
    # With named approvers: every one of them has to approve, not just one.
    all_named = models.BooleanField(default=False)
    objects = LibraryScopedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "approval policies"

    def __str__(self) -> str:
        return f"{self.library}: {self.get_rule_display().lower()}"


class NamedApprover(models.Model):
    """Somebody who approves the SOPs of a category in a library; without a category those of all others."""

    library_path = "library"
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="named_approvers")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    objects = LibraryScopedQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "user__email"]
        constraints = [
            models.UniqueConstraint(fields=["library", "category", "user"], name="named_once"),
            models.UniqueConstraint(
                fields=["library", "user"], condition=Q(category=None), name="named_once_for_all_others"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.category or 'every other category'} in {self.library}"


class ReviewRound(models.Model):
    """From “send to review” until it is published, sent back or taken back. Approvals belong to a round."""

    class State(models.TextChoices):
        OPEN = "open", "In review"
        SENT_BACK = "sent_back", "Sent back"
        TAKEN_BACK = "taken_back", "Taken back"
        PUBLISHED = "published", "Published"

    library_path = "sop__library"
    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="rounds")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    content_hash = models.CharField(max_length=64)  # of what was sent
    note = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, validators=[MaxLengthValidator(2_000)])
    # The document as it was when enough people had approved it: what the next reviewer compares with.
    approved_data = models.JSONField(null=True, blank=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["sop"], condition=Q(state="open"), name="one_open_round_per_sop")
        ]

    def __str__(self) -> str:
        return f"Review of {self.sop}"

    def get_absolute_url(self) -> str:
        return reverse("sops:review", args=[self.sop.key])

    @cached_property
    def approved_document(self) -> Document | None:
        return Document.from_json_dict(self.approved_data) if self.approved_data else None


class Approval(models.Model):
    """Somebody agreed to exactly this content. For any other content it counts for nothing."""

    library_path = "round__sop__library"
    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="approvals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["round", "by", "content_hash"], name="approved_once")]

    def __str__(self) -> str:
        return f"{self.by} approved {self.content_hash[:8]}"


class Comment(models.Model):
    """Said about a step of a draft, or about the SOP as a whole (`step` is None). Answers name their thread."""

    library_path = "sop__library"
    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="comments")
    step = models.ForeignKey(Step, null=True, blank=True, on_delete=models.CASCADE, related_name="comments")
    thread = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(blank=True, validators=[MaxLengthValidator(4_000)])
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    at = models.DateTimeField(auto_now_add=True)
    reworded_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)  # of a thread's first comment
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    objects = AboutDraftQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["sop", "thread"])]

    def __str__(self) -> str:
        return self.text[:80] or "Suggestion"

    def get_absolute_url(self) -> str:
        return reverse("sops:comment", args=[self.sop.key, self.pk])


class Suggestion(models.Model):
    """Other words for a step, beside the comment that opens its thread. Accepting writes them into the draft."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    class Field(models.TextChoices):
        TITLE = "title", "Step"
        BODY = "body", "Description"
        NOTE = "note", "Note"

    library_path = "comment__sop__library"
    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="suggestion")
    field = models.CharField(max_length=8, choices=Field.choices)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.after[:60]}"


class DraftShare(models.Model):
    """A draft shown to somebody who may not edit it, until a day. `SopQuerySet.draft_visible_to` says what they see."""

    library_path = "sop__library"
    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="shares")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    objects = DraftShareQuerySet.as_manager()

    class Meta:
        ordering = ["expires_at"]
        constraints = [models.UniqueConstraint(fields=["sop", "user"], name="shared_once")]

    def __str__(self) -> str:
        return f"{self.sop} with {self.user}"
