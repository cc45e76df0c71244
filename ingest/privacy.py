"""What a library masks and how long it keeps recordings: its own decision, else the site's settings."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from access import audit
from access.models import Library
from ingest.models import LibraryPrivacy
from ingest.stages.words import policy
from ingest.stages.words.policy import KINDS, Policy

MOST_NAMES, LONGEST_NAME, SHORTEST_NAME = 500, 80, 2
MOST_DAYS = 3650


def of(library: Library) -> LibraryPrivacy:
    """The library's row; one that decides nothing where there is none."""
    return LibraryPrivacy.objects.filter(library=library).first() or LibraryPrivacy(library=library)


def policy_of(library: Library) -> Policy:
    """What is masked in this library."""
    site, own = policy.default(), of(library)
    return Policy(
        kinds=site.kinds if own.mask_kinds is None else own.mask_kinds,
        names=[*site.names, *own.mask_names],
        covers_pictures=site.covers_pictures if own.mask_pictures is None else own.mask_pictures,
    )


def days_of(library: Library) -> int:
    """How many days its recordings are kept; 0: for ever."""
    own = of(library).recording_days
    return site_days() if own is None else own


@transaction.atomic
def decide(
    *,
    library: Library,
    by: Any,
    kinds: Sequence[str] | None,
    names: Sequence[str],
    covers_pictures: bool | None,
    days: int | None,
) -> LibraryPrivacy:
    """What the library decides; None leaves it to the site. ValidationError where something is out of its limits."""
    if kinds is not None and set(kinds) - set(KINDS):
        raise ValidationError("Choose among e-mail, phone, card and IBAN.")
    names = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    if len(names) > MOST_NAMES:
        raise ValidationError(f"At most {MOST_NAMES} names; these are {len(names)}.")
    for name in names:
        if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
            raise ValidationError(f"“{name[:20]}”: a name has {SHORTEST_NAME} to {LONGEST_NAME} characters.")
    if days is not None and not 0 <= days <= MOST_DAYS:
        raise ValidationError(f"Keep recordings for 1 to {MOST_DAYS} days, or 0 for ever.")
    chosen = None if kinds is None else [kind for kind in KINDS if kind in kinds]
    row, _ = LibraryPrivacy.objects.update_or_create(
        library=library,
        defaults={
            "mask_kinds": chosen,
            "mask_names": names,
            "mask_pictures": covers_pictures,
            "recording_days": days,
        },
    )
    # How many names, not which: they would be kept in the log for longer than here.
    audit.record(
        by=by,
        verb="set the privacy of",
        subject=library.name,
        library=library,
        masked=chosen,
        names=len(names),
        pictures=covers_pictures,
        days=days,
    )
    return row


def site_days() -> int:
    """How many days recordings are kept where a library decides nothing; 0: for ever."""
    return int(settings.STEPMARK_RECORDING_DAYS)
