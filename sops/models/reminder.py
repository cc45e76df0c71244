from django.db import models

from sops.models.sop import Sop


class ReviewReminder(models.Model):
    """A reminder that was given: of this SOP's review, due on this day, at this stage. Each is given once."""

    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="reminders")
    due_on = models.DateField()
    stage = models.CharField(max_length=12)  # before-14, before-3, due, late-1, late-2, … (weeks)
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sop", "due_on", "stage"], name="reminded_once")]

    def __str__(self) -> str:
        return f"{self.sop}: {self.stage}"
