"""What this app holds of people."""

from access.privacy.registry import Held, OnErase, register
from notices.models import MailPreference, Notice


def connect() -> None:
    register(
        Held("Notices to them", Notice, ("person",), OnErase.GOES),
        Held("Notices of what they did", Notice, ("by",), OnErase.STAYS, texts=("text",)),
        Held("How they want mail", MailPreference, ("user",), OnErase.GOES),
    )
