from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from access.models import Library
from sops.document import Document
from sops.keys import new_key
from sops.models.library_tree import Category
from sops.querysets import SopQuerySet
from sops.validators import valid_fixes, valid_links, valid_texts

LISTED = ("listed_title", "listed_purpose", "listed_category", "listed_tags")


class Sop(models.Model):
    """The live rows of a controlled document. Readers see `current_version`; editors see these rows."""

    library_path = "library"
    open_to_public = True
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="sops")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.SET_NULL, related_name="sops")
    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True, validators=[MaxLengthValidator(4_000)])
    when_to_use = models.TextField(blank=True, validators=[MaxLengthValidator(4_000)])
    who = models.TextField(blank=True, validators=[MaxLengthValidator(4_000)])
    prerequisites = models.JSONField(default=list, blank=True, validators=[valid_texts])  # list[str]
    expected_result = models.TextField(blank=True, validators=[MaxLengthValidator(4_000)])
    notes = models.JSONField(default=list, blank=True, validators=[valid_texts])  # list[str]
    # list of document.Link as dicts
    links = models.JSONField(default=list, blank=True, validators=[valid_links])
    # list of document.Fix as dicts
    troubleshooting = models.JSONField(default=list, blank=True, validators=[valid_fixes])
    tags = models.JSONField(default=list, blank=True, validators=[valid_texts])  # list[str]
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="owned_sops"
    )
    review_every_months = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    reviewed_at = models.DateField(null=True, blank=True)
    next_review_at = models.DateField(null=True, blank=True)
    is_published = models.BooleanField(default=False)
    current_version = models.ForeignKey(
        "sops.Version", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    # What lists say of it: as its current version does where readers see one, as the live rows do otherwise.
    listed_title = models.CharField(max_length=200, blank=True, editable=False)
    listed_purpose = models.TextField(blank=True, editable=False)
    listed_category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.SET_NULL, related_name="listed_sops", editable=False
    )
    listed_tags = models.JSONField(default=list, blank=True, editable=False)  # list[str]
    # Grows with every edit of this row (steps have their own): what a second editor's save is checked against.
    revision = models.PositiveIntegerField(default=1, editable=False)
    source = models.CharField(max_length=12, default="written")  # written | recording | imported
    removed_at = models.DateTimeField(null=True, blank=True)
    # Out of use: its links explain, and lead to what replaces it.
    archived_at = models.DateTimeField(null=True, blank=True)
    archive_reason = models.CharField(max_length=300, blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    # The reason's first line says what was done; lines behind it why, in somebody's own words.
    history = HistoricalRecords(
        history_change_reason_field=models.TextField(null=True),
        excluded_fields=list(LISTED),
    )
    # Read by the history when a row is saved: in whose name, and why.
    _history_user: Any
    _change_reason: str | None
    objects = SopQuerySet.as_manager()

    class Meta:
        ordering = ["listed_title"]
        verbose_name = "SOP"
        indexes = [models.Index(fields=["library", "is_published"])]

    def __str__(self) -> str:
        return self.listed_title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Lists follow the live rows as long as only editors see the SOP."""
        if not (self.is_published or self.archived_at):
            self.list_as_live()
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, *LISTED}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("sops:detail", args=[self.key])

    def shows(self, document: Document) -> bool:
        """Readers see exactly this."""
        return bool(self.is_published and self.current_version and self.current_version.says(document))

    def list_as_live(self) -> None:
        self.listed_title, self.listed_purpose, self.listed_category_id = self.title, self.purpose, self.category_id
        self.listed_tags = self.tags

    def list_as_published(self) -> None:
        """Lists name it as readers find it: by its current version, whatever editors have changed since."""
        if self.current_version is None:
            return
        said = self.current_version.document
        self.listed_title, self.listed_purpose, self.listed_tags = said.title, said.purpose, said.tags
        is_same = self.category is not None and self.category.slug == said.category
        self.listed_category = self.category if is_same else Category.objects.filter(slug=said.category).first()
