"""The log that every process's view of the published steps is made from."""

import uuid

from django.db import models


class LogHead(models.Model):
    """The one row that says how far the log has grown. Taking the next number locks it until the commit, so
    numbers become visible in their order and no reader can overtake one that is still being written."""

    sequence = models.PositiveBigIntegerField(default=0)
    # Names this database's log: a snapshot of another one is refused.
    log_id = models.UUIDField(default=uuid.uuid4)
    # Grows with every change of a glossary.
    glossary = models.PositiveBigIntegerField(default=0)


class IndexedSop(models.Model):
    """What the log says of one SOP: everything about it is replaced where its `sequence` is higher than the one seen.

    `sop_id` is no foreign key: the row outlives the SOP as the tombstone that tells views to forget it.
    """

    sop_id = models.BigIntegerField(unique=True)
    sequence = models.PositiveBigIntegerField(db_index=True)
    is_withdrawn = models.BooleanField(default=False)
    version_id = models.BigIntegerField(null=True)
    library_id = models.BigIntegerField()
    category_id = models.BigIntegerField(null=True)


class Entry(models.Model):
    """A step of a published version, or (`number` 0) the SOP as a whole, with its embedding."""

    indexed = models.ForeignKey(IndexedSop, on_delete=models.CASCADE, related_name="entries")
    step_key = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField()
    title = models.TextField(blank=True)
    section = models.TextField(blank=True)
    text = models.TextField(blank=True)  # body, note, conditions; of the whole SOP: purpose, when, who …
    on_screen = models.TextField(blank=True)  # what was read on the screenshot
    outline = models.TextField(blank=True)  # of the whole SOP: title, sections, how its steps begin
    kind = models.CharField(max_length=8, blank=True)
    # document.Picture as a dict; readers see this one, whatever the live rows hold
    picture = models.JSONField(null=True)
    # What was or will be embedded, by its hash: text that comes back keeps its embedding.
    text_hash = models.CharField(max_length=64, db_index=True)
    model_id = models.CharField(max_length=80, blank=True, db_index=True)
    # float16, little endian; of the whole SOP two of them: the title's, then the outline's
    embedding = models.BinaryField(null=True)

    class Meta:
        ordering = ["indexed", "number"]
        constraints = [models.UniqueConstraint(fields=["indexed", "number"], name="one_entry_per_place")]
        verbose_name_plural = "entries"


# Django looks for models here.
from search.kept.models import RecentSearch, SavedSearch  # noqa: E402, F401
from search.requests.models import SopRequest  # noqa: E402, F401
from search.usage.models import SearchClick, SearchedLibrary, SearchEvent  # noqa: E402, F401
