"""What others may listen to. Sent on commit, with ids only.

- `sop_published(sop_id, version_id)`: a new version is what readers see now.
- `sop_withdrawn(sop_id)`: readers see it no more (unpublished or removed).
- `sop_moved(sop_id)`: it lives in another library now.
- `glossary_changed(library_id)`: a term was added, changed or removed.
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import Signal

sop_published = Signal()
sop_withdrawn = Signal()
sop_moved = Signal()
glossary_changed = Signal()


def announce(signal: Signal, **ids: Any) -> None:
    """Send the signal once the surrounding transaction has committed."""
    transaction.on_commit(partial(signal.send, sender=None, **ids))
