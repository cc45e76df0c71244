"""A document of the demo library becomes an SOP, once; later it is brought up to date unless somebody changed it."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import audit
from access.models import AuditEvent, Library, User
from kb.demo.reading import DemoSop
from sops.document import DocumentStep, to_plain
from sops.models import Category, Screenshot, Sop, Step, Version
from sops.pictures import store_picture
from sops.services import editing, publishing
from sops.services.importing import create_sop_from_document

VERB = "loaded from the demo library"


def loaded_before() -> dict[str, dict[str, str]]:
    """By the SOP's key: the edition that was loaded last, and the hash of the content that readers got then."""
    events = AuditEvent.objects.filter(verb=VERB).order_by("at", "pk")
    return {event.detail["key"]: event.detail for event in events}


def is_wanted(demo: DemoSop, loaded: dict[str, dict[str, str]], *, reset: bool) -> bool:
    """Whether this SOP has to be made or brought up to date. What somebody edited, withdrew or removed stays theirs."""
    sop = Sop.objects.select_related("current_version").filter(key=demo.document.key).first()
    if sop is None:
        return True
    was = loaded.get(sop.key, {})
    if _is_as_loaded(sop, was):
        return was["edition"] != demo.edition
    return reset


@transaction.atomic
def put(*, demo: DemoSop, library: Library, owner: User) -> Sop:
    """The SOP with this content as live rows; `show` publishes it once all the others are there too."""
    sop = Sop.objects.filter(key=demo.document.key).first()
    if sop is not None:
        return _bring_up_to_date(sop, demo, owner)
    return create_sop_from_document(
        document=demo.document,
        library=library,
        by=owner,
        owner=owner,
        pictures=demo.pictures,
        picture_words=demo.picture_words,
        step_details=demo.step_details,
        source=demo.source,
        review_every_months=demo.review.every_months,
    )


@transaction.atomic
def show(*, sop: Sop, demo: DemoSop, by: User) -> None:
    """Publish, set the dates as if it had happened when company.yaml says, and remember what was loaded."""
    before = sop.current_version_id
    version = publishing.publish(sop=sop, by=by)
    if version.pk != before and version.number == 1:
        _date_back(version, demo, by)
    audit.record(
        by=by,
        verb=VERB,
        subject=sop.title,
        library=sop.library,
        key=sop.key,
        edition=demo.edition,
        content_hash=version.content_hash,
    )


def _is_as_loaded(sop: Sop, was: dict[str, str]) -> bool:
    version = sop.current_version
    return (
        version is not None
        and sop.is_published
        and sop.removed_at is None
        and version.content_hash == was.get("content_hash")
        and publishing.document_of(sop).content_hash() == version.content_hash
    )


def _date_back(version: Version, demo: DemoSop, by: User) -> None:
    at = timezone.now() - timedelta(days=demo.review.published_days_ago)
    Version.objects.backdate(version, at)
    sop = Sop.objects.get(pk=version.sop_id)
    sop.reviewed_at = at.date()
    sop.next_review_at = publishing.months_after(at.date(), demo.review.every_months)
    sop._history_user, sop._change_reason = by, "reviewed"
    sop.save()


def _bring_up_to_date(sop: Sop, demo: DemoSop, owner: User) -> Sop:
    document = demo.document
    if sop.removed_at:
        sop.removed_at = None
        sop._history_user, sop._change_reason = owner, "brought back"
        sop.save()
    fields = {name: value for name, value in to_plain(document).items() if name in editing.SOP_FIELDS}
    fields |= {
        "owner": owner,
        "category": Category.objects.get(slug=document.category),
        "review_every_months": demo.review.every_months,
    }
    sop = editing.update_sop(sop=sop, by=owner, **fields)
    shots = {
        sha256: store_picture(sop=sop, content=content, words=demo.picture_words.get(sha256))
        for sha256, content in demo.pictures.items()
    }
    known = {step.key: step for step in sop.steps.all()}
    for place, wanted in enumerate(document.steps):
        step = known.pop(wanted.key, None) or _new_step(sop, wanted.key, owner)
        if step.removed_at:
            step = editing.bring_back_step(step=step, by=owner)
        details = demo.step_details.get(wanted.key, {})
        editing.update_step(step=step, by=owner, **_step_fields(wanted, shots), **details)
        if [other.key for other in sop.steps.present()].index(step.key) != place:
            editing.move_step(step=step, to=place, by=owner)
    for step in known.values():
        if not step.removed_at:
            editing.remove_step(step=step, by=owner)
    return sop


def _new_step(sop: Sop, key: str, by: Any) -> Step:
    """Behind the others, under the key that its file gives it."""
    step = Step(sop=sop, key=key, position=sop.steps.count() + 1)
    step._history_user, step._change_reason = by, "added"
    step.save()
    return step


def _step_fields(wanted: DocumentStep, shots: dict[str, Screenshot]) -> dict[str, Any]:
    fields = {name: value for name, value in to_plain(wanted).items() if name in editing.STEP_FIELDS}
    picture = wanted.picture
    return fields | {
        "screenshot": shots.get(picture.sha256) if picture else None,
        "highlight": to_plain(picture.highlight) if picture else None,
        "alt": picture.alt if picture else "",
        "annotations": to_plain(picture.annotations) if picture else [],
    }
