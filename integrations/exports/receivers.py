"""What this part does when another announces something: folders of libraries follow, what was redacted goes."""

from typing import Any

from django.dispatch import receiver

from integrations.exports import services as exports
from integrations.exports.folders import services
from sops.signals import picture_redacted, sop_archived, sop_moved, sop_published, sop_withdrawn


@receiver(sop_published)
@receiver(sop_withdrawn)
@receiver(sop_archived)
@receiver(sop_moved)
@receiver(picture_redacted)
def update_folders(sender: Any, sop_id: int, **_: Any) -> None:
    services.heard_of(sop_id)


@receiver(picture_redacted)
def destroy_what_still_shows_it(sender: Any, sop_id: int, **_: Any) -> None:
    exports.destroy_files_with(sop_id)
