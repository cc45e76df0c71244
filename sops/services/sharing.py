"""A draft for feedback: shown to people by name, until a day, and taken back at any time."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import formats, timezone

from access import audit
from access.models import User
from notices.services import tell
from sops.models import DraftShare, Sop

DAYS, LONGEST_DAYS, MOST_PEOPLE = 14, 90, 50


@transaction.atomic
def share(*, sop: Sop, people: Iterable[User], by: Any, days: int = DAYS) -> list[DraftShare]:
    """Show the draft to these people for so many days. Who has it already gets the new day.

    ValidationError where somebody may edit it anyway, or for a number of days or people that is out of bounds.
    """
    people = list(people)
    if not 1 <= days <= LONGEST_DAYS:
        raise ValidationError(f"A draft can be shared for 1 to {LONGEST_DAYS} days.")
    if not people or len(people) > MOST_PEOPLE:
        raise ValidationError(f"Name at least one person, and at most {MOST_PEOPLE}.")
    for person in people:
        if Sop.objects.editable_by(person).filter(pk=sop.pk).exists():
            raise ValidationError(f"{person} may edit in {sop.library} and sees the draft anyway.")
    until = timezone.now() + timedelta(days=days)
    return [_share(sop, person, until, by) for person in people]


@transaction.atomic
def revoke(*, share: DraftShare, by: Any) -> None:
    """From the next request on they don't see it any more. What they said stays."""
    audit.record(
        by=by,
        verb="stopped sharing a draft with",
        subject=str(share.user),
        library=share.sop.library,
        sop=share.sop.key,
    )
    share.delete()


def people_by_address(text: str) -> tuple[list[User], list[str]]:
    """Active people by their e-mail addresses, between commas, spaces or lines; and the addresses of nobody."""
    wanted = list(dict.fromkeys(part.lower() for part in text.replace(",", " ").replace(";", " ").split()))
    known = {user.email.lower(): user for user in User.objects.filter(email__in=wanted, is_active=True)}
    return [known[address] for address in wanted if address in known], [w for w in wanted if w not in known]


def _share(sop: Sop, person: User, until: Any, by: Any) -> DraftShare:
    row, _ = DraftShare.objects.update_or_create(sop=sop, user=person, defaults={"expires_at": until, "shared_by": by})
    day = formats.date_format(timezone.localtime(until), "j F Y")
    audit.record(by=by, verb="shared a draft with", subject=str(person), library=sop.library, sop=sop.key, until=day)
    text = f"{by} asks for your feedback on the draft “{sop.title}”, until {day}."
    url = reverse("sops:draft", args=[sop.key])
    tell(people=[person], kind="draft_shared", about=row, text=text, url=url, by=by, replaces=True)
    return row
