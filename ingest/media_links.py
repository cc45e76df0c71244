"""Signed links to recordings: for one person, for some hours. A copied link shows nobody else anything."""

from typing import Any

from django.core import signing
from django.urls import reverse

from ingest.models import Recording

SALT = "ingest.media"
# Longer than the longest recording, shorter than a working day.
LASTS_SECONDS = 6 * 3600


def link(recording: Recording, *, user: Any) -> str:
    """Where that person watches the recording from now on, for six hours."""
    ticket = signing.dumps({"recording": recording.pk, "person": user.pk}, salt=SALT)
    return reverse("ingest:media", args=[ticket])


def recording_of(ticket: str, *, user: Any) -> int | None:
    """The recording's id where the ticket is real, fresh and this person's; whether they may see it is asked anew."""
    try:
        held = signing.loads(ticket, salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return None
    return int(held["recording"]) if held["person"] == user.pk else None
