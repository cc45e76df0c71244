"""What this app holds of people: what they wrote and decided stays, where they were and what they marked goes."""

from typing import Any

from access.privacy.registry import Held, OnErase, register, register_eraser
from sops.models import (
    Approval,
    Comment,
    DraftShare,
    Feedback,
    Import,
    NamedApprover,
    Pin,
    ReviewRound,
    Sop,
    Step,
    Suggestion,
    UndoableEdit,
    Version,
    Visit,
)

GOES, STAYS = OnErase.GOES, OnErase.STAYS


def connect() -> None:
    history = {model: model.history.model for model in (Sop, Step)}  # type: ignore[attr-defined]
    register(
        Held("SOPs they own", Sop, ("owner",), STAYS),
        Held("Edits of SOPs", history[Sop], ("history_user", "owner"), STAYS, texts=("history_change_reason",)),
        Held("Edits of steps", history[Step], ("history_user",), STAYS, texts=("history_change_reason",)),
        Held("Versions they published", Version, ("published_by",), STAYS),
        Held("Feedback", Feedback, ("given_by", "answered_by"), STAYS),
        Held("Reviews they asked for or closed", ReviewRound, ("asked_by", "closed_by"), STAYS),
        Held("Approvals", Approval, ("by",), STAYS),
        Held("Comments", Comment, ("author", "resolved_by", "mentioned"), STAYS, texts=("text",)),
        Held("Decisions on suggestions", Suggestion, ("decided_by",), STAYS),
        Held("Drafts they shared", DraftShare, ("shared_by",), STAYS),
        Held("Drafts shared with them", DraftShare, ("user",), GOES),
        Held("Named as approver", NamedApprover, ("user",), GOES),
        Held("Undo in the editor", UndoableEdit, ("by",), GOES),
        Held("Imports", Import, ("by",), GOES),
        Held("Pins", Pin, ("user",), GOES),
        Held("Visits", Visit, ("user",), GOES),
    )
    register_eraser(owner_in_versions)


def owner_in_versions(*, person: Any, former: str, by: Any, is_preview: bool) -> tuple[str, int]:
    """A version names its owner as on its day: the only name in a snapshot. Its hash is made anew."""
    versions = Version.objects.filter(data__owner=str(person))
    if not is_preview:
        for version in versions:
            Version.objects.all().rewrite_redacted(version, version.data | {"owner": former})
    return "Versions that name them as owner", versions.count() if is_preview else 0
