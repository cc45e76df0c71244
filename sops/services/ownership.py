"""Who owns what, and handing all of it over when somebody leaves."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from access import audit
from access.models import Library, User
from notices.services import pass_on, tell
from sops.models import Feedback, Sop
from sops.services.feedback import GIVEN
from sops.services.scheduled_reviews import DUE
from sops.signals import announce, owner_changed

HANDED_OVER = "ownership"


@dataclass(frozen=True)
class Moving:
    """What would move in one library. `hidden`: how many of it the new owner could not see."""

    library: Library
    sops: list[Sop]
    feedback_count: int
    overdue_count: int
    hidden: int = 0


def owned_by(person: Any, library: Library) -> QuerySet[Sop]:
    """Everything of theirs in the library but what was removed: drafts and archived SOPs too."""
    return Sop.objects.filter(owner=person, library=library, removed_at=None)


def preview(*, from_person: Any, to_person: Any | None, libraries: Iterable[Library]) -> list[Moving]:
    """What moves, per library; libraries in which the person owns nothing are left out."""
    found = []
    for library in libraries:
        owned = owned_by(from_person, library)
        sops = list(owned.select_related("listed_category").order_by("listed_title"))
        if not sops:
            continue
        feedback = Feedback.objects.undecided().filter(sop__in=owned.values("pk")).count()
        today = timezone.localdate()
        overdue = sum(bool(sop.is_published and sop.next_review_at and sop.next_review_at <= today) for sop in sops)
        hidden = len(sops) - _seen(to_person, owned) if to_person else 0
        found.append(Moving(library, sops, feedback, overdue, hidden))
    return found


@transaction.atomic
def hand_over(*, from_person: Any, to_person: Any, libraries: Iterable[Library], by: Any) -> list[Sop]:
    """Everything that `from_person` owns in these libraries is `to_person`'s; reviews that are due and open feedback
    go along. ValidationError where the new owner could not see what they get; then nothing moves.
    """
    if from_person == to_person:
        raise ValidationError("Choose somebody else as the new owner.")
    if not to_person.is_active:
        raise ValidationError(f"{to_person} can't sign in any more.")
    handed: list[Sop] = []
    for library in libraries:
        owned = owned_by(from_person, library)
        sops = list(owned.select_for_update().order_by("listed_title"))
        if not sops:
            continue
        missing = len(sops) - _seen(to_person, owned)
        if missing:
            raise ValidationError(
                f"{to_person} can't see {missing} of the {len(sops)} SOPs in {library}. Give them a role there first:"
                " drafts need an editor."
            )
        _hand_over_in(library, sops, from_person, to_person, by)
        handed += sops
    return handed


def _hand_over_in(library: Library, sops: list[Sop], from_person: Any, to_person: Any, by: Any) -> None:
    person = by if isinstance(by, User) else None  # a directory has no account
    for sop in sops:
        sop.owner, sop.revision = to_person, sop.revision + 1
        sop._history_user, sop._change_reason = person, f"handed over from {from_person} to {to_person}:"[:100]
        sop.save(update_fields=["owner", "revision", "updated_at"])
        announce(owner_changed, sop_id=sop.pk, before_id=from_person.pk, after_id=to_person.pk)
    keys = [sop.pk for sop in sops]
    people = {"from_person": from_person, "to_person": to_person}
    pass_on(about=Sop.objects.filter(pk__in=keys), kinds=[DUE], **people)
    pass_on(about=Feedback.objects.undecided().filter(sop__in=keys), kinds=[GIVEN], **people)
    count = f"{len(sops)} SOP{'s' if len(sops) > 1 else ''} in {library}"
    audit.record(
        by=by,
        verb="handed over",
        subject=f"{count} from {from_person} to {to_person}",
        library=library,
        sops=[sop.key for sop in sops],
        **{"from": from_person.pk, "to": to_person.pk},
    )
    url = f"{reverse('sops:library', args=[library.slug])}?owner={to_person.pk}"
    told: dict[str, Any] = {"kind": HANDED_OVER, "about": library, "by": person, "url": url}
    tell(people=[to_person], text=f"You own {count} now that {from_person} owned so far.", **told)
    tell(people=[from_person], text=f"{to_person} owns your {count} now.", **told)


def _seen(person: Any, owned: QuerySet[Sop]) -> int:
    """How many of them the person can see: archived ones like others, whoever may edit the library sees all."""
    library_wide = Sop.objects.filter(pk__in=owned.values("pk")).editable_by(person).count()
    if library_wide:
        return library_wide
    archived = Sop.objects.archived_to(person).filter(pk__in=owned.values("pk")).count()
    return Sop.objects.visible_to(person).filter(pk__in=owned.values("pk")).count() + archived
