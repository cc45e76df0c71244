"""What this app holds of people. Searches as they are counted hold nobody: no name, no address, no session."""

from access.privacy.registry import Held, OnErase, register
from search.models import RecentSearch, SavedSearch, SopRequest


def connect() -> None:
    register(
        Held("Recent searches", RecentSearch, ("user",), OnErase.GOES),
        Held("Saved searches", SavedSearch, ("user",), OnErase.GOES),
        Held(
            "SOPs they asked for or answered",
            SopRequest,
            ("requested_by", "answered_by"),
            OnErase.STAYS,
            texts=("text", "answer"),
        ),
    )
