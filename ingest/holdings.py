"""What this app holds of people: recordings, which hold their voice and their screen."""

from typing import Any

from access.privacy.registry import Held, OnErase, register, register_eraser
from ingest import retention
from ingest.models import Recording


def connect() -> None:
    register(Held("Recordings", Recording, ("uploaded_by",), OnErase.STAYS))
    register_eraser(remove_recordings)


def remove_recordings(*, person: Any, former: str, by: Any, is_preview: bool) -> tuple[str, int]:
    """The videos go, as when their time is over; the drafts stay."""
    rows = Recording.objects.filter(uploaded_by=person, removed_at=None).select_related("library")
    count = rows.count()
    if not is_preview:
        for recording in rows:
            retention.remove(recording, by=by)
    return "Videos that they recorded (removed)", count
