"""Forms and calls take the fields they name, and nothing that rides along."""

from typing import Any

from django.db import transaction

from access.models import Membership, User
from sops.models import Sop, Step, Version
from tests.security.walking import CHANGES
from tests.support.browsing import client_of
from tests.support.cast import Cast

Places = dict[str, dict[str, Any]]
# Where a field of these names is what the address is about.
ITS_OWN = {
    "sops:move-sop": {"library"},
    "sops:create": {"library"},
    "api-sops": {"library"},
    "api-sops-bulk": {"library"},
    "ingest:upload": {"library"},
    "recordings-list": {"library"},
    "sops:edit-details": {"owner", "owner_id"},
    "api-sop": {"owner"},
}


def test_no_form_takes_what_rides_along(cast: Cast, places: Places) -> None:
    """Case 14: owner, state, library, approval, keys and rights end as they do without the fields that were added."""
    place, client = places["sales"], client_of(cast.ed)
    added = {
        "owner": cast.adam.pk,
        "owner_id": cast.adam.pk,
        "created_by": cast.adam.pk,
        "author": cast.adam.pk,
        "status": "published",
        "state": "approved",
        "is_published": "true",
        "current_version": 1,
        "library": "deal-desk",
        "library_id": cast.desk.pk,
        "approved_by": cast.ed.pk,
        "approved": "true",
        "key": "zzzzzzzzz",
        "pk": 1,
        "id": 1,
        "removed_at": "",
        "archived_at": "",
        "is_superuser": "true",
    }
    for row in CHANGES:
        if row.statuses[3] not in (200, 201, 302) or not row.is_of_a_library:
            continue
        its_own = ITS_OWN.get(row.name, set()) | set(row.data)
        mine = {name: value for name, value in added.items() if name not in its_own}
        without = _after(client, row, place, row.data)
        riding = _after(client, row, place, {**row.data, **mine})
        if row.json and riding[0] == 400:
            continue  # refused, which is as good
        assert riding[1] == without[1], str(row)


def _after(client: Any, row: Any, place: dict[str, Any], data: dict[str, Any]) -> tuple[int, list[Any]]:
    """The status, and what must not be moved by it; the change itself is undone."""
    kind = {"content_type": "application/json"} if row.json else {}
    with transaction.atomic():
        status = getattr(client, row.method.lower())(row.address.format(**place), data, **kind).status_code
        state = [
            list(Sop.objects.order_by("pk").values_list("library", "owner", "is_published", "current_version")),
            list(Sop.objects.exclude(archived_at=None).values_list("pk")),
            list(Step.objects.order_by("pk").values_list("sop")),
            list(Version.objects.order_by("pk").values_list("sop", "number")),
            list(Membership.objects.order_by("pk").values_list("library", "user", "role")),
            list(User.objects.order_by("pk").values_list("is_superuser", "is_staff", "is_active")),
        ]
        transaction.set_rollback(True)
    return status, state
