"""A link to a step, made some time ago: where it leads today, what it said then, and what changed since.

A step may have lived in several SOPs: it keeps its key when it moves, and each SOP it left keeps a trace. These are
its homes, the one of today first. A person knows only those that they may see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import Http404
from django.shortcuts import get_object_or_404

from access.audit import looking
from sops.diffs import Change, step_changes
from sops.document import Document, DocumentStep
from sops.models import MovedStep, Sop, Step, Version

# A chain of merges longer than this is a circle.
MOST_MERGES = 50
LOOKED_AT = 5


@dataclass(frozen=True)
class Place:
    """A step in one version of one SOP."""

    sop: Sop
    version: Version
    number: int
    step: DocumentStep


@dataclass(frozen=True)
class Since:
    """What is different about the step now, most telling first; and the version the link was made in."""

    version: Version
    old: DocumentStep
    changes: list[Change]
    old_number: int
    number: int

    @property
    def count(self) -> int:
        """Changes since, its new place counted as one."""
        return len(self.changes) or 1

    @property
    def sentence(self) -> str:
        if self.changes:
            more = len(self.changes) - 1
            rest = f" And {more} more change{'s' if more > 1 else ''}." if more else ""
            return f"{self.changes[0].sentence}{rest}"
        return f"It is step {self.number} now; it was step {self.old_number}."


@dataclass(frozen=True)
class Removed:
    """A step that readers could see once and that is not in the published SOP now.

    `moved_to` is the step that it became part of, `moved_to_sop` the SOP that it moved to; both only where the
    person may open them. `has_left`: it moved to another SOP, whether or not they may open that.
    """

    sop: Sop
    step: DocumentStep
    version: Version
    moved_to: DocumentStep | None
    moved_to_sop: Sop | None = None
    has_left: bool = False


def find_step(key: str, user: Any) -> Step:
    """The step, with `sop` the home where it answers today; 404 unless the person may see one of its homes."""
    step = get_object_or_404(Step.objects.select_related("sop__current_version", "sop__library"), key=key)
    homes = homes_of(step, user)
    if not homes:
        raise Http404
    there = today(homes, key)
    step.sop = there.sop if there else homes[0]
    looking.note(step, user)
    return step


def homes_of(step: Step, user: Any) -> list[Sop]:
    """The SOPs in which the step lives and lived, today's first, as far as the person may see them. Two queries."""
    ids = [Step.objects.values_list("sop_id", flat=True).get(pk=step.pk)]
    ids += MovedStep.objects.filter(step=step).order_by("-pk").values_list("sop_id", flat=True)
    rows = Sop.objects.visible_to(user).filter(pk__in=ids).select_related("current_version", "library")
    found = {sop.pk: sop for sop in rows}
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def today(homes: Sequence[Sop], key: str) -> Place | None:
    """Where readers find it now."""
    for sop in homes:
        version = sop.current_version
        found = step_in(version.document, key) if version and sop.is_published else None
        if found and version:
            return Place(sop, version, *found)
    return None


def then(homes: Sequence[Sop], key: str, number: int, of: str = "") -> Place | None:
    """The step as version `number` said it. Numbers count in each SOP: without `of` (its key), where it was first.

    Links to a step that came from elsewhere carry `of`; those made before it moved don't.
    """
    by_id = {sop.pk: sop for sop in homes}
    versions = Version.objects.filter(sop__in=list(by_id), number=number).order_by("published_at")
    for version in sorted(versions, key=lambda version: by_id[version.sop_id].key != of):
        found = step_in(version.document, key)
        if found:
            return Place(by_id[version.sop_id], version, *found)
    return None


def has_version(homes: Sequence[Sop], number: int) -> bool:
    return Version.objects.filter(sop__in=[sop.pk for sop in homes], number=number).exists()


def came_from_elsewhere(sop: Sop, document: Document) -> set[str]:
    """Keys of steps that lived in another SOP before: their links say which SOP's versions they mean."""
    keys = [step.key for step in document.steps]
    return set(MovedStep.objects.filter(step__key__in=keys).exclude(sop=sop).values_list("step__key", flat=True))


def step_in(document: Document, key: str) -> tuple[int, DocumentStep] | None:
    for number, step in enumerate(document.steps, start=1):
        if step.key == key:
            return number, step
    return None


def difference(old: Place, new: Place) -> Since | None:
    """None where nothing is different. A place counts only within one SOP."""
    changes = step_changes(old.step, new.step, _titles(old) | _titles(new))
    if not changes and (old.sop.pk != new.sop.pk or old.number == new.number):
        return None
    return Since(old.version, old.step, changes, old.number, new.number)


def since(sop: Sop, key: str, version_number: int | None) -> Since | None:
    """What changed in the step since that version, or None: nothing, or no such version."""
    current = sop.current_version
    if current is None or version_number is None or version_number >= current.number:
        return None
    new, old = today([sop], key), then([sop], key, version_number)
    return difference(old, new) if old and new else None


def removed(step: Step, user: Any) -> Removed:
    """The step as readers last saw it, where the person may see that. 404 if they never did."""
    homes = homes_of(step, user)
    last = _last_seen(homes, step.key)
    if last is None:
        raise Http404
    lives_in = Step.objects.values_list("sop_id", flat=True).get(pk=step.pk)
    has_left = lives_in != last.sop.pk and step.removed_at is None
    new_home = next((sop for sop in homes if sop.pk == lives_in), None) if has_left else None
    return Removed(last.sop, last.step, last.version, successor(step, user), new_home, has_left)


def successor(step: Step, user: Any) -> DocumentStep | None:
    """The step that this one became part of, over any number of merges, as readers find it today; None where it, or
    what it became, is gone or not published."""
    seen = {step.key}
    while step.removed_at and step.moved_to_key and step.moved_to_key not in seen and len(seen) < MOST_MERGES:
        seen.add(step.moved_to_key)
        following = Step.objects.select_related("sop").filter(key=step.moved_to_key).first()
        if following is None:
            return None
        step = following
    is_other = len(seen) > 1 and step.removed_at is None
    place = today(homes_of(step, user), step.key) if is_other else None
    return place.step if place else None


def _last_seen(homes: Sequence[Sop], key: str) -> Place | None:
    by_id = {sop.pk: sop for sop in homes}
    # The database looks through the texts, so that not every version is read into memory.
    candidates = (
        Version.objects.filter(sop__in=list(by_id))
        .alias(text=Cast("data", TextField()))
        .filter(text__contains=f'"key": "{key}"')
        .order_by("-published_at", "-number")
    )
    for version in candidates[:LOOKED_AT]:
        found = step_in(version.document, key)
        if found:
            return Place(by_id[version.sop_id], version, *found)
    return None


def _titles(place: Place) -> dict[str, str]:
    return {step.key: step.title.replace("**", "") for step in place.version.document.steps}
