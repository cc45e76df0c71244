"""What others may listen to. Sent on commit, with ids only.

- `sop_published(sop_id, version_id)`: a new version is what readers see now.
- `sop_withdrawn(sop_id)`: readers see it no more (unpublished or removed).
- `sop_archived(sop_id)`: out of use for good, with a reason and perhaps a replacement; `sop_withdrawn` is sent too.
- `sop_moved(sop_id)`: it lives in another library now.
- `glossary_changed(library_id)`: a term was added, changed or removed.
- `feedback_given(feedback_id)`: a reader reported a step or the SOP.
- `review_due(sop_id)`: the day of its review has come.
- `owner_changed(sop_id, before_id, after_id)`: handed over; ids of people, None for nobody.
- `picture_stored(screenshot_id)`: somebody uploaded a picture; what stands on it is not known yet.
- `picture_redacted(sop_id, old_sha, new_sha, boxes)`: regions (fractions) of a picture were destroyed; whoever keeps
  the old one, or anything made of it, destroys that too.
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import Signal

sop_published = Signal()
sop_withdrawn = Signal()
sop_archived = Signal()
sop_moved = Signal()
glossary_changed = Signal()
picture_stored = Signal()
picture_redacted = Signal()
feedback_given = Signal()
review_due = Signal()
owner_changed = Signal()


def announce(signal: Signal, **ids: Any) -> None:
    """Send the signal once the surrounding transaction has committed. A listener that fails is logged, and is no reason
    for the others, or for whoever made the change, to fail too: it is committed already."""
    transaction.on_commit(partial(signal.send_robust, sender=None, **ids))
