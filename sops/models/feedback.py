"""What readers say about an SOP or one of its steps, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse

from sops.feedback_querysets import FeedbackQuerySet
from sops.models.sop import Sop
from sops.models.step import Step
from sops.models.version import Version


def stored_at(feedback: Feedback, filename: str) -> str:
    return f"feedback/{feedback.sop_id}/{filename}"


class Feedback(models.Model):
    """Somebody's word about a step, or about the SOP as a whole, in the version that they read."""

    class Kind(models.TextChoices):
        UNCLEAR = "unclear", "Unclear"
        OUTDATED = "outdated", "Outdated"
        WRONG = "wrong", "Wrong"
        IDEA = "idea", "Idea"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        DONE = "done", "Done"
        DECLINED = "declined", "Declined"

    UNDECIDED = (Status.OPEN, Status.ACCEPTED)  # somebody still has to do something

    library_path = "sop__library"
    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="feedback")
    step = models.ForeignKey(Step, null=True, blank=True, on_delete=models.SET_NULL, related_name="feedback")
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # The step as it was read: a later edit must not change what was meant.
    step_number = models.PositiveIntegerField(null=True, blank=True)
    step_title = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField(validators=[MaxLengthValidator(2_000)])
    picture = models.FileField(upload_to=stored_at, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="feedback"
    )
    given_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    answer = models.TextField(blank=True, validators=[MaxLengthValidator(2_000)])
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    # The version that answers it.
    closed_in = models.ForeignKey(Version, null=True, blank=True, on_delete=models.SET_NULL, related_name="answers")
    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name_plural = "feedback"
        indexes = [models.Index(fields=["sop", "status"], name="feedback_of_an_sop")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.where}"

    def get_absolute_url(self) -> str:
        """Where those who answer it, and who gave it, find it."""
        return reverse("sops:feedback-one", args=[self.pk])

    @property
    def where(self) -> str:
        """The step, or the SOP as a whole, in words."""
        return (
            f"step {self.step_number} of “{self.sop.listed_title}”"
            if self.step_number
            else f"“{self.sop.listed_title}”"
        )

    @property
    def is_undecided(self) -> bool:
        return self.status in self.UNDECIDED
