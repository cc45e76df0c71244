"""What this app does when another announces something: words at once, meaning by a worker."""

from typing import Any

import structlog
from django.dispatch import receiver

from search import indexing, log, tasks
from search.index import snapshot
from sops.signals import glossary_changed, picture_redacted, sop_moved, sop_published, sop_withdrawn

logger = structlog.get_logger(__name__)


@receiver(sop_published)
@receiver(sop_withdrawn)
@receiver(sop_moved)
def rewrite(sender: Any, sop_id: int, **_: Any) -> None:
    indexing.index_sop(sop_id)
    try:
        tasks.embed_sop.delay(sop_id)
    except Exception:  # no broker: the sweep embeds it
        logger.warning("embedding_not_queued", sop_id=sop_id, exc_info=True)


@receiver(picture_redacted)
def forget_what_was_redacted(sender: Any, sop_id: int, **_: Any) -> None:
    """Its words leave the log, and the file that new processes start from: they read the log instead."""
    rewrite(sender, sop_id)
    snapshot.forget()


@receiver(glossary_changed)
def read_glossary_again(sender: Any, **_: Any) -> None:
    log.note_glossary_change()
