"""What sign-in has to remember: invitations, groups that a provider gave, ids of a directory."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Invitation(models.Model):
    """Lets one person set a password and come in, once and not for ever. Only a hash of its secret is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Invitation of {self.person}"


class ProvidedGroup(models.Model):
    """The person is in the group because a provider or a directory said so, not because somebody put them there."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="provided_groups")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="provided_members")
    source = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "group", "source"], name="provided_once")]

    def __str__(self) -> str:
        return f"{self.person} in {self.group} by {self.source}"


class ExternalId(models.Model):
    """The id that a directory has for a person or a group."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="external_id"
    )
    group = models.OneToOneField(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="external_id")
    value = models.CharField(max_length=250)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, group__isnull=True) | Q(person__isnull=True, group__isnull=False),
                name="external_id_of_a_person_or_a_group",
            )
        ]

    def __str__(self) -> str:
        return self.value
