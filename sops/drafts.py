"""One draft for one person: those who edit it, and those it is shared with."""

from typing import Any

from django.core.exceptions import PermissionDenied

from access.fetch import get_visible
from sops.models import Comment, Sop

SOPS = Sop.objects.select_related("library", "category", "owner", "current_version")


def get_draft(user: Any, key: str) -> Sop:
    """404 if the person sees nothing of the SOP, 403 if they may read what is published but not the draft."""
    sop = SOPS.draft_visible_to(user).filter(key=key).first()
    if sop is None:
        get_visible(Sop, user, key=key)
        raise PermissionDenied
    return sop


def get_thread(user: Any, key: str, pk: int) -> Comment:
    """The first comment of a thread; the thread itself where `pk` is an answer's."""
    sop = get_draft(user, key)
    row = get_comment(user, key, pk, sop)
    thread = row.thread or row
    thread.sop = sop
    return thread


def get_comment(user: Any, key: str, pk: int, sop: Sop | None = None) -> Comment:
    """That very comment, of a draft that the person may see."""
    sop = sop or get_draft(user, key)
    row: Comment = get_visible(Comment.objects.select_related("thread", "step"), user, sop=sop, pk=pk)
    row.sop = sop
    return row
