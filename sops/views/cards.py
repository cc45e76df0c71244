"""What the editor's templates need of a step: its form, its number, what is unsure or broken about it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from sops import alt_text
from sops.drawings import Drawing, draw
from sops.forms import HIGHLIGHT, StepForm
from sops.models import Sop, Step
from sops.rows import BranchRow, FixRow, LinkRow, branch_rows, fix_rows, link_rows, sop_named
from sops.services.publishing import picture_of
from sops.views.conflicts import Clash

# How the facts that a draft names are called on the page. Anything else is shown as it is.
UNSURE = {"label": "label", "value": "value", "box": "highlight", "text": "text", "picture": "picture"}
_CONDITION = re.compile(r"(?:if|when|for|in case)\s+([^,.;]+)", re.IGNORECASE)
UNSURE_BELOW = 0.6
SOPS_OFFERED = 500


@dataclass
class Card:
    """A step in the editor. With `data`, as a person sent it and it could not be saved."""

    step: Step
    number: int
    all_steps: Sequence[Step]
    sop_titles: dict[str, str]
    is_open: bool = False
    data: QueryDict | None = None
    clashes: list[Clash] = field(default_factory=list)
    clashed_by: str = ""

    @cached_property
    def form(self) -> StepForm:
        return StepForm(self.data, step=self.step, sub_sop=sop_named(self.step.sub_sop_key, self.sop_titles))

    @property
    def url(self) -> str:
        return reverse("sops:step-card", args=[self.step.sop.key, self.step.key])

    @property
    def branches(self) -> list[BranchRow]:
        """The ways on, and an empty one to fill in."""
        if self.data is not None:
            return [*branch_rows(self.data), BranchRow()]
        return [*(BranchRow.of(branch, self.sop_titles) for branch in self.step.branches), BranchRow()]

    @property
    def links(self) -> list[LinkRow]:
        if self.data is not None:
            return link_rows(self.data)
        return [LinkRow.of(link, self.sop_titles) for link in self.step.links]

    @property
    def fixes(self) -> list[FixRow]:
        if self.data is not None:
            return fix_rows(self.data)
        return [FixRow(fix["symptom"], fix["fix"]) for fix in self.step.troubleshooting]

    @property
    def annotations(self) -> str:
        """The marks on the picture as JSON, for the field that the picture tools write to."""
        if self.data is not None and "annotations" in self.data:
            return str(self.data["annotations"])
        return json.dumps(self.step.annotations)

    @property
    def later(self) -> set[str]:
        """Keys of the steps behind this one."""
        return {step.key for step in self.all_steps[self.number :]}

    @property
    def step_keys(self) -> set[str]:
        return {step.key for step in self.all_steps}

    @property
    def has_broken_branch(self) -> bool:
        return any(
            branch.get("target_kind") == "step" and branch.get("target_key") not in self.step_keys
            for branch in self.step.branches
        )

    @property
    def unsure(self) -> list[str]:
        return unsure_parts(self.step)

    @property
    def heard(self) -> str:
        """What was said at this step, where the draft noted it."""
        return str(self.step.evidence.get("said", "")) if isinstance(self.step.evidence, dict) else ""

    @property
    def spoken_rule(self) -> str:
        """The condition in a rule that was only spoken: the draft's note, until somebody makes it a decision."""
        step = self.step
        if step.note_kind != Step.NoteKind.DECISION or step.kind == Step.Kind.DECISION or step.branches:
            return ""
        found = _CONDITION.match(step.note)
        return (found.group(1) if found else step.note.split(".")[0])[:300]

    @property
    def box(self) -> dict[str, float | str]:
        """The highlight in percent, as it stands in the form; empty texts where there is none."""
        values = {side: self.form[f"highlight_{side}"].value() for side in HIGHLIGHT}
        return {side: "" if value is None else value for side, value in values.items()}

    @property
    def alt_suggestion(self) -> str:
        shot = self.step.screenshot
        return alt_text.suggest(shot.words, self.step.highlight, self.step.target_label) if shot else ""

    @property
    def drawing(self) -> Drawing | None:
        picture = picture_of(self.step)
        if picture is None:
            return None
        url = reverse("sops:picture", args=[self.step.sop.key, picture.sha256])
        return draw(picture, url, typed=self.step.action == "type")

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def is_last(self) -> bool:
        return self.number == len(self.all_steps)


def unsure_parts(step: Step) -> list[str]:
    """What a person should check, in words: “value”, “highlight”; “step” where only the whole is unsure."""
    parts = [UNSURE.get(part, part) for part in step.unsure]
    if not parts and step.confidence is not None and step.confidence < UNSURE_BELOW:
        return ["step"]
    return parts


def cards_of(sop: Sop, user: Any, *, opened: Iterable[str] = ()) -> list[Card]:
    """All cards of the SOP, in order. Two queries, however many steps there are."""
    steps = list(sop.steps.present().with_open_threads().select_related("screenshot"))
    titles = sop_titles(user)
    keys = set(opened)
    return [Card(step, number, steps, titles, step.key in keys) for number, step in enumerate(steps, start=1)]


def card_of(step: Step, user: Any, **more: Any) -> Card:
    """One card, knowing its place among the others."""
    steps = list(step.sop.steps.present().with_open_threads().select_related("screenshot"))
    number = next((at for at, other in enumerate(steps, start=1) if other.pk == step.pk), len(steps))
    return Card(step, number, steps, sop_titles(user), **more)


def sop_titles(user: Any) -> dict[str, str]:
    """SOPs that may be linked to, by key: those that the person sees, lately changed first."""
    rows = Sop.objects.visible_to(user).order_by("-updated_at").values_list("key", "listed_title")
    return dict(rows[:SOPS_OFFERED])
