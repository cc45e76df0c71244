"""How long entries are kept: old ones leave at the chain's beginning, and a checkpoint in the chain says so."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from access import audit
from access.audit import chain


def remove_old() -> int:
    """Remove what is older than `STEPMARK_AUDIT_DAYS` (0: nothing); how many entries."""
    chain.seal()
    if not settings.STEPMARK_AUDIT_DAYS:
        return 0
    before = timezone.now() - timedelta(days=settings.STEPMARK_AUDIT_DAYS)
    with transaction.atomic():
        head = chain.locked_head()
        # Up to the first that is to be kept, so that no hole is made: the chain's order is not quite that of times.
        kept = chain.in_order().filter(at__gte=before).first()
        old = chain.in_order()
        if kept is not None:
            old = old.filter(sequence__lt=kept.sequence)
        last = old.last()
        if last is None or (last.verb == chain.REMOVED and old.count() == 1):
            return 0  # only the former checkpoint: another would take its place for ever
        assert last.sequence is not None
        count = old.count()
        head.first, head.anchor = last.sequence + 1, last.hash
        old.order_by()._raw_delete(old.db)  # type: ignore[attr-defined]
        chain.store(head)
        audit.record(
            by="Stepmark",
            verb=chain.REMOVED,
            subject=f"{count:,} from before {timezone.localtime(before):%Y-%m-%d}",
            last=last.sequence,
            hash=last.hash,
        )
    chain.seal()
    return count
