"""Keeps the API's answers by `Idempotency-Key`, as rows."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from access.api.idempotency import Answer, Known
from integrations.models import StoredAnswer

KEPT_FOR = timedelta(hours=24)


class RowStore:
    """Who comes second with a key waits for the first one's transaction: the row is unique."""

    def take(self, person_id: int, key: str) -> Known | None:
        rows = StoredAnswer.objects.filter(person_id=person_id, key=key)
        rows.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
        try:
            with transaction.atomic():
                StoredAnswer.objects.create(person_id=person_id, key=key)
        except IntegrityError:
            row = rows.get()
            return Known(row.fingerprint, row.rights, Answer(row.status or 200, row.body, row.headers))
        return None

    def keep(self, person_id: int, key: str, known: Known) -> None:
        StoredAnswer.objects.filter(person_id=person_id, key=key).update(
            fingerprint=known.fingerprint,
            rights=known.rights,
            status=known.answer.status,
            body=known.answer.body,
            headers=known.answer.headers,
        )


def forget_old() -> int:
    """Answers older than a day are gone; how many there were."""
    return StoredAnswer.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0]
