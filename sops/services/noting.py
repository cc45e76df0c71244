"""Why something was changed, in the words of the person who changed it: kept with the change in the history."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from sops.models import Sop, Step

LIMIT = 300
# The editor saves by itself, so the reason is often written after the words.
STILL_THE_SAME_WORK = timedelta(minutes=30)


def note_why(*, row: Sop | Step, by: Any, why: str) -> bool:
    """Add `why` to the latest change of this row, where it was `by`'s, a moment ago. False where there is none."""
    words = " ".join(why.split())[:LIMIT]
    if not words:
        return False
    since = timezone.now() - STILL_THE_SAME_WORK
    last = type(row).history.filter(id=row.pk).order_by("-history_id").first()
    if last is None or last.history_user_id != by.pk or last.history_date < since:
        return False
    done = (last.history_change_reason or "changed").partition("\n")[0]
    last.history_change_reason = f"{done}\n{words}"
    last.save(update_fields=["history_change_reason"])
    return True
