"""Context rules and what connections to other systems need."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models

from access.models import Library
from access.querysets import LibraryScopedQuerySet
from sops.models import Sop, Step


class ContextRule(models.Model):
    """In this place of a CRM, that SOP or step. It belongs to the library of its SOP, also when the SOP moves."""

    class Crm(models.TextChoices):
        ANY = "", "Any CRM"
        SALESFORCE = "salesforce", "Salesforce"
        HUBSPOT = "hubspot", "HubSpot"

    library_path = "sop__library"
    crm = models.CharField("CRM", max_length=12, choices=Crm.choices, blank=True)
    object = models.CharField(max_length=80)
    # list of crm.conditions.Condition as dicts; every one of them must hold
    conditions = models.JSONField(default=list, blank=True)
    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="context_rules")
    step = models.ForeignKey(Step, null=True, blank=True, on_delete=models.CASCADE, related_name="context_rules")
    position = models.PositiveIntegerField(default=0)
    is_on = models.BooleanField(default=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    # The owner was told that it leads nowhere; forgotten when it works again.
    told_broken_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    objects = LibraryScopedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["crm", "is_on"])]

    def __str__(self) -> str:
        return f"{self.object}: {str(self.step or self.sop).replace('**', '')}"


class PipelineMap(models.Model):
    """The objects and stages of a CRM that a library wants to have covered."""

    library_path = "library"
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="pipeline_maps")
    crm = models.CharField("CRM", max_length=12, choices=ContextRule.Crm.choices)
    objects_wanted = models.JSONField(default=list)  # list[str]
    stages = models.JSONField(default=list)  # list[str]
    objects = LibraryScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["library", "crm"], name="one_map_per_crm")]

    def __str__(self) -> str:
        return f"{self.get_crm_display()} in {self.library}"


class ConnectionSecret(models.Model):
    """A secret shared with another system, sealed with the site's key; no page ever shows it again."""

    name = models.CharField(max_length=40, unique=True)
    sealed = models.TextField(validators=[MaxLengthValidator(2_000)])
    set_at = models.DateTimeField(auto_now=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return self.name


class SeenRequest(models.Model):
    """A signed request that was answered once and must not be again."""

    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest[:12]
