"""One step becomes two, two become one, one becomes a twin. Keys of steps that end lead to the one that goes on."""

import copy
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from sops.models import Sop, Step
from sops.services import editing
from sops.services.edit_log import one_edit

# What the recording left uncertain is looked at once, in the original.
TWINNED = editing.STEP_FIELDS - {"unsure", "confidence", "evidence"}
# Where a title ends when the second half of a text becomes a step: a line, or a sentence.
_TITLE_END = re.compile(r"\n|(?<=[.!?])\s+")
_BREAK = re.compile(r"\n\s*\n|(?<=[.!?])\s+|\n")
TITLE_LIMIT = 300


@transaction.atomic
def duplicate_step(*, step: Step, by: Any) -> Step:
    """A twin right behind it, with a key of its own."""
    fields = {name: copy.deepcopy(getattr(step, name)) for name in TWINNED if name != "screenshot"}
    return editing.add_step(sop=step.sop, by=by, after=step, screenshot=step.screenshot, **fields)


@transaction.atomic
def split_step(*, step: Step, by: Any, at: int | None = None) -> tuple[Step, Step]:
    """The description from `at` on (else from its first break) becomes a step of its own, with the same picture.

    ValidationError where there is nothing to split.
    """
    body = step.body
    if at is None:
        found = _BREAK.search(body)
        at = found.end() if found else 0
    head, rest = body[:at].strip(), body[at:].strip()
    if not rest:
        raise ValidationError("There is nothing behind the place where you want to split the description.")
    title, body_of_second = _title_and_rest(rest)
    with one_edit(step.sop, by, "split a step"):
        first = editing.update_step(step=step, by=by, body=head)
        second = editing.add_step(
            sop=step.sop,
            by=by,
            after=first,
            title=title,
            body=body_of_second,
            screenshot=step.screenshot,
            alt=step.alt,
            start_s=step.start_s,
            end_s=step.end_s,
        )
    return first, second


@transaction.atomic
def merge_with_next(*, step: Step, by: Any) -> Step:
    """The next step's text, note, links and ways on join this one; the next one's link leads here from now on."""
    later = step.sop.steps.present().filter(position__gt=step.position).first()
    if later is None:
        raise ValidationError("There is no step behind this one to merge with.")
    with one_edit(step.sop, by, "merged two steps"):
        kept = editing.update_step(
            step=step,
            by=by,
            body="\n\n".join(part for part in (step.body, later.title, later.body) if part),
            note="\n\n".join(part for part in (step.note, later.note) if part),
            note_kind=step.note_kind or later.note_kind,
            kind=later.kind if step.kind == Step.Kind.ACTION else step.kind,
            branches=[*step.branches, *later.branches],
            sub_sop_key=step.sub_sop_key or later.sub_sop_key,
            links=[*step.links, *(link for link in later.links if link not in step.links)],
            troubleshooting=[*step.troubleshooting, *later.troubleshooting],
            screenshot=step.screenshot or later.screenshot,
            highlight=step.highlight if step.screenshot else later.highlight,
            annotations=step.annotations if step.screenshot else later.annotations,
            alt=step.alt if step.screenshot else later.alt,
            end_s=later.end_s if later.end_s is not None else step.end_s,
        )
        editing.remove_step(step=later, by=by, moved_to=kept)
        _lead_branches(step.sop, old=later.key, new=kept.key, by=by)
    kept.refresh_from_db()
    return kept


def _lead_branches(sop: Sop, *, old: str, new: str, by: Any) -> None:
    for other in sop.steps.present():
        if any(branch.get("target_key") == old for branch in other.branches):
            branches = [
                {**branch, "target_key": new} if branch.get("target_key") == old else branch
                for branch in other.branches
            ]
            editing.update_step(step=other, by=by, branches=branches)


def _title_and_rest(text: str) -> tuple[str, str]:
    found = _TITLE_END.search(text)
    title, rest = (text[: found.start()], text[found.end() :]) if found else (text, "")
    if len(title) > TITLE_LIMIT:
        return "", text
    return title.strip().rstrip("."), rest.strip()
