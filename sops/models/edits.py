from __future__ import annotations

from django.conf import settings
from django.db import models

from sops.models.sop import Sop
from sops.models.step import Step


class UndoableEdit(models.Model):
    """One thing that a person did to an SOP, whatever rows it touched: taken back, or done again, as one.

    `rows`: [{"of": "step" or "sop", "id": …, "before": {field: value}, "after": {…}}], changed fields only.
    `order_before` and `order_after`: keys of the present steps, where the order changed.
    """

    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="edits")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    label = models.CharField(max_length=100)
    rows = models.JSONField(default=list)
    order_before = models.JSONField(default=list, blank=True)
    order_after = models.JSONField(default=list, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["sop", "by", "undone_at"])]

    def __str__(self) -> str:
        return f"{self.label} ({self.sop})"


class MovedStep(models.Model):
    """The trace that a step leaves in an SOP which it left for another one. The step itself keeps its key."""

    library_path = "sop__library"
    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="moved_steps")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="moves")
    moved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.step} left {self.sop}"
