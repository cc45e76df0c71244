"""What this part does when another announces something: folders of libraries follow."""

from typing import Any

from django.dispatch import receiver

from integrations.exports.folders import services
from sops.signals import sop_archived, sop_moved, sop_published, sop_withdrawn


@receiver(sop_published)
@receiver(sop_withdrawn)
@receiver(sop_archived)
@receiver(sop_moved)
def update_folders(sender: Any, sop_id: int, **_: Any) -> None:
    services.heard_of(sop_id)
