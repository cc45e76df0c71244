"""After an SOP changed: do rules still lead somewhere?"""

from typing import Any

from integrations.crm import health
from sops.signals import sop_published, sop_withdrawn


def connect() -> None:
    sop_published.connect(_look_again, dispatch_uid="crm-rules-published")
    sop_withdrawn.connect(_look_again, dispatch_uid="crm-rules-withdrawn")


def _look_again(sop_id: int, **_: Any) -> None:
    health.tell_owners(sop_id)
