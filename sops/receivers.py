"""What happens here when somebody is switched off."""

from typing import Any

from django.dispatch import receiver

from access.models import User
from access.signals import person_left
from sops.services import leaving


@receiver(person_left)
def hand_over_what_they_own(person_id: int, successor_id: int | None, by: Any, **kwargs: Any) -> None:
    leaving.hand_over_all(
        from_person=User.objects.get(pk=person_id),
        successor=User.objects.get(pk=successor_id) if successor_id else None,
        by=by,
    )
