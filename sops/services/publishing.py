"""From the live rows to what readers see: one snapshot per publication. The one place that writes versions."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from access import audit
from notices.services import settle
from sops.document import SCHEMA, Annotation, Branch, Document, DocumentStep, Fix, Highlight, Link, Picture
from sops.markdown import plain
from sops.models import ReviewRound, Screenshot, Sop, Step, Version
from sops.problems import problems_of_ways
from sops.services.approvals import refuse_unless_approved
from sops.signals import announce, sop_published, sop_withdrawn


def document_of(sop: Sop) -> Document:
    """The SOP's live rows as one document. Three queries, however many steps there are."""
    return _document(sop, sop.steps.present().select_related("screenshot"))


def documents_of(sops: Iterable[Sop]) -> dict[int, Document]:
    """Several drafts by the SOP's id. Two queries, however many SOPs there are."""
    rows = Sop.objects.filter(pk__in=[sop.pk for sop in sops]).select_related("category", "owner")
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.present().filter(sop__in=rows.values("pk")).select_related("screenshot"):
        steps[step.sop_id].append(step)
    return {sop.pk: _document(sop, steps[sop.pk]) for sop in rows}


def _document(sop: Sop, steps: Iterable[Step]) -> Document:
    return Document(
        key=sop.key,
        title=sop.title,
        purpose=sop.purpose,
        when_to_use=sop.when_to_use,
        who=sop.who,
        prerequisites=sop.prerequisites,
        expected_result=sop.expected_result,
        notes=sop.notes,
        minutes=sop.minutes,
        category=sop.category.slug if sop.category else "",
        tags=sop.tags,
        owner=str(sop.owner) if sop.owner else "",
        links=[Link(**link) for link in sop.links],
        steps=[document_step(step) for step in steps],
        troubleshooting=[Fix(**fix) for fix in sop.troubleshooting],
    )


def problems_of(document: Document) -> list[str]:
    """What stands in the way of publishing, each as a sentence; an empty list if nothing does. One query."""
    linked = {branch.target_key for step in document.steps for branch in step.branches if branch.target_kind == "sop"}
    linked |= {step.sub_sop_key for step in document.steps if step.sub_sop_key}
    sops = set(Sop.objects.present().filter(key__in=linked).values_list("key", flat=True)) if linked else set()
    problems = []
    if not document.title.strip():
        problems.append("The SOP has no title.")
    if not document.steps:
        problems.append("The SOP has no steps.")
    keys = {step.key for step in document.steps}
    for number, step in enumerate(document.steps, start=1):
        if not (step.title.strip() or step.body.strip()):
            problems.append(f"Step {number} is empty.")
        for branch in step.branches:
            where = f"Step {number}: the branch “{plain(branch.condition)}” leads to"
            if branch.target_kind == "step" and branch.target_key not in keys:
                problems.append(f"{where} a step that is not there.")
            if branch.target_kind == "sop" and branch.target_key not in sops:
                problems.append(f"{where} an SOP that is not there.")
        if step.sub_sop_key and step.sub_sop_key not in sops:
            problems.append(f"Step {number} opens an SOP that is not there.")
    return [*problems, *problems_of_ways(document)]


@transaction.atomic
def publish(*, sop: Sop, by: Any, note: str = "") -> Version:
    """Make the live rows the version that readers see. The same content as the current version: no new one.

    ValidationError with every problem if it can't be published; NotApproved where the library asks for approval and
    this very content doesn't have it.
    """
    sop = Sop.objects.select_for_update().get(pk=sop.pk)
    document = document_of(sop)
    problems = problems_of(document)
    if problems:
        raise ValidationError(problems)
    version = sop.current_version
    content_hash = document.content_hash()
    is_new = version is None or not version.says(document)
    if is_new or not sop.is_published:
        refuse_unless_approved(sop, content_hash)
    if version is None or is_new:
        version = _write_version(sop, document, content_hash, by, note)
    _show(sop, version, by)
    _end_review(sop, version, by)
    audit.record(by=by, verb="published", subject=f"{sop.title}, version {version.number}", library=sop.library)
    announce(sop_published, sop_id=sop.pk, version_id=version.pk)
    return version


@transaction.atomic
def withdraw(*, sop: Sop, by: Any) -> Sop:
    """Readers see it no more; every version is kept, and publishing again brings it back."""
    sop.is_published = False
    sop._history_user = by
    sop._change_reason = "withdrawn"
    sop.save(update_fields=["is_published", "updated_at"])
    audit.record(by=by, verb="withdrew", subject=sop.title, library=sop.library)
    announce(sop_withdrawn, sop_id=sop.pk)
    return sop


def _write_version(sop: Sop, document: Document, content_hash: str, by: Any, note: str) -> Version:
    last = sop.versions.order_by("-number").first()
    return Version.objects.create(
        sop=sop,
        number=last.number + 1 if last else 1,
        data=document.to_json_dict(),
        schema=SCHEMA,
        content_hash=content_hash,
        note=note,
        published_at=timezone.now(),
        published_by=by,
    )


def _show(sop: Sop, version: Version, by: Any) -> None:
    today = timezone.localdate()
    sop.current_version, sop.is_published = version, True
    sop.list_as_published()
    sop.reviewed_at, sop.next_review_at = today, months_after(today, sop.review_every_months)
    sop._history_user = by
    sop._change_reason = f"published version {version.number}"
    sop.save()
    pictures = [step.picture.sha256 for step in version.document.steps if step.picture]
    Screenshot.objects.filter(sop=sop, sha256__in=pictures).update(is_published=True)


def _end_review(sop: Sop, version: Version, by: Any) -> None:
    """What was in review is with readers now; nobody has to approve it any more."""
    current = ReviewRound.objects.open().filter(sop=sop).first()
    if current is not None:
        current.state, current.version = ReviewRound.State.PUBLISHED, version
        current.closed_by, current.closed_at = by, timezone.now()
        current.save(update_fields=["state", "version", "closed_by", "closed_at"])
        settle(about=current, kinds=["review_requested"])


def months_after(day: Any, months: int) -> Any:
    """The same day `months` later, or the last one of that month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def document_step(step: Step) -> DocumentStep:
    """A live row as a document holds it."""
    return DocumentStep(
        key=step.key,
        kind=step.kind,
        title=step.title,
        body=step.body,
        section=step.section,
        note=step.note,
        note_kind=step.note_kind,
        action=step.action,
        target_label=step.target_label,
        value=step.value,
        branches=[Branch(**branch) for branch in step.branches],
        sub_sop_key=step.sub_sop_key,
        links=[Link(**link) for link in step.links],
        picture=picture_of(step),
        troubleshooting=[Fix(**fix) for fix in step.troubleshooting],
    )


def picture_of(step: Step) -> Picture | None:
    """The step's screenshot as a document holds it."""
    shot = step.screenshot
    if shot is None:
        return None
    highlight = Highlight(**step.highlight) if step.highlight else None
    annotations = [Annotation(**mark) for mark in step.annotations]
    return Picture(shot.sha256, shot.width, shot.height, step.alt, highlight, annotations)
