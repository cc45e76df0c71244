"""SOPs and steps shown inside pages of others."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from integrations.querysets import EmbedQuerySet
from sops.keys import new_key
from sops.models import Sop, Step


class Embed(models.Model):
    """One SOP, or one step of it, may be shown inside pages of `origin` until `expires_at`.

    The token in its address is made from this row, so the row decides: revoked here is revoked there.
    """

    library_path = "sop__library"
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="embeds")
    step = models.ForeignKey(Step, null=True, blank=True, on_delete=models.CASCADE, related_name="embeds")
    origin = models.CharField(max_length=255)
    nonce = models.CharField(max_length=40)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="embeds")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    objects = EmbedQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.step or self.sop} in {self.origin}"
