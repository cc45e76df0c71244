"""Recent and saved searches of a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from search.kept.querysets import OwnQuerySet

LONGEST = 200  # characters of a question that is kept


class RecentSearch(models.Model):
    """What somebody looked for lately. Theirs alone, a few at a time, and gone when they say so."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recent_searches")
    text = models.CharField(max_length=LONGEST)
    searched_at = models.DateTimeField(db_index=True)
    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-searched_at", "-pk"]
        verbose_name_plural = "recent searches"
        constraints = [models.UniqueConstraint(fields=["user", "text"], name="one_recent_search_per_text")]

    def __str__(self) -> str:
        return self.text


class SavedSearch(models.Model):
    """A question that somebody keeps. With `has_alerts` they are told when something new or changed answers it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    text = models.CharField(max_length=LONGEST)
    # What narrows it down, as in the page's address: {"library": ["sales"], "category": "closing", …}
    filters = models.JSONField(default=dict, blank=True)
    has_alerts = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # How far the log of published steps was when somebody last looked for news, and what answered then:
    # {step key: hash of its text}. A step with another hash, or none here, is news.
    checked_sequence = models.PositiveBigIntegerField(default=0)
    known = models.JSONField(default=dict, blank=True)
    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["text", "pk"]
        verbose_name_plural = "saved searches"
        indexes = [models.Index(fields=["has_alerts", "checked_sequence"], name="searches_to_look_at")]

    def __str__(self) -> str:
        return self.text
