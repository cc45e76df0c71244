"""Searches and clicks as they are counted: no name, no address, no session stands in them."""

from __future__ import annotations

from django.db import models

from access.models import Library
from search.kept.models import LONGEST
from search.usage.querysets import SearchEventQuerySet
from sops.models import Sop


class SearchEvent(models.Model):
    """Somebody searched for this. Who it was is not kept."""

    query = models.CharField(max_length=LONGEST)  # in lower case, without addresses and long numbers
    at = models.DateTimeField()
    total = models.PositiveIntegerField()  # SOPs that were found
    objects = SearchEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["at"], name="searches_by_day"),
            models.Index(fields=["query", "at"], name="searches_by_words"),
        ]

    def __str__(self) -> str:
        return self.query


class SearchedLibrary(models.Model):
    """Where a search found something; where it found nothing at all, the libraries that were looked through."""

    event = models.ForeignKey(SearchEvent, on_delete=models.CASCADE, related_name="places")
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="+")
    found = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "searched libraries"
        constraints = [models.UniqueConstraint(fields=["event", "library"], name="one_place_per_search")]


class SearchClick(models.Model):
    """An answer that was opened. `rank`: which of the SOPs it was, from 1."""

    event = models.ForeignKey(SearchEvent, on_delete=models.CASCADE, related_name="clicks")
    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="+")
    step_key = models.CharField(max_length=40)
    rank = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "step_key"], name="one_click_per_answer")]
