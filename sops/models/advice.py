from __future__ import annotations

from django.db import models

from sops.models.sop import Sop
from sops.models.step import Step
from sops.querysets import PartOfSopQuerySet


class DismissedAdvice(models.Model):
    """Advice that an editor has put aside, of one step, or (without `step`) of the SOP as a whole."""

    library_path = "sop__library"
    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="dismissed_advice")
    step = models.ForeignKey(Step, null=True, blank=True, on_delete=models.CASCADE, related_name="dismissed_advice")
    rule = models.CharField(max_length=40)
    objects = PartOfSopQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "rule"], name="dismissed_once"),
            models.UniqueConstraint(
                fields=["sop", "rule"], condition=models.Q(step=None), name="dismissed_once_of_the_sop"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} of {self.step or self.sop}"
