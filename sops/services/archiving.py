"""Out of use: an SOP leaves readers' lists and search, its links explain, and it can be brought back as it was."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from access import audit
from sops.models import ReviewRound, Sop
from sops.services import reviewing
from sops.signals import announce, sop_archived, sop_published, sop_withdrawn


@transaction.atomic
def archive(*, sop: Sop, by: Any, reason: str, replaced_by: Sop | None = None) -> Sop:
    """Take it out of use. `replaced_by` is where its links lead from now on. A review that is open ends."""
    sop = Sop.objects.select_for_update().get(pk=sop.pk)
    reason = reason.strip()
    if sop.archived_at:
        raise ValidationError("It is archived already.")
    if not reason or len(reason) > 300:
        raise ValidationError("Say in a sentence (at most 300 characters) why it goes out of use.")
    if replaced_by is not None and (replaced_by.pk == sop.pk or replaced_by.archived_at or replaced_by.removed_at):
        raise ValidationError("What replaces it has to be another SOP that is in use.")
    if ReviewRound.objects.open().filter(sop=sop).exists():
        reviewing.take_back(sop=sop, by=by)
    sop.archived_at, sop.archive_reason, sop.replaced_by = timezone.now(), reason, replaced_by
    sop.is_published = False
    sop.list_as_published()  # readers meet it by its links
    _save(sop, by, f"archived\n{reason}")
    audit.record(
        by=by,
        verb="archived",
        subject=sop.title,
        library=sop.library,
        key=sop.key,
        reason=reason,
        replaced_by=replaced_by.key if replaced_by else None,
    )
    announce(sop_archived, sop_id=sop.pk)
    announce(sop_withdrawn, sop_id=sop.pk)
    return sop


@transaction.atomic
def bring_back(*, sop: Sop, by: Any) -> Sop:
    """In use again, as it was before: readers see the version that they saw when it was archived or removed."""
    sop = Sop.objects.select_for_update().get(pk=sop.pk)
    if not (sop.archived_at or sop.removed_at):
        raise ValidationError("It is in use already.")
    if sop.archived_at:
        before = sop.history.filter(archived_at=None).order_by("-history_date", "-history_id").first()
        sop.is_published = bool(before and before.is_published and sop.current_version_id)
    where = "brought back from the archive" if sop.archived_at else "brought back from the removed"
    sop.archived_at = sop.removed_at = sop.replaced_by = None
    sop.archive_reason = ""
    _save(sop, by, where)
    audit.record(by=by, verb="brought back", subject=sop.title, library=sop.library, key=sop.key)
    if sop.is_published and sop.current_version_id:
        announce(sop_published, sop_id=sop.pk, version_id=sop.current_version_id)
    return sop


def _save(sop: Sop, by: Any, why: str) -> None:
    sop._history_user, sop._change_reason = by, why
    sop.save()
