"""An export that somebody asked for, and the folder that a library keeps up to date for others."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from access.models import Library
from access.querysets import LibraryScopedQuerySet
from integrations.exports.querysets import ExportQuerySet, FolderFileQuerySet
from sops.models import Category, Sop


def stored_at(export: Export, filename: str) -> str:
    """A name nobody can guess; people download it under `export.file_name`."""
    return f"exports/{uuid4().hex}.{filename.rsplit('.', 1)[-1]}"


class Export(models.Model):
    """One export. This row is the truth about it; a message to a worker only says "look at export N".

    Exactly one of: an SOP; a library, perhaps only a category of it; a category in all libraries of the person.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Working"
        DONE = "done", "Ready"
        FAILED = "failed", "Failed"

    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    format = models.CharField(max_length=12)
    sop = models.ForeignKey(Sop, null=True, blank=True, on_delete=models.SET_NULL, related_name="exports")
    library = models.ForeignKey(Library, null=True, blank=True, on_delete=models.SET_NULL, related_name="exports")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=300)  # of what is exported, as it was called on that day
    kept_to = models.JSONField(null=True, blank=True)  # ids of libraries that the token was for; null: all
    base_url = models.URLField(blank=True, max_length=200)  # the address that links in it begin with
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING, db_index=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # What is inside: [{"sop": id, "key", "version", "hash"}]; and the ids of the SOPs that links in it name.
    contents = models.JSONField(default=list, blank=True)
    named = models.JSONField(default=list, blank=True)
    error = models.TextField(blank=True)
    file = models.FileField(upload_to=stored_at, max_length=120, blank=True)
    file_name = models.CharField(max_length=160, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    # The lease: who works on it, and until when we believe that they are alive.
    worker = models.CharField(max_length=160, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    nudged_at = models.DateTimeField(default=timezone.now)  # when a message was sent for it
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.format})"

    def get_absolute_url(self) -> str:
        return f"{reverse('integrations:exports')}#export-{self.pk}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0


class ExportFolder(models.Model):
    """A folder of a library that always holds what is published, for Highspot, Seismic or a shared drive."""

    class Place(models.TextChoices):
        LOCAL = "local", "A folder of the server"
        S3 = "s3", "S3-compatible storage"

    library_path = "library"
    library = models.OneToOneField(Library, on_delete=models.CASCADE, related_name="export_folder")
    place = models.CharField(max_length=5, choices=Place.choices, default=Place.LOCAL)
    name = models.CharField(
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*\Z", "Use small letters, digits and hyphens.")],
    )
    formats = models.JSONField(default=list)  # list[str]
    is_on = models.BooleanField(default=True)
    base_url = models.URLField(blank=True, max_length=200)
    error = models.TextField(blank=True)  # why the folder itself can't be used
    checked_at = models.DateTimeField(null=True, blank=True)
    objects = LibraryScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} of {self.library}"


class FolderFile(models.Model):
    """An SOP's files in a folder. `stem` was its name when it first came in and never changes.

    `asked` grows whenever something about the SOP changed, `answered` is how far a worker has come.
    """

    library_path = "folder__library"
    folder = models.ForeignKey(ExportFolder, on_delete=models.CASCADE, related_name="files")
    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="+")
    stem = models.CharField(max_length=110)
    names = models.JSONField(default=list, blank=True)  # list[str], what lies in the folder
    named = models.JSONField(default=list, blank=True)  # ids of the SOPs that links in it name
    version = models.PositiveIntegerField(default=0)
    content_hash = models.CharField(max_length=64, blank=True)
    asked = models.PositiveIntegerField(default=1)
    answered = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    objects = FolderFileQuerySet.as_manager()

    class Meta:
        ordering = ["stem"]
        constraints = [models.UniqueConstraint(fields=["folder", "sop"], name="one_place_per_sop")]

    def __str__(self) -> str:
        return self.stem

    @property
    def is_up_to_date(self) -> bool:
        return self.answered >= self.asked
