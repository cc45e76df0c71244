from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from access.models import Library
from sops.keys import new_key
from sops.models.library_tree import Category
from sops.querysets import SopQuerySet


class Sop(models.Model):
    """The live rows of a controlled document. Readers see `current_version`; editors see these rows."""

    library_path = "library"
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="sops")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.SET_NULL, related_name="sops")
    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    when_to_use = models.TextField(blank=True)
    who = models.TextField(blank=True)
    prerequisites = models.JSONField(default=list, blank=True)  # list[str]
    expected_result = models.TextField(blank=True)
    notes = models.JSONField(default=list, blank=True)  # list[str]
    links = models.JSONField(default=list, blank=True)  # list of document.Link as dicts
    tags = models.JSONField(default=list, blank=True)  # list[str]
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="owned_sops"
    )
    review_every_months = models.PositiveSmallIntegerField(default=6)
    reviewed_at = models.DateField(null=True, blank=True)
    next_review_at = models.DateField(null=True, blank=True)
    is_published = models.BooleanField(default=False)
    current_version = models.ForeignKey(
        "sops.Version", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    # Grows with every change of the SOP or one of its steps: what an editor's save is checked against.
    revision = models.PositiveIntegerField(default=1, editable=False)
    source = models.CharField(max_length=12, default="written")  # written | recording | imported
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    history = HistoricalRecords()
    objects = SopQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name = "SOP"
        indexes = [models.Index(fields=["library", "is_published"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("sops:detail", args=[self.key])
