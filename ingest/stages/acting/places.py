"""A name for what couldn't be read: what was pressed in the same place at another time.

A button is greyed, lit or half covered by the pointer just when it matters; bars and forms stay where they are.
"""

from collections.abc import Sequence
from dataclasses import replace

from ingest.artefacts import Action
from ingest.stages.acting.deciding import ICON
from ingest.stages.screen import geometry

SAME_PLACE = 0.6  # of both boxes together
BORROWED = 0.5  # confidence: what stands in one place may change, so somebody should look


def named_by_place(actions: Sequence[Action]) -> list[Action]:
    """The actions; those without a name have that of the nearest one in time that was done in the same place."""
    known = [action for action in actions if "label:own" in action.evidence and _is_found(action)]
    return [_borrowing(action, known) if _is_nameless(action) else action for action in actions]


def _borrowing(action: Action, known: Sequence[Action]) -> Action:
    there = [other for other in known if other.kind == action.kind and _share_a_place(action, other)]
    if not there:
        return action
    nearest = min(there, key=lambda other: abs(other.action_s - action.action_s))
    evidence = ["label:place" if one == "label:none" else one for one in action.evidence]
    return replace(
        action,
        label=nearest.label,
        role=nearest.role or action.role,
        label_confidence=round(BORROWED * nearest.label_confidence, 3),
        evidence=evidence,
    )


def _is_nameless(action: Action) -> bool:
    return action.label == ICON and "label:none" in action.evidence and _is_found(action)


def _is_found(action: Action) -> bool:
    """Whether the element was seen, rather than guessed around the pointer."""
    return action.box is not None and "box:point" not in action.evidence


def _share_a_place(one: Action, other: Action) -> bool:
    return one.box is not None and other.box is not None and geometry.iou(one.box, other.box) >= SAME_PLACE
