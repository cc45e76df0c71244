"""A recording that somebody sent, and the job that makes a draft of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.urls import reverse

from access.models import Library
from access.querysets import LibraryScopedQuerySet
from ingest.querysets import JobQuerySet, RecordingQuerySet


def stored_at(recording: Recording, filename: str) -> str:
    """A name of our own: what people call their files never reaches the disk, but for a known ending."""
    return f"recordings/{uuid4().hex}{Path(filename).suffix}"


# What is stored of a recording; all of it goes when its time is over.
FILES = ("file", "transcript", "events")


class Recording(models.Model):
    """The file as it was sent; `name` is what its owner calls it, cleaned for showing."""

    library_path = "library"
    open_to_ingest = True  # a token that only sends recordings reads them and their jobs
    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="recordings")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="recordings"
    )
    name = models.CharField(max_length=160)
    file = models.FileField(upload_to=stored_at, max_length=120)
    transcript = models.FileField(upload_to=stored_at, max_length=120, blank=True)
    events = models.FileField(upload_to=stored_at, max_length=120, blank=True)  # a log, without its secrets
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    mime_type = models.CharField(max_length=40)
    duration_s = models.FloatField(null=True, blank=True)  # null: the file doesn't say
    created_at = models.DateTimeField(auto_now_add=True)
    # When the video was removed because its time was over; the files are empty from then on.
    removed_at = models.DateTimeField(null=True, blank=True)
    objects = RecordingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("ingest:job", args=[self.pk])

    @property
    def files(self) -> list[Any]:
        """What is stored of it."""
        return [file for name in FILES if (file := getattr(self, name))]


class Job(models.Model):
    """The work on a recording. This row is the truth about it; a message only says "look at job N"."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Working"
        DONE = "done", "Draft ready"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Stopped"

    library_path = "recording__library"
    open_to_ingest = True
    recording = models.OneToOneField(Recording, on_delete=models.CASCADE, related_name="job")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    stage = models.CharField(max_length=20, blank=True)  # the one at work, or the one that failed
    stage_share = models.FloatField(default=0)  # 0..1 of that stage
    share = models.FloatField(default=0)  # 0..1 of the whole
    stage_started_at = models.DateTimeField(null=True, blank=True)
    stage_seconds = models.JSONField(default=dict, blank=True)  # {"hear": 12.3}, finished stages only
    stage_results = models.JSONField(default=dict, blank=True)  # {"hear": "178 words"}, shown on the job's page
    found = models.JSONField(default=list, blank=True)  # steps found so far: see findings.py
    # The lease: who works on it, and until when we believe that they are alive.
    worker = models.CharField(max_length=160, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # at the stage that is at work
    nudged_at = models.DateTimeField(auto_now_add=True)  # when a message was sent for it
    error_code = models.CharField(max_length=40, blank=True)
    error_detail = models.TextField(blank=True)
    warnings = models.JSONField(default=list, blank=True)  # list[str]
    sop = models.ForeignKey("sops.Sop", null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.recording}: {self.get_state_display()}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def may_be_tried_again(self) -> bool:
        return self.state in (self.State.FAILED, self.State.CANCELLED) and self.recording.removed_at is None


class LibraryPrivacy(models.Model):
    """What a library decides otherwise than the site: null is the site's setting."""

    library_path = "library"
    library = models.OneToOneField(Library, on_delete=models.CASCADE, related_name="privacy")
    mask_kinds = models.JSONField(null=True, blank=True)  # list of "email", "phone", "card", "iban"
    mask_names = models.JSONField(default=list, blank=True)  # besides those of the setting
    mask_pictures = models.BooleanField(null=True, blank=True)
    recording_days = models.PositiveIntegerField(null=True, blank=True)  # 0: for ever
    objects = LibraryScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Privacy in {self.library}"
