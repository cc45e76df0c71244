from django.db import models


class Category(models.Model):
    """A stage of the sales pipeline, or a hand-over between teams. The same ones in every library."""

    class Kind(models.TextChoices):
        STAGE = "stage", "Stage"
        HANDOFF = "handoff", "Hand-off"

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.TextField(blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.STAGE)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-kind", "position", "name"]  # the pipeline before the hand-offs
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name
