"""Requests for an SOP that is missing."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse

from access.models import Library
from search.kept.models import LONGEST
from search.requests.querysets import SopRequestQuerySet
from sops.models import Sop

LONGEST_TEXT = 2_000


class SopRequest(models.Model):
    """What somebody looked for in vain, and what came of it."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        PLANNED = "planned", "Planned"
        DONE = "done", "Done"
        DECLINED = "declined", "Declined"

    UNDECIDED = (Status.OPEN, Status.PLANNED)

    library_path = "library"
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="sop_requests")
    query = models.CharField(max_length=LONGEST)  # as it was searched for
    text = models.TextField(blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)])
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="sop_requests"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    answer = models.TextField(blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)])
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    # The SOP that answers it.
    sop = models.ForeignKey(Sop, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    objects = SopRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        indexes = [models.Index(fields=["library", "status"], name="sop_requests_of_a_library")]

    def __str__(self) -> str:
        return f"SOP on “{self.query}”"

    def get_absolute_url(self) -> str:
        return reverse("search:request", args=[self.pk])

    @property
    def is_undecided(self) -> bool:
        return self.status in self.UNDECIDED
