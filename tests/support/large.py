"""A large SOP with a long life: many steps, many versions, many edits."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from access.models import Library
from sops.document import SCHEMA
from sops.models import Sop, Step, Version
from sops.services import editing, publishing

# Some lines of text, as a step has them.
BODY = "Look at the **Summary** first. If the amount is above {number} ask the deal desk, else go on.\n\n- one\n- two"


def make_large_sop(library: Library, by: Any, *, steps: int = 300, versions: int = 200, edits: int = 2_000) -> Sop:
    """Published `versions` times; each version differs from the one before in a few steps, words and order.

    The rows of the history are written as the services write them, many at once: each edit of a step is one.
    """
    sop = editing.create_sop(library=library, title="Close the quarter", by=by, purpose="To win")
    rows = [
        Step(
            sop=sop,
            position=number,
            title=f"Open **Deal {number}** and check it",
            body=BODY.format(number=number),
            branches=[],
        )
        for number in range(1, steps + 1)
    ]
    bulk_create_with_history(rows, Step, default_user=by, default_change_reason="imported")
    publishing.publish(sop=sop, by=by)
    _edits(sop, by, edits)
    sop.refresh_from_db()
    document = publishing.document_of(sop)
    data, begun = document.to_json_dict(), timezone.now()
    more = []
    for number in range(2, versions + 1):
        data = _changed(data, number)
        at = begun - timedelta(hours=versions - number)
        more.append(_version(sop, data, number, at, by))
    Version.objects.bulk_create(more)
    sop.current_version = sop.versions.order_by("-number").first()
    sop._history_user, sop._change_reason = by, f"published version {versions}"
    sop.save()
    return sop


def _edits(sop: Sop, by: Any, edits: int) -> None:
    """Rows of the history as `editing.update_step` leaves them."""
    steps = list(sop.steps.present())
    history = Step.history.model
    template = {f.attname: f.attname for f in Step._meta.concrete_fields}
    rows = []
    for number in range(edits):
        step = steps[number * 7 % len(steps)]
        step.body = BODY.format(number=number)
        step.revision += 1
        rows.append(
            history(
                **{name: getattr(step, name) for name in template},
                history_date=timezone.now() - timedelta(minutes=edits - number),
                history_type="~",
                history_user=by,
                history_change_reason="edited body",
            )
        )
    history.objects.bulk_create(rows, batch_size=500)
    Step.objects.bulk_update(steps, ["body", "revision"])


def _changed(data: dict[str, Any], number: int) -> dict[str, Any]:
    steps = list(data["steps"])
    for offset in range(5):
        at = (number * 13 + offset) % len(steps)
        steps[at] = {**steps[at], "body": BODY.format(number=number * 1_000 + offset)}
    steps.insert(number % len(steps), steps.pop(number * 5 % len(steps)))
    return {**data, "steps": steps}


def _version(sop: Sop, data: dict[str, Any], number: int, at: Any, by: Any) -> Version:
    from sops.document import Document

    return Version(
        sop=sop,
        number=number,
        data=data,
        schema=SCHEMA,
        content_hash=Document.from_json_dict(data).content_hash(),
        note=f"Round {number}",
        published_at=at,
        published_by=by,
    )
