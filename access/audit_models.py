"""The audit log's rows: events in a chain of hashes, and the one row that knows the chain's two ends."""

from __future__ import annotations

import secrets
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone

from access.querysets import LibraryScopedQuerySet


class AuditIsFinal(TypeError):
    """An entry of the audit log is written once; it is never changed and never deleted."""


def _final(*args: Any, **kwargs: Any) -> NoReturn:
    raise AuditIsFinal("Entries of the audit log are never changed and never deleted.")


def new_salt() -> str:
    return secrets.token_hex(16)


class AuditQuerySet(LibraryScopedQuerySet):
    """Reads, and adds one by one. What changes many rows at once is refused."""

    update = bulk_update = delete = bulk_create = _final


class AuditEvent(models.Model):
    """Who did what to whom, when and from where.

    `sequence`, `previous` and `hash` are null until the entry is taken into the chain, right after its transaction
    has committed (`access.audit.chain`). `seal` is a salted hash of everything that the entry says.
    """

    library_path = "library"
    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=160)
    verb = models.CharField(max_length=60, db_index=True)
    library = models.ForeignKey("access.Library", null=True, on_delete=models.SET_NULL, related_name="+")
    subject = models.CharField(max_length=240, blank=True)
    detail = models.JSONField(default=dict)
    # Where it came from: the address as the proxies' setting allows, the browser, the session or token.
    ip = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    session = models.CharField(max_length=12, blank=True)  # of its hash: to tell two browsers apart, not to enter one
    token = models.CharField(max_length=80, blank=True)
    # Ids as they were, of rows that may be deleted later: the two keys above are emptied then.
    actor_ref = models.BigIntegerField(null=True)
    library_ref = models.BigIntegerField(null=True)
    salt = models.CharField(max_length=32, default=new_salt)
    seal = models.CharField(max_length=64, blank=True)
    sequence = models.PositiveBigIntegerField(null=True, unique=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)
    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["library", "-id"], name="audit_of_a_library")]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.verb} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _final()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        _final()


class AuditHead(models.Model):
    """Both ends of the chain, in the only row: writers lock it, and cutting the chain at either end shows."""

    first = models.PositiveBigIntegerField(default=1)  # sequence of the oldest entry that is kept
    anchor = models.CharField(max_length=64, blank=True)  # hash of the one before it
    sequence = models.PositiveBigIntegerField(default=0)  # of the newest entry
    hash = models.CharField(max_length=64, blank=True)
    # Made with the site's key: who can only write the database can't make a new chain of their own.
    signature = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash[:12]}"
