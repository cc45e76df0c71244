from __future__ import annotations

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from sops.keys import new_key
from sops.models.screenshot import Screenshot
from sops.models.sop import Sop
from sops.querysets import StepQuerySet
from sops.validators import (
    valid_annotations,
    valid_branches,
    valid_fixes,
    valid_highlight,
    valid_links,
    valid_texts,
)


class Step(models.Model):
    """One step. Its key never changes; a removed step stays as a tombstone that explains or redirects."""

    class Kind(models.TextChoices):
        ACTION = "action", "Step"
        DECISION = "decision", "Decision"
        NOTE = "note", "Note"
        CAUTION = "caution", "Caution"
        SUB_SOP = "sub_sop", "Sub-SOP"

    class NoteKind(models.TextChoices):
        TIP = "tip", "Tip"
        CAUTION = "caution", "Caution"
        DECISION = "decision", "Decision"
        TROUBLESHOOTING = "troubleshooting", "If it goes wrong"

    library_path = "sop__library"
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.ACTION)
    section = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True, validators=[MaxLengthValidator(20_000)])  # Markdown
    note = models.TextField(blank=True, validators=[MaxLengthValidator(4_000)])
    note_kind = models.CharField(max_length=16, blank=True, choices=NoteKind.choices)
    action = models.CharField(max_length=16, blank=True)  # click | type | select | navigate | drag
    target_label = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=300, blank=True)
    # list of document.Branch as dicts
    branches = models.JSONField(default=list, blank=True, validators=[valid_branches])
    sub_sop_key = models.CharField(max_length=40, blank=True)
    # list of document.Link as dicts
    links = models.JSONField(default=list, blank=True, validators=[valid_links])
    screenshot = models.ForeignKey(Screenshot, null=True, blank=True, on_delete=models.SET_NULL, related_name="steps")
    # {x, y, width, height} as fractions of the picture
    highlight = models.JSONField(null=True, blank=True, validators=[valid_highlight])
    # list of document.Annotation as dicts
    annotations = models.JSONField(default=list, blank=True, validators=[valid_annotations])
    alt = models.CharField(max_length=300, blank=True)
    # list of document.Fix as dicts
    troubleshooting = models.JSONField(default=list, blank=True, validators=[valid_fixes])
    start_s = models.FloatField(null=True, blank=True)  # the step's segment of the recording, in seconds
    end_s = models.FloatField(null=True, blank=True)
    confidence = models.FloatField(null=True, blank=True)
    evidence = models.JSONField(default=dict, blank=True)
    # list[str]: what a person should look at
    unsure = models.JSONField(default=list, blank=True, validators=[valid_texts])
    # Grows with every edit of this step: what a second editor's save is checked against.
    revision = models.PositiveIntegerField(default=1, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    moved_to_key = models.CharField(max_length=40, blank=True)  # of the step that this one was merged into
    # The reason's first line says what was done; lines behind it why, in somebody's own words.
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))
    # Read by the history when a row is saved: in whose name, and why.
    _history_user: Any
    _change_reason: str | None
    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["sop", "position"])]

    def __str__(self) -> str:
        return self.title or self.body[:80]

    def get_absolute_url(self) -> str:
        return reverse("sops:step", args=[self.key])
