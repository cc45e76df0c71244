"""A signed request counts once: who copied it from a log or a wire can't use it again."""

import hashlib
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from integrations.models import SeenRequest
from integrations.signatures import Refused

# Longer than any signature is fresh.
REMEMBERED = timedelta(hours=24)


def refuse_if_seen(kind: str, signature: str) -> None:
    """Refused when this very signature was here before; else it is remembered."""
    digest = hashlib.sha256(f"{kind}:{signature}".encode()).hexdigest()
    now = timezone.now()
    SeenRequest.objects.filter(until__lt=now).delete()
    try:
        with transaction.atomic():
            SeenRequest.objects.create(digest=digest, until=now + REMEMBERED)
    except IntegrityError as problem:
        raise Refused("This request was answered already.") from problem
