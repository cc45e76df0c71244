from django.db import models

from access.models import Library
from access.querysets import LibraryScopedQuerySet


class GlossaryTerm(models.Model):
    """A word of the company, and what it means. Aliases are other ways to say it; search knows them."""

    library_path = "library"
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="glossary")
    term = models.CharField(max_length=80)
    definition = models.TextField()
    aliases = models.JSONField(default=list, blank=True)  # list[str]
    objects = LibraryScopedQuerySet.as_manager()

    class Meta:
        ordering = ["term"]
        constraints = [models.UniqueConstraint(fields=["library", "term"], name="one_meaning_per_term")]

    def __str__(self) -> str:
        return self.term
