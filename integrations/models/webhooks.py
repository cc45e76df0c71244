"""Addresses that are told what happens in a library, what happened, and every attempt to tell it."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from access.models import Library
from access.querysets import LibraryScopedQuerySet


class Webhook(models.Model):
    """An address that a library's admin wants told. Works as long as that admin is one."""

    library_path = "library"
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="webhooks")
    name = models.CharField(max_length=80)
    url = models.URLField(max_length=500)
    events = models.JSONField(default=list)  # list[str]: names of `webhooks.events`
    secret = models.TextField()  # sealed, see `webhooks.secrets`
    is_on = models.BooleanField(default=True)
    # Switched off by ourselves, and why; empty where a person did it.
    paused_because = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0)  # attempts in a row that failed
    failing_since = models.DateTimeField(null=True, blank=True)
    hold_until = models.DateTimeField(null=True, blank=True)  # it can't be reached: nothing is tried before
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    objects = LibraryScopedQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class WebhookEvent(models.Model):
    """Something that happened. `about` names it for good, so that the sweep sees whether it was told already."""

    library_path = "library"
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    about = models.CharField(max_length=80)  # "version 12", "job 7"
    sop = models.ForeignKey("sops.Sop", null=True, on_delete=models.CASCADE, related_name="+")
    data = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    objects = LibraryScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["library", "name", "about"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.about}"


class Delivery(models.Model):
    """One event on its way to one address. The row is the truth; a message only says "look what is due"."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Delivered"
        FAILED = "failed", "Given up"
        DROPPED = "dropped", "Not sent"

    library_path = "webhook__library"
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(WebhookEvent, on_delete=models.CASCADE, related_name="deliveries")
    # What must stay in order is in one line: the SOP's key, or nothing where order doesn't matter.
    line = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)  # somebody is sending it right now
    is_replay = models.BooleanField(default=False)
    # The last attempt.
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.TextField(blank=True)  # the first characters
    problem = models.CharField(max_length=300, blank=True)
    took_ms = models.PositiveIntegerField(null=True, blank=True)
    request_headers = models.JSONField(default=dict, blank=True)
    request_body = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    objects = LibraryScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "next_at"]),
            models.Index(fields=["webhook", "line", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook}"
